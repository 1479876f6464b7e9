import type { Accounts, PersonSummary, Viewer } from '@saal/accounts';
import {
  type AttendedMeeting,
  ChangeDate,
  ChangeMeeting,
  FindByNumber,
  FoundByNumber,
  LocalDay,
  MeetingDetail,
  MeetingList,
  type PersonId,
  PlanMeeting,
  PublicMeeting,
  type ResourceView,
} from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { NotSignedIn, RateLimited } from '../errors.ts';
import type { HouseRules } from '../house-rules.ts';
import { personKey, type IdentityKey } from '../identity.ts';
import type { InvitedGuests } from '../invited.ts';
import type { MeetingRecord } from '../meeting-config.ts';
import type { PasscodeDesk } from '../passcode-desk.ts';
import type { Invitation, Planning } from '../planning.ts';
import type { Plans } from '../plans.ts';
import type { Checked, Planned } from '../room-check.ts';
import type { AttemptStore, MeetingStore, RegistrationStore, ResourceStore } from '../ports.ts';
import type { Preset } from '../presets.ts';
import { seriesView, type Series } from '../series.ts';
import { visitorOf } from '../visitor.ts';
import type { Clock } from '@saal/foundation';

const SMALL_BODY_BYTES = 16 * 1024;
/** New meetings of one person. */
const newMeetings = { burst: 60, refillMs: 10_000 };

const MeetingPath = z.object({ id: z.string().max(64) });
const DatePath = MeetingPath.extend({ day: LocalDay });
/** A zone this runtime does not know counts as UTC: a list is no place to fail over it. */
const ListQuery = z.object({
  when: z.enum(['today', 'coming', 'past']).default('today'),
  timeZone: PlanMeeting.shape.timeZone.catch('UTC'),
});

/** What is told beside the meeting itself; lists leave out all but names. */
type Whole = {
  remindersMin?: readonly number[] | null;
  series?: Series | undefined;
  preset?: Preset | undefined;
  resources?: ResourceView[] | undefined;
  names?: Names;
} & Checked;
type Names = ReadonlyMap<PersonId, string>;

export type MeetingRoutesOptions = {
  accounts: Pick<Accounts, 'viewerOf' | 'person'>;
  planning: Planning;
  plans: Plans;
  passcodes: PasscodeDesk;
  meetings: MeetingStore;
  registrations: RegistrationStore;
  resources: ResourceStore;
  attempts: AttemptStore;
  invited: Pick<InvitedGuests, 'of'>;
  rules: Pick<HouseRules, 'letsGuestsTo'>;
  clock: Clock;
  baseUrl: (request: FastifyRequest) => string;
};

