/** What campaigns need from outside. Tables are filled in by `postgres/`, the rest by whoever joins the features. */
import type { CampaignPlan, EpochMs, InterviewView, InviteeAnswer, Language, MeetingId, PersonId } from '@saal/protocol';
import type { CheckedApplicant } from './campaign-check.ts';
import type { Span } from './campaign-slots.ts';

export type CampaignPhase = 'draft' | 'sent' | 'cancelled';
export type Campaign = {
  id: string;
  ownerId: PersonId;
  plan: CampaignPlan;
  phase: CampaignPhase;
  createdAtMs: EpochMs;
  deleteAtMs: EpochMs;
};
export type Panelist = { panel: string; personId: PersonId };

export type Interview = {
  id: string;
  campaignId: string;
  line: number;
  name: string;
  email: string;
  language: Language;
  panel: string | null;
  startsAtMs: EpochMs | null;
  endsAtMs: EpochMs | null;
  phase: 'draft' | 'planned' | 'cancelled';
  problems: InterviewView['problems'];
  meetingId: MeetingId | null;
  revision: number;
  doneRevision: number;
};
/** One that has its time and meeting. */
export type PlannedInterview = Interview & { panel: string; startsAtMs: EpochMs; endsAtMs: EpochMs; meetingId: MeetingId };

/** Changes of one campaign, one after the other with those of everybody else. */
export interface CampaignTurn {
  campaign: Campaign;
  interviews: Interview[];
  setPhase(phase: CampaignPhase): Promise<void>;
  setDeletion(deleteAtMs: EpochMs): Promise<void>;
  /** In place of all drafts. */
  replaceDrafts(applicants: readonly (CheckedApplicant & { id: string })[]): Promise<void>;
  /** From draft to planned: to be carried out. */
  plan(interviewId: string, meetingId: MeetingId): Promise<void>;
  move(interviewId: string, to: Span): Promise<void>;
  cancel(interviewId: string): Promise<void>;
}

export interface CampaignStore {
  create(campaign: Campaign, panelists: readonly Panelist[]): Promise<void>;
  /** @returns undefined: none such of this owner */
  own(id: string, ownerId: PersonId): Promise<Campaign | undefined>;
  byId(id: string): Promise<Campaign | undefined>;
  ofOwner(ownerId: PersonId): Promise<(Campaign & { applicants: number })[]>;
  panelists(campaignId: string): Promise<Panelist[]>;
  interviews(campaignId: string): Promise<Interview[]>;
  /** Of panels somebody sits in, with their campaigns, by time; cancelled ones left out. */
  ofPanelist(personId: PersonId, range: Span): Promise<{ campaign: Campaign; interview: PlannedInterview }[]>;
  /** Which of these meetings are interviews. */
  interviewsAmong(meetingIds: readonly MeetingId[]): Promise<ReadonlySet<MeetingId>>;
  /** Of an interview that is planned. */
  byMeeting(meetingId: MeetingId): Promise<{ campaign: Campaign; interview: PlannedInterview } | undefined>;
  /** The campaign of an interview. */
  campaignOf(interviewId: string): Promise<string | undefined>;
  /** @returns undefined: there is no such campaign */
  inTurn<T>(campaignId: string, change: (turn: CampaignTurn) => Promise<T>): Promise<T | undefined>;
  /**
   * Takes one interview that is not as it should be, while no other server does. What `carryOut` did has to bear being done again.
   * @param after the id that was taken before; those after it come first, so that one that fails holds up no other
   * @returns its id; undefined: there is none after it
   */
  carryOutNext(after: string, carryOut: (interview: Interview, campaign: Campaign) => Promise<void>): Promise<string | undefined>;
  delete(id: string, ownerId: PersonId): Promise<boolean>;
  over(nowMs: EpochMs): Promise<Campaign[]>;
}

/** Meetings of interviews. Each call may be repeated. */
export interface InterviewMeetings {
  plan(meeting: {
    id: MeetingId;
    ownerId: PersonId;
    title: string;
    startsAtMs: EpochMs;
    durationMin: number;
    timeZone: string;
  }): Promise<unknown>;
  withdraw(id: MeetingId, ownerId: PersonId): Promise<void>;
  visit(id: MeetingId): Promise<'nobody' | 'waiting' | 'running' | 'done'>;
  /** The person's own meetings. */
  busy(personId: PersonId, range: Span): Promise<(Span & { meetingId: MeetingId })[]>;
}

/** Personal links of applicants, one for each interview's meeting. */
export interface ApplicantLinks {
  /** Again changes nothing. */
  make(meetingId: MeetingId, applicant: { id: string; name: string; language: Language }): Promise<void>;
  /** What they answered by their link, and the secret in it; absent where none was made. */
  of(meetingIds: readonly MeetingId[]): Promise<ReadonlyMap<MeetingId, { secret: string; answer: InviteeAnswer | null }>>;
}

export type MailState = 'none' | 'queued' | 'sent' | 'bounced' | 'unknown';
export type Reply = 'none' | 'accepted' | 'tentative' | 'declined';

/** What applicants are told. Each is told once of each revision, however often it is asked for. */
export interface InterviewMail {
  /** Whether mail goes out from here at all. */
  isAvailable: boolean;
  /** Invites, and again tells of the change. */
  invite(interview: PlannedInterview, campaign: Campaign): Promise<void>;
  cancel(interview: PlannedInterview, campaign: Campaign): Promise<void>;
  /** @param key of this message: one mail each for it */
  write(interview: PlannedInterview, message: { key: string; subject: string; text: string }, campaign: Campaign): Promise<void>;
  /** By meeting; what came of the latest mail, and what was answered. `reason`: the words of the server it bounced at. */
  states(meetingIds: readonly MeetingId[]): Promise<ReadonlyMap<MeetingId, { mail: MailState; reply: Reply; reason?: string }>>;
  /** What is known of mail about these meetings goes. */
  forget(meetingIds: readonly MeetingId[]): Promise<void>;
}

/** People with an account. */
export interface Colleagues {
  byEmail(email: string): Promise<{ id: PersonId; name: string } | undefined>;
  name(id: PersonId): Promise<string | undefined>;
}
