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

/** `invited`: the applicant was written to. */
export type CarriedOut = 'invited' | 'other';

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
  /**
   * To be invited there; what the former address was to get is dropped, and its link is void. In the audit with it.
   * @returns whose link that was
   */
  correctAddress(interview: PlannedInterview, email: string, by: PersonId): Promise<string[]>;
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
  /** Of those that are interviews, cancelled ones too: the title of their campaign. */
  titlesAmong(meetingIds: readonly MeetingId[]): Promise<ReadonlyMap<MeetingId, string>>;
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
  carryOutNext(after: string, carryOut: (interview: Interview, campaign: Campaign) => Promise<CarriedOut>): Promise<string | undefined>;
  delete(id: string, ownerId: PersonId): Promise<boolean>;
  over(nowMs: EpochMs): Promise<Campaign[]>;
}

/** Meetings of interviews. Each call may be repeated. */
export interface InterviewMeetings {
  /** How long meetings of a kind are kept (null: for good) and take (absent: it does not say). @throws when no such kind is offered */
  kind(presetId: string): Promise<{ retentionDays: number | null; durationMin?: number | undefined }>;
  plan(meeting: {
    id: MeetingId;
    ownerId: PersonId;
    title: string;
    startsAtMs: EpochMs;
    durationMin: number;
    timeZone: string;
    presetId?: string | undefined;
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

/** A message as it was written. */
export type CampaignMessage = {
  id: string;
  campaignId: string;
  subject: string;
  text: string;
  /** Ids: to whom, when it was written. */
  interviews: readonly string[];
  /** Names of the panels that get it too. */
  panels: readonly string[];
  createdAtMs: EpochMs;
};
/** An applicant with their meeting, or somebody of a panel. */
export type MessageReader = { key: string; meetingId: MeetingId | null; name: string; email: string; language: Language };

export interface CampaignMessageStore {
  /** Again changes nothing. @returns false: the campaign has `most` others */
  add(message: CampaignMessage, most: number): Promise<boolean>;
  /** Newest first. */
  ofCampaign(campaignId: string): Promise<CampaignMessage[]>;
  /** Takes one whose letters are not written, while no other server does. @returns false: there is none */
  carryOutNext(carryOut: (message: CampaignMessage) => Promise<void>): Promise<boolean>;
}

/** What applicants are told. Each is told once of each revision, however often it is asked for. */
export interface InterviewMail {
  /** Whether mail goes out from here at all. */
  isAvailable: boolean;
  /** Invites, and again tells of the change. */
  invite(interview: PlannedInterview, campaign: Campaign): Promise<void>;
  cancel(interview: PlannedInterview, campaign: Campaign): Promise<void>;
  /** One letter each. */
  write(message: CampaignMessage, readers: readonly MessageReader[], campaign: Campaign): Promise<void>;
  previewMessage(
    reader: MessageReader,
    message: CampaignMessage,
    campaign: Campaign,
  ): Promise<{ subject: string; html: string; text: string }>;
  /** What came of the letter of each reader. */
  messageStates(
    message: CampaignMessage,
    readers: readonly MessageReader[],
  ): Promise<(Pick<MessageReader, 'name' | 'email'> & { mail: MailState; reason?: string })[]>;
  /** Another letter to whose last one bounced or is unknown. @returns how many */
  writeAgain(message: CampaignMessage, readers: readonly MessageReader[], campaign: Campaign): Promise<number>;
  /** As {@link invite}, for whose last letter bounced or is unknown; others are left out. @returns how many */
  inviteAgain(interviews: readonly PlannedInterview[], campaign: Campaign): Promise<number>;
  /** By meeting; what came of the latest mail, and what was answered. `reason`: the words of the server it bounced at. */
  states(meetingIds: readonly MeetingId[]): Promise<ReadonlyMap<MeetingId, { mail: MailState; reply: Reply; reason?: string }>>;
  /** What is known of mail about these meetings and messages goes. */
  forget(meetingIds: readonly MeetingId[], messages: readonly CampaignMessage[]): Promise<void>;
}

/** People with an account. */
export interface Colleagues {
  byEmail(email: string): Promise<{ id: PersonId; name: string } | undefined>;
  name(id: PersonId): Promise<string | undefined>;
  /** Where letters reach them. */
  contact(id: PersonId): Promise<{ name: string; email: string; language: Language } | undefined>;
}