/** Planning and finding meetings. The app has set the zod compilers and answers errors. */
export function meetingRoutes(options: MeetingRoutesOptions): FastifyPluginAsync {
  const { accounts, planning, plans, passcodes, meetings, registrations, resources: resourceStore, attempts, invited } = options;
  const { rules, clock, baseUrl } = options;

  const signedIn = async (request: FastifyRequest): Promise<PersonSummary> => {
    const viewer = await accounts.viewerOf(request.headers.cookie);
    if (viewer?.kind !== 'person') throw new NotSignedIn();
    return viewer.person;
  };
  const detail = (
    request: FastifyRequest,
    meeting: MeetingRecord,
    { remindersMin, series, preset, resources, uncheckedRooms, names = new Map() }: Whole = {},
  ): MeetingDetail => ({
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
    ...(meeting.day !== undefined && { day: meeting.day }),
    ...(series && { series: seriesView(series) }),
    ...(preset && { preset }),
    ...(remindersMin && { remindersMin: [...remindersMin] }),
    ...(resources && { resources: resources.map(({ id, name, building }) => ({ id, name, building })) }),
    ...(uncheckedRooms && { uncheckedRooms }),
    ...(meeting.plannedBy !== null && {
      onBehalf: {
        ...{ principalId: meeting.ownerId, principal: names.get(meeting.ownerId) ?? '' },
        planner: names.get(meeting.plannedBy) ?? '',
      },
    }),
  });
  /** Of owners and who planned for them, each once: colleagues meet in the same people's meetings again and again. */
  const namesIn = async (found: readonly MeetingRecord[]): Promise<Names> => {
    const ids = new Set(found.flatMap(({ ownerId, plannedBy }) => (plannedBy === null ? [ownerId] : [ownerId, plannedBy])));
    return new Map(await Promise.all([...ids].map(async (id) => [id, (await accounts.person(id))?.displayName ?? ''] as const)));
  };
  /** At the date that people mean now, with all of them. */
  const whole = async (request: FastifyRequest, planned: Planned): Promise<MeetingDetail> => {
    const { meeting, series } = await planning.withDates(planned);
    const [preset, resources, names] = await Promise.all([
      planning.presetOf(meeting),
      meeting.kind === 'planned' ? resourceStore.ofMeeting(meeting.id) : undefined,
      namesIn([meeting]),
    ]);
    return detail(request, meeting, {
      remindersMin: meeting.reminderWish,
      series,
      preset,
      resources,
      names,
      ...(planned.uncheckedRooms && { uncheckedRooms: planned.uncheckedRooms }),
    });
  };
  /** Others' meetings keep number, passcode, settings and how often they are held to themselves. */
  const reduced = (request: FastifyRequest, { meeting, lastEnteredAtMs }: Invitation, ownerName: string): AttendedMeeting => ({
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
    ...(meeting.day !== undefined && { day: meeting.day }),
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
        return reply.code(201).send(await whole(request, await plans.plan(owner, request.body)));
      },
    );

    app.get('/meetings', { schema: { querystring: ListQuery, response: { 200: MeetingList } } }, async (request) => {
      const person = await signedIn(request);
      const found = await planning.list(person.id, request.query.when, request.query.timeZone ?? 'UTC');
      const names = await namesIn(found.map(({ meeting }) => meeting));
      const meetings = found.map((listed) =>
        listed.kind === 'own'
          ? detail(request, listed.meeting, { names })
          : reduced(request, listed, names.get(listed.meeting.ownerId) ?? ''),
      );
      return { meetings };
    });

    app.get('/meetings/personal', { schema: { response: { 200: MeetingDetail } } }, async (request) => {
      return detail(request, await planning.personalRoom(await signedIn(request)));
    });

    app.get('/meetings/:id', { schema: { params: MeetingPath, response: { 200: MeetingDetail } } }, async (request) => {
      const owner = await signedIn(request);
      return whole(request, await planning.own(owner.id, request.params.id));
    });

    app.patch(
      '/meetings/:id',
      { bodyLimit: SMALL_BODY_BYTES, schema: { params: MeetingPath, body: ChangeMeeting, response: { 200: MeetingDetail } } },
      async (request) => {
        const person = await signedIn(request);
        return whole(request, await plans.change(person.id, request.params.id, request.body));
      },
    );

    app.patch(
      '/meetings/:id/dates/:day',
      { bodyLimit: SMALL_BODY_BYTES, schema: { params: DatePath, body: ChangeDate, response: { 200: MeetingDetail } } },
      async (request) => {
        const owner = await signedIn(request);
        const { id, day } = request.params;
        return whole(request, await plans.changeDate(owner.id, id, day, request.body));
      },
    );

    app.delete('/meetings/:id', { schema: { params: MeetingPath } }, async (request, reply) => {
      const owner = await signedIn(request);
      await plans.remove(owner.id, request.params.id);
      return reply.code(204).send();
    });

    app.get('/public/meetings/:id', { schema: { params: MeetingPath, response: { 200: PublicMeeting } } }, async (request) => {
      const { meeting } = await planning.withDates(await planning.known(request.params.id));
      const owner = await accounts.person(meeting.ownerId);
      const key = keyOf(await accounts.viewerOf(request.headers.cookie));
      const as = key === undefined ? undefined : await invited.of(meeting.id, key);
      const given =
        as !== undefined || (key !== undefined && (key === personKey(meeting.ownerId) || (await meetings.gavePasscode(meeting.id, key))));
      return {
        id: meeting.id,
        title: meeting.title,
        inviterName: owner?.displayName ?? '',
        startsAtMs: meeting.startsAtMs,
        durationMin: meeting.durationMin,
        timeZone: meeting.timeZone,
        running: meeting.phase === 'running',
        passcodeNeeded: meeting.settings.passcodeByLink && !given,
        registration: as ? 'none' : await registrationOf(meeting, key),
        joinMuted: meeting.settings.joinMuted,
        joinCameraOff: meeting.settings.joinCameraOff,
        ...(as?.guest && { invitedAs: as.guest.name }),
        ...(!(await rules.letsGuestsTo(meeting.ownerId)) && { guestsRefused: true as const }),
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
