import type { Accounts, PersonSummary, Viewer } from '@saal/accounts';
import {
  type AttendedMeeting,
  ChangeMeeting,
  FindByNumber,
  FoundByNumber,
  MeetingDetail,
  MeetingList,
  PlanMeeting,
  PublicMeeting,
} from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { MeetingNotReady, NotSignedIn, RateLimited } from '../errors.ts';
import { personKey, type IdentityKey } from '../identity.ts';
import type { MeetingRecord } from '../meeting-config.ts';
import type { CommandOf } from '../meeting-command.ts';
import type { PasscodeDesk } from '../passcode-desk.ts';
import type { Planning } from '../planning.ts';
import type { Attended, AttemptStore, MeetingStore, RegistrationStore } from '../ports.ts';
import { visitorOf } from '../visitor.ts';
import type { Clock } from '@saal/foundation';

const SMALL_BODY_BYTES = 16 * 1024;
/** New meetings of one person. */
const newMeetings = { burst: 60, refillMs: 10_000 };

const MeetingPath = z.object({ id: z.string().max(64) });
/** A zone this runtime does not know counts as UTC: a list is no place to fail over it. */
const ListQuery = z.object({
  when: z.enum(['today', 'coming', 'past']).default('today'),
  timeZone: PlanMeeting.shape.timeZone.catch('UTC'),
});

export type MeetingRoutesOptions = {
  accounts: Pick<Accounts, 'viewerOf' | 'person'>;
  planning: Planning;
  passcodes: PasscodeDesk;
  meetings: MeetingStore;
  registrations: RegistrationStore;
  attempts: AttemptStore;
  clock: Clock;
  baseUrl: (request: FastifyRequest) => string;
  /** Tells the meeting if it runs, on whichever server. */
  tell: (meetingId: MeetingRecord['id'], command: CommandOf<'change-plan' | 'close'>) => Promise<void>;
  /** Its plan has changed, or there is none any more. */
  standingChanged: (meetingId: MeetingRecord['id']) => void;
};

