/** What somebody did to our events in their own calendar, where they have to decide. */
import { AnswerCalendarNotice, CalendarNotices as NoticeList } from '@saal/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { CalendarNotices } from '../calendar-notices.ts';
import { signedInBy, type ViewerOf } from './signed-in.ts';

const BODY_BYTES = 2 * 1024;

export function noticeRoutes(instance: FastifyInstance, { viewerOf, notices }: { viewerOf: ViewerOf; notices: CalendarNotices }): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const signedIn = signedInBy(viewerOf);

  app.get('/me/calendar-notices', { schema: { response: { 200: NoticeList } } }, async (request) => ({
    notices: await notices.of(await signedIn(request)),
  }));

  app.post('/me/calendar-notices', { bodyLimit: BODY_BYTES, schema: { body: AnswerCalendarNotice } }, async (request, reply) => {
    const { uid, answer } = request.body;
    await notices.answer(await signedIn(request), uid, answer);
    return reply.code(204).send();
  });
}
