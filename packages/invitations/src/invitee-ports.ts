/** What inviting people by name needs from outside. Tables are filled in by `postgres/`, the rest by whoever joins the features. */
import type { Colleague, EpochMs, InviteeAnswer, InviteeRole, Language, MeetingId, PersonId, SeriesDate, SeriesRule } from '@saal/protocol';
import type { Told } from './invitee-letters.ts';

export type Invitee = {
  id: string;
  meetingId: MeetingId;
  /** Null: external. */
  personId: PersonId | null;
  name: string;
  email: string | null;
  role: InviteeRole;
  passesLobby: boolean;
  language: Language;
  createdAtMs: EpochMs;
  answer: InviteeAnswer | null;
  generation: number;
  /** Of somebody external. */
  linkHash: string | null;
  /** Who came in by the link last: the key of a browser or account. */
  holder: string | null;
  usedAtMs: EpochMs | null;
  takenOver: number;
  withdrawn: boolean;
  /** Told of the plan, so far as there is mail. */
  isTold: boolean;
};

export type FreshInvitee = Pick<
  Invitee,
  'id' | 'meetingId' | 'personId' | 'name' | 'email' | 'role' | 'passesLobby' | 'language' | 'createdAtMs' | 'linkHash'
>;

export interface InviteeStore {
  /** Without those withdrawn, in the order of coming. */
  ofMeeting(meetingId: MeetingId): Promise<Invitee[]>;
  /** Whose person or address is invited already is left out. @returns false: more than `limit`; nobody was added */
  add(meetingId: MeetingId, invitees: readonly FreshInvitee[], limit: number): Promise<boolean>;
  one(meetingId: MeetingId, id: string): Promise<Invitee | undefined>;
  change(
    meetingId: MeetingId,
    id: string,
    changes: Partial<Pick<Invitee, 'name' | 'role' | 'passesLobby' | 'answer'>>,
  ): Promise<Invitee | undefined>;
  /** A new link in place of one of this generation; who held that holds nothing. @returns undefined: it was renewed meanwhile */
  renewLink(invitee: Pick<Invitee, 'id' | 'generation'>, linkHash: string): Promise<Invitee | undefined>;
  /** The link is void, and nobody holds it. */
  withdraw(meetingId: MeetingId, id: string): Promise<Invitee | undefined>;
  byLink(linkHash: string): Promise<Invitee | undefined>;
  /** The link is this browser's now, and what else it held of the meeting is let go. @returns false: the link is void meanwhile */
  hold(
    invitee: Pick<Invitee, 'id' | 'generation' | 'meetingId'>,
    holder: string,
    when: { nowMs: EpochMs; untilMs: EpochMs | null },
  ): Promise<boolean>;
  /** Who brings this key to a meeting: somebody with an account by theirs, the bearer of a link by what they hold. */
  byKey(meetingId: MeetingId, key: string, nowMs: EpochMs): Promise<Invitee | undefined>;
  meetingsOf(personId: PersonId): Promise<MeetingId[]>;
  /** Of meetings that are interviews: who is interviewed; their ids begin with the interview's, and a dot. */
  applicantsOf(meetingIds: readonly MeetingId[]): Promise<Invitee[]>;
  /** By mail, from the address somebody was invited at. */
  answered(id: string, email: string, answer: InviteeAnswer): Promise<void>;
}

/** Corrects addresses, with the entry in the audit. */
export interface InviteeAddresses {
  /**
   * What the former address was to get is dropped, and they are told of everything anew.
   * @param to.person whose address it is; absent: they stay external
   * @param using.linkHash of the link of a generation
   * @returns `renewed`: another link than before, or none; `taken`: somebody else of the meeting has the address
   */
  correct(
    invitee: Pick<Invitee, 'meetingId' | 'id'>,
    to: { email: string; person?: { id: PersonId; name: string } | undefined },
    using: { by: PersonId; linkHash: (generation: number) => string },
  ): Promise<'kept' | 'renewed' | 'taken' | 'none'>;
}

/** Invitees one after the other with all servers, to be told what is planned. */
export interface InviteeTurns {
  /** Ids, with those withdrawn. */
  ofMeeting(meetingId: MeetingId): Promise<string[]>;
  /** Meetings that are not over, as far as is known, or have somebody who was withdrawn. */
  toLook(nowMs: EpochMs): Promise<MeetingId[]>;
  /**
   * Unless another server does.
   * @param tell what was told is stored after it; undefined: the row goes
   */
  take(
    id: string,
    tell: (invitee: Invitee, told: Told, toldAtMs: EpochMs | null) => Promise<{ told: Told; overAtMs: EpochMs } | undefined>,
  ): Promise<void>;
}

/** What is planned, as it is told to those invited. */
export type InvitedTo = {
  ownerId: PersonId;
  title: string;
  timeZone: string | null;
  running: boolean;
  /** Rooms that are booked ("Saal 1, Rathaus; Saal 2"); absent: none. */
  place?: string;
  /** Of which kind it is; absent: of none. */
  kindId?: string;
  /** A paragraph of the house for meetings of this kind; absent: none. */
  note?: Readonly<Record<Language, string>>;
  /** So many minutes before each date those invited are reminded; absent: a day, and a quarter of an hour. */
  remindersMin?: readonly number[];
  /** By time, without cancelled ones; empty where no time is planned. */
  dates: readonly { startsAtMs: EpochMs; durationMin: number }[];
  /** Where it takes place again and again: the rules of its stretches, and every date they give (decision 0047). */
  series?: {
    stretches: readonly { id: string; firstDay: string; time: string; durationMin: number; rule: SeriesRule }[];
    dates: readonly (SeriesDate & { stretchId: string })[];
  };
};

export interface InvitingMeetings {
  /** One that this person may change, and whose it is. @throws `meeting_not_found`, also for others' */
  own(personId: PersonId, id: string): Promise<{ id: MeetingId; ownerId: PersonId }>;
  /** Whether people without an account come into meetings of this owner, whoever invites. */
  letsGuestsTo(ownerId: PersonId): Promise<boolean>;
  /** That they do. @throws `guests_refused` */
  requireGuests(ownerId: PersonId): Promise<void>;
  /** @returns undefined: there is none such */
  plan(id: MeetingId): Promise<InvitedTo | undefined>;
  /** Where the bearer of a link is now. */
  placeOf(meetingId: MeetingId, inviteeId: string): Promise<'in' | 'waiting' | 'out'>;
  putOut(meetingId: MeetingId, inviteeId: string): Promise<void>;
  /** Another browser brings the link now: what the former one was given beside the meeting itself is over. */
  moved(meetingId: MeetingId, inviteeId: string): Promise<void>;
}

/** People with an account. */
export interface Acquaintances {
  byId(id: PersonId): Promise<{ id: PersonId; name: string; email: string } | undefined>;
  /** Of an account that is not disabled. */
  byEmail(email: string): Promise<{ id: PersonId; name: string; email: string } | undefined>;
  /** Whether they have an account that is not disabled. */
  isOpen(id: PersonId): Promise<boolean>;
  /** As far as the phone book shows them. */
  search(text: string): Promise<Colleague[]>;
  /** Whether the phone book shows addresses: else no list of ours tells what it keeps back. */
  showsEmail: boolean;
}

/** Secrets of personal links: always the same for one link, and nobody finds one who does not know the installation's secret. */
export interface PersonalLinks {
  secretOf(invitee: Pick<Invitee, 'id' | 'generation'>): string;
  /** What is stored of it. */
  hash(secret: string): string;
}
