import type { Accounts } from '@saal/accounts';
import type { Clock } from '@saal/foundation';
import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { attendanceCsv, runNumbers } from '../attendance-numbers.ts';
import { NotSignedIn } from '../errors.ts';
import type { Planning } from '../planning.ts';
import type { AttendanceStore, EventStore } from '../ports.ts';

const MeetingPath = z.object({ id: z.string().max(64) });

export type AttendanceRoutesOptions = {
  accounts: Pick<Accounts, 'viewerOf'>;
  planning: Planning;
  attendance: AttendanceStore;
  events: EventStore;
  clock: Clock;
};

/** How many were in one's own meeting, as a table for a spreadsheet; to its owner alone, and without names. */
export function attendanceRoutes({ accounts, planning, attendance, events, clock }: AttendanceRoutesOptions): FastifyPluginAsync {
  return async (instance) => {
    const app = instance.withTypeProvider<ZodTypeProvider>();
    app.get('/meetings/:id/attendance.csv', { schema: { params: MeetingPath } }, async (request, reply) => {
      const viewer = await accounts.viewerOf(request.headers.cookie);
      if (viewer?.kind !== 'person') throw new NotSignedIn();
      const meeting = await planning.own(viewer.person.id, request.params.id);
      const now = meeting.phase === 'running' ? runNumbers(await events.load(meeting.id, meeting.run), clock.now()) : undefined;
      const over = await attendance.numbers(meeting.id);
      const csv = attendanceCsv(now ? [{ run: meeting.run, numbers: now }, ...over] : over, viewer.person.language);
      return reply
        .header('cache-control', 'no-store')
        .header('content-disposition', `attachment; filename="${viewer.person.language === 'de' ? 'teilnahme' : 'attendance'}.csv"`)
        .type('text/csv; charset=utf-8')
        .send(csv);
    });
  };
}
