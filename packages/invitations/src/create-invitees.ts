/** Joins the parts of inviting by name. */
import { every, newId, type Clock, type Database, type Logger } from '@saal/foundation';
import { MAX_INVITEES, type InviteeRole, type MeetingId, type PersonId } from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { Bearers, type Times } from './bearers.ts';
import type { ApplicantLinks } from './campaign-ports.ts';
import { personalLinks } from './crypto/personal-links.ts';
import { inviteeRoutes, type Asking } from './http/invitee-routes.ts';
import { InviteeLetters } from './invitee-letters.ts';
import type { Acquaintances, InvitingMeetings } from './invitee-ports.ts';
import { Invitees } from './invitees.ts';
import { Looks } from './looks.ts';
import type { Outbox } from './mail-ports.ts';
import { createInviteeAddresses } from './postgres/invitee-address.ts';
import { createInviteeStore } from './postgres/invitee-store.ts';
import { createInviteeTurns } from './postgres/invitee-turns.ts';

/** What meetings ask about whoever comes in. Apart from the rest, because meetings are there before it. */
export function invitedGuests(o: { db: Database; clock: Clock }): {
  of(
    meetingId: MeetingId,
    key: string,
  ): Promise<{ role: InviteeRole; passesLobby: boolean; guest?: { id: string; name: string } } | undefined>;
  meetingsOf(personId: PersonId): Promise<MeetingId[]>;
} {
  const store = createInviteeStore(o.db);
  return {
    async of(meetingId, key) {
      const invitee = await store.byKey(meetingId, key, o.clock.now());
      if (!invitee) return undefined;
      const { id, name, role, passesLobby, personId } = invitee;
      return { role, passesLobby, ...(personId === null && { guest: { id, name } }) };
    },
    meetingsOf: (personId) => store.meetingsOf(personId),
  };
}

/** Personal links of applicants. Apart from the rest, because campaigns are there before it. */
export function applicantLinks(o: { db: Database; clock: Clock; installationSecret: string }): ApplicantLinks {
  const store = createInviteeStore(o.db);
  const links = personalLinks(o.installationSecret);
  return {
    async make(meetingId, applicant) {
      if ((await store.applicantsOf([meetingId])).length > 0) return;
      // Never the same twice: a link that was withdrawn stays void when its interview is planned again.
      const id = `${applicant.id}.${newId()}`;
      const linkHash = links.hash(links.secretOf({ id, generation: 1 }));
      const { name, language } = applicant;
      const common = { id, meetingId, name, language, linkHash, role: 'participant', passesLobby: false } as const;
      // Without an address: the campaign writes its own letters.
      await store.add(meetingId, [{ ...common, personId: null, email: null, createdAtMs: o.clock.now() }], MAX_INVITEES);
    },
    async of(meetingIds) {
      const applicants = await store.applicantsOf(meetingIds);
      return new Map(applicants.map((each) => [each.meetingId, { secret: links.secretOf(each), answer: each.answer }]));
    },
  };
}

export interface InviteesFeature {
  /** Registered by the app with prefix `/api`. */
  http: FastifyPluginAsync;
  /** The plan of a meeting may be another one, or there is none any more: those invited are told. */
  planChanged(meetingId: MeetingId): void;
  /** When all that is to be told was tried once. */
  settled(): Promise<void>;
  /** Finishes what has begun. Idempotent. */
  close(): Promise<void>;
}

export interface InviteesOptions {
  db: Database;
  clock: Clock;
  log: Logger;
  asking: (cookie: string | undefined) => Promise<Asking | undefined>;
  /** Address people reach this server by, without a slash at its end. */
  baseUrl: (request: FastifyRequest) => string;
  /** What the links are drawn from: the same on all servers. */
  installationSecret: string;
  meetings: InvitingMeetings;
  people: Acquaintances;
  outbox: Outbox;
  /** Of interviews. */
  times: Times;
  /** Address people reach this server by; stands in letters. */
  publicUrl: string;
}

/** What failed is tried again, reminders become due, and what another server left when it died is found. */
const LOOK_EVERY_MS = 5 * 60_000;

export function createInvitees(options: InviteesOptions): InviteesFeature {
  const { db, clock, log, asking, baseUrl, meetings, people, outbox, times, publicUrl } = options;
  const store = createInviteeStore(db);
  const links = personalLinks(options.installationSecret);
  const invitees = new Invitees({
    ...{ store, meetings, people, links, clock, newId, addresses: createInviteeAddresses(db, clock) },
    outbox,
    audit: (what, who) => log.info({ audit: `invitee-${what}`, ...who }, 'invitation of a person'),
    changed: (meetingId) => planChanged(meetingId),
  });
  const bearers = new Bearers({ store, meetings, people, links, times, clock });
  const turns = createInviteeTurns(db, clock);
  const letters = new InviteeLetters({ turns, meetings, people, links, outbox, publicUrl, clock });
  outbox.onAnswer(({ subjectId, email, answer }) => store.answered(subjectId, email, answer));

  const looks = new Looks({
    all: () => turns.toLook(clock.now()),
    look: (meetingId) => letters.look(meetingId),
    failed: (error, meetingId) => log.warn({ err: error, meetingId }, 'those invited could not be told; it is tried again'),
  });
  const planChanged = (meetingId: MeetingId): void => looks.at(meetingId);
  looks.atAll();
  const cancelLooking = every(clock, LOOK_EVERY_MS, () => looks.atAll());
  return {
    http: inviteeRoutes({ asking, invitees, bearers, people, baseUrl, mailAvailable: outbox.isAvailable }),
    planChanged,
    settled: () => looks.settled(),
    async close() {
      cancelLooking();
      await looks.close();
    },
  };
}