/** Planning and finding meetings. The app has set the zod compilers and answers errors. */
export function meetingRoutes(options: MeetingRoutesOptions): FastifyPluginAsync {
  const { accounts, planning, passcodes, meetings, registrations, attempts, clock, baseUrl, tell, standingChanged } = options;

  const signedIn = async (request: FastifyRequest): Promise<PersonSummary> => {
    const viewer = await accounts.viewerOf(request.headers.cookie);
    if (viewer?.kind !== 'person') throw new NotSignedIn();
    return viewer.person;
  };
  const detail = (request: FastifyRequest, meeting: MeetingRecord): MeetingDetail => ({
    id: meeting.id,
    number: meeting.number,
    kind: meeting.kind,
    title: meeting.title,
    startsAtMs: meeting.startsAtMs,
    durationMin: meeting.durationMin,
    timeZone: meeting.timeZone,
    passcode: meeting.passcode,
    settings: meeting.settings,
    url: `${baseUrl(request)}/m/${meeting.id}`,
    owner: true,
    running: meeting.phase === 'running',
    lastEndedAtMs: meeting.lastEndedAtMs,
  });
  /** Others' meetings keep number, passcode, settings and how often they are held to themselves. */
  const reduced = (request: FastifyRequest, { meeting, lastEnteredAtMs }: Attended, ownerName: string): AttendedMeeting => ({
    id: meeting.id,
    title: meeting.title,
    ownerName,
    startsAtMs: meeting.startsAtMs,
    durationMin: meeting.durationMin,
    timeZone: meeting.timeZone,
    url: `${baseUrl(request)}/m/${meeting.id}`,
    owner: false,
    running: meeting.phase === 'running',
    lastEnteredAtMs,
  });

  const registrationOf = async (meeting: MeetingRecord, key: IdentityKey | undefined): Promise<PublicMeeting['registration']> => {
    if (meeting.settings.registration === 'off' || key === personKey(meeting.ownerId)) return 'none';
    const mine = key === undefined ? undefined : await registrations.of(meeting.id, key);
    return mine?.state === 'registered' ? 'registered' : 'needed';
  };

  return async (instance) => {
    const app = instance.withTypeProvider<ZodTypeProvider>();
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });

    app.post(
      '/meetings',
      { bodyLimit: SMALL_BODY_BYTES, schema: { body: PlanMeeting, response: { 201: MeetingDetail } } },
      async (request, reply) => {
        const owner = await signedIn(request);
        const retryAfterMs = await attempts.take(`new-meeting:${owner.id}`, newMeetings, clock.now());
        if (retryAfterMs > 0) throw new RateLimited(retryAfterMs);
        return reply.code(201).send(detail(request, await planning.plan(owner, request.body)));
      },
    );

    app.get('/meetings', { schema: { querystring: ListQuery, response: { 200: MeetingList } } }, async (request) => {
      const person = await signedIn(request);
      const found = await planning.list(person.id, request.query.when, request.query.timeZone ?? 'UTC');
      // Each owner once: colleagues meet in the same people's meetings again and again.
      const ownerIds = new Set(found.flatMap(({ kind, meeting }) => (kind === 'attended' ? [meeting.ownerId] : [])));
      const owners = await Promise.all([...ownerIds].map(async (id) => [id, (await accounts.person(id))?.displayName ?? ''] as const));
      const nameOf = new Map(owners);
      const meetings = found.map((listed) =>
        listed.kind === 'own' ? detail(request, listed.meeting) : reduced(request, listed, nameOf.get(listed.meeting.ownerId) ?? ''),
      );
      return { meetings };
    });

    app.get('/meetings/personal', { schema: { response: { 200: MeetingDetail } } }, async (request) => {
      return detail(request, await planning.personalRoom(await signedIn(request)));
    });

    app.get('/meetings/:id', { schema: { params: MeetingPath, response: { 200: MeetingDetail } } }, async (request) => {
      const owner = await signedIn(request);
      return detail(request, await planning.own(owner.id, request.params.id));
    });

    app.patch(
      '/meetings/:id',
      { bodyLimit: SMALL_BODY_BYTES, schema: { params: MeetingPath, body: ChangeMeeting, response: { 200: MeetingDetail } } },
      async (request) => {
        const owner = await signedIn(request);
        const { title, settings } = request.body;
        const changed = await planning.change(owner.id, request.params.id, request.body);
        await tell(changed.id, { kind: 'change-plan', title, settings });
        standingChanged(changed.id);
        return detail(request, changed);
      },
    );

    app.delete('/meetings/:id', { schema: { params: MeetingPath } }, async (request, reply) => {
      const owner = await signedIn(request);
      const meeting = await planning.own(owner.id, request.params.id);
      await tell(meeting.id, { kind: 'close' });
      if (!(await meetings.delete(meeting.id, owner.id))) throw new MeetingNotReady(meeting.id, 'it could not be deleted');
      standingChanged(meeting.id);
      return reply.code(204).send();
    });

    app.get('/public/meetings/:id', { schema: { params: MeetingPath, response: { 200: PublicMeeting } } }, async (request) => {
      const meeting = await planning.known(request.params.id);
      const owner = await accounts.person(meeting.ownerId);
      const key = keyOf(await accounts.viewerOf(request.headers.cookie));
      const given = key !== undefined && (key === personKey(meeting.ownerId) || (await meetings.gavePasscode(meeting.id, key)));
      return {
        id: meeting.id,
        title: meeting.title,
        inviterName: owner?.displayName ?? '',
        startsAtMs: meeting.startsAtMs,
        durationMin: meeting.durationMin,
        timeZone: meeting.timeZone,
        running: meeting.phase === 'running',
        passcodeNeeded: meeting.settings.passcodeByLink && !given,
        registration: await registrationOf(meeting, key),
        joinMuted: meeting.settings.joinMuted,
        joinCameraOff: meeting.settings.joinCameraOff,
      };
    });

    app.post(
      '/meetings/by-number',
      { bodyLimit: SMALL_BODY_BYTES, schema: { body: FindByNumber, response: { 200: FoundByNumber } } },
      async (request) => {
        const viewer = await accounts.viewerOf(request.headers.cookie);
        const caller = { identity: keyOf(viewer), address: request.ip };
        return { id: await passcodes.findByNumber(request.body, caller, viewer?.kind === 'person') };
      },
    );
  };
}

function keyOf(viewer: Viewer | undefined): IdentityKey | undefined {
  return viewer && visitorOf(viewer).key;
}
