/** Figures of use for those who hold `statistics.read`: no names, and nothing small enough to tell of somebody. */
import type { Accounts } from '@saal/accounts';
import type { Clock } from '@saal/foundation';
import { StatisticsQuery, StatisticsView, type Language } from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { NotAllowed, NotSignedIn } from '../errors.ts';
import { dayOf, statisticsTable, statisticsView, type Query, type StatisticsStore, type View } from '../statistics.ts';

const MOST_DAYS = 800;
const Asked = StatisticsQuery.refine(({ from, until }) => dayOf(until) >= dayOf(from) && dayOf(until) - dayOf(from) < MOST_DAYS, {
  message: `from comes before until, and at most ${MOST_DAYS} days lie between them`,
});

export function statisticsRoutes(o: { accounts: Pick<Accounts, 'viewerOf'>; store: StatisticsStore; clock: Clock }): FastifyPluginAsync {
  /** @throws {NotSignedIn, NotAllowed} */
  const languageOf = async (request: FastifyRequest): Promise<Language> => {
    const viewer = await o.accounts.viewerOf(request.headers.cookie);
    if (viewer?.kind !== 'person') throw new NotSignedIn();
    if (!viewer.person.rights.includes('statistics.read')) throw new NotAllowed();
    return viewer.person.language;
  };
  const view = async (query: Query): Promise<View> => {
    const [from, until] = [dayOf(query.from), dayOf(query.until)];
    const [days, joins, quality] = await Promise.all([o.store.days(from, until), o.store.joins(from, until), o.store.quality(from, until)]);
    return statisticsView(query, { days, joins, quality }, Math.floor(o.clock.now() / 86_400_000));
  };
  return async (instance) => {
    const app = instance.withTypeProvider<ZodTypeProvider>();
    app.get('/statistics', { schema: { querystring: Asked, response: { 200: StatisticsView } } }, async (request, reply) => {
      await languageOf(request);
      reply.header('cache-control', 'no-store');
      return view(request.query);
    });
    app.get('/statistics.csv', { schema: { querystring: Asked } }, async (request, reply) => {
      const language = await languageOf(request);
      return reply
        .header('cache-control', 'no-store')
        .header('content-disposition', `attachment; filename="${language === 'de' ? 'statistik' : 'statistics'}.csv"`)
        .type('text/csv; charset=utf-8')
        .send(statisticsTable(await view(request.query), language));
    });
  };
}
