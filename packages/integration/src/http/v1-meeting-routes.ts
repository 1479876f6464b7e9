/** Meetings of other applications, and who came. */
import { ChangeDate, ChangeMeeting, LocalDay, MeetingDetail, PlanMeeting } from '@saal/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { MadeMeetings } from '../made-meetings.ts';
import type { PlannedMeeting } from '../ports.ts';
import { Idempotency, PageQuery, Path, refusals, seqOf, type CallerOf } from './v1-caller.ts';

const SMALL_BODY_BYTES = 16 * 1024;

const example = { kind: 'planned', title: 'Interview', startsAtMs: 1_798_794_000_000, durationMin: 45, timeZone: 'Europe/Berlin' };
const NewMeeting = PlanMeeting.meta({ examples: [example] });
const Meeting = MeetingDetail.omit({ owner: true });
const MeetingPage = z.object({ meetings: z.array(Meeting), nextCursor: z.string().optional() });
const DatePath = Path.extend({ day: LocalDay });
const Attendance = z.object({
  guests: z.array(
    z.object({
      participantId: z.string(),
      /** Null: without the scope names.read, or from before it was given. */
      name: z.string().nullable(),
      joinedAtMs: z.number(),
      /** When they last left; null: they are in. */
      leftAtMs: z.number().nullable(),
    }),
  ),
});

export function v1MeetingRoutes(
  instance: FastifyInstance,
  { meetings, callerOf, baseUrl }: { meetings: MadeMeetings; callerOf: CallerOf; baseUrl: (request: FastifyRequest) => string },
): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const view = (request: FastifyRequest, { phase, ...meeting }: PlannedMeeting): z.output<typeof Meeting> => ({
    ...meeting,
    url: `${baseUrl(request)}/m/${meeting.id}`,
    running: phase === 'running',
  });

  app.post(
    '/meetings',
    {
      bodyLimit: SMALL_BODY_BYTES,
      schema: {
        summary: 'Makes a meeting of the person on whose behalf the application acts. Scope meetings.write',
        headers: Idempotency,
        body: NewMeeting,
        response: { 201: Meeting, ...refusals },
      },
    },
    async (request, reply) => {
      const caller = await callerOf(request, 'meetings.write');
      const meeting = await meetings.make(caller, request.body, request.headers['idempotency-key']);
      return reply.code(201).send(view(request, meeting));
    },
  );

  app.get(
    '/meetings',
    {
      schema: {
        summary: 'The meetings this application made, newest first. Scope meetings.read',
        querystring: PageQuery,
        response: { 200: MeetingPage, ...refusals },
      },
    },
    async (request) => {
      const caller = await callerOf(request, 'meetings.read');
      const { cursor, limit } = request.query;
      const page = await meetings.list(caller, seqOf(cursor), limit);
      return {
        meetings: page.meetings.map((meeting) => view(request, meeting)),
        ...(page.nextSeq !== undefined && { nextCursor: String(page.nextSeq) }),
      };
    },
  );

  app.get(
    '/meetings/:id',
    { schema: { summary: 'One of its meetings. Scope meetings.read', params: Path, response: { 200: Meeting, ...refusals } } },
    async (request) => view(request, await meetings.get(await callerOf(request, 'meetings.read'), request.params.id)),
  );

  app.patch(
    '/meetings/:id',
    {
      bodyLimit: SMALL_BODY_BYTES,
      schema: {
        summary: 'Changes one of its meetings. Scope meetings.write',
        params: Path,
        body: ChangeMeeting,
        response: { 200: Meeting, ...refusals },
      },
    },
    async (request) => view(request, await meetings.change(await callerOf(request, 'meetings.write'), request.params.id, request.body)),
  );

  app.patch(
    '/meetings/:id/dates/:day',
    {
      bodyLimit: SMALL_BODY_BYTES,
      schema: {
        summary: 'Changes one date of a series, those from it on, or all to come. Scope meetings.write',
        params: DatePath,
        body: ChangeDate,
        response: { 200: Meeting, ...refusals },
      },
    },
    async (request) => {
      const { id, day } = request.params;
      return view(request, await meetings.changeDate(await callerOf(request, 'meetings.write'), id, day, request.body));
    },
  );

  app.get(
    '/meetings/:id/attendance',
    {
      schema: {
        summary: 'Which guests came, and when; also of interviews. Kept for 30 days. Scope attendance.read',
        params: Path,
        response: { 200: Attendance, ...refusals },
      },
    },
    async (request) => ({ guests: await meetings.guests(await callerOf(request, 'attendance.read'), request.params.id) }),
  );

  app.delete(
    '/meetings/:id',
    {
      schema: {
        summary: 'Deletes one of its meetings; it ends when it runs. Scope meetings.write',
        params: Path,
        response: { 204: z.undefined(), ...refusals },
      },
    },
    async (request, reply) => {
      await meetings.remove(await callerOf(request, 'meetings.write'), request.params.id);
      return reply.code(204).send();
    },
  );
}
