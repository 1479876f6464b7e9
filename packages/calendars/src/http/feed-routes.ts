/** The feed of one's meetings: made and revoked in the account page, read by calendar programs. */
import { createHash } from 'node:crypto';
import { CalendarFeedMade, CalendarFeedView } from '@saal/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { FeedNotFound } from '../errors.ts';
import type { FeedContent, Feeds } from '../feeds.ts';
import { signedInBy, type ViewerOf } from './signed-in.ts';

/** As the log knows it, to leave out what follows (foundation, `log.ts`). */
const FEED_PATH = '/calendars/feed/';
const SecretPath = z.object({ file: z.string().max(100) });

export type FeedRoutesOptions = {
  viewerOf: ViewerOf;
  feeds: Feeds;
  /** The content as a file; the same content gives the same bytes. */
  write: (content: FeedContent, baseUrl: string) => string;
  baseUrl: (request: FastifyRequest) => string;
};

export function feedRoutes(instance: FastifyInstance, { viewerOf, feeds, write, baseUrl }: FeedRoutesOptions): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const signedIn = signedInBy(viewerOf);

  app.get('/me/calendar-feed', { schema: { response: { 200: CalendarFeedView } } }, async (request) => {
    const feed = await feeds.of(await signedIn(request));
    return { feed: feed ? { createdAtMs: feed.createdAtMs, lastReadAtMs: feed.lastReadAtMs } : null };
  });

  app.post('/me/calendar-feed', { schema: { response: { 200: CalendarFeedMade } } }, async (request) => {
    const secret = await feeds.make(await signedIn(request));
    return { url: `${baseUrl(request)}/api${FEED_PATH}${secret}.ics` };
  });

  app.delete('/me/calendar-feed', async (request, reply) => {
    await feeds.revoke(await signedIn(request));
    return reply.code(204).send();
  });

  app.get(`${FEED_PATH}:file`, { schema: { params: SecretPath } }, async (request, reply) => {
    const [, secret] = /^([\w-]{43})\.ics$/.exec(request.params.file) ?? [];
    if (secret === undefined) throw new FeedNotFound();
    const body = write(await feeds.read(secret), baseUrl(request));
    const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
    void reply.headers({ etag, 'cache-control': 'private, no-cache' });
    if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
    return reply.type('text/calendar; charset=utf-8').header('content-disposition', 'inline; filename="saal.ics"').send(body);
  });
}

/** RFC 9110 13.1.2: a list, compared weakly; proxies that compress mark tags as weak. */
function matches(given: string | undefined, etag: string): boolean {
  const tags = (given ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
