import type {
  CampaignSummary,
  CampaignView,
  ChangeDate,
  ChangeMeeting,
  EpochMs,
  GivenApplicant,
  Language,
  MeetingDetail,
  MeetingId,
  NewCampaignPlan,
  PersonId,
  PlanMeeting,
} from '@saal/protocol';
import type { z } from 'zod';
import type { Application, Scope } from './application.ts';

export type Owner = { id: PersonId; displayName: string; language: Language };

/** A meeting as the feature that owns it keeps it. */
export type PlannedMeeting = Omit<MeetingDetail, 'url' | 'owner' | 'running'> & { phase: string };

/** Plans of meetings; each throws its own refusals. */
export interface MeetingPlans {
  plan(owner: Owner, plan: z.output<typeof PlanMeeting>): Promise<PlannedMeeting>;
  planOf(ownerId: PersonId, id: string): Promise<PlannedMeeting>;
  /** @param by in the audit */
  change(
    ownerId: PersonId,
    id: string,
    changes: z.output<typeof ChangeMeeting>,
    by: { kind: 'application'; id: string },
  ): Promise<PlannedMeeting>;
  changeDate(ownerId: PersonId, id: string, day: string, change: ChangeDate): Promise<PlannedMeeting>;
  remove(ownerId: PersonId, id: string): Promise<void>;
  /** At the date that people mean; of a series with all dates. */
  told(meeting: PlannedMeeting): Promise<PlannedMeeting>;
}

/** Campaigns of interviews; each throws its own refusals. */
export interface CampaignPlans {
  create(ownerId: PersonId, plan: NewCampaignPlan): Promise<{ id: string }>;
  setApplicants(ownerId: PersonId, id: string, applicants: readonly z.output<typeof GivenApplicant>[], language: Language): Promise<void>;
  /** Newest first. */
  ofOwner(ownerId: PersonId): Promise<CampaignSummary[]>;
  view(ownerId: PersonId, id: string): Promise<CampaignView>;
  /** Whose interview this meeting is. */
  campaignOf(meetingId: MeetingId): Promise<string | undefined>;
  /** Secrets of the personal links of applicants, by the meeting of their interview. */
  secrets(meetingIds: readonly MeetingId[]): Promise<ReadonlyMap<MeetingId, string>>;
  send(ownerId: PersonId, id: string, leaveOutProblems: boolean): Promise<number>;
  move(
    ownerId: PersonId,
    id: string,
    chosen: { interviews: string[] } | { fromMs: EpochMs; panel?: string | undefined },
    byMin: number,
  ): Promise<number>;
  cancel(ownerId: PersonId, id: string, interviews: readonly string[] | undefined): Promise<number>;
}

export interface People {
  person(id: PersonId): Promise<Owner | undefined>;
  isOpen(id: PersonId): Promise<boolean>;
  /** By their whole address. @returns undefined: nobody with an open account has it */
  byEmail(email: string): Promise<{ id: PersonId; name: string } | undefined>;
}

export interface ApplicationStore {
  add(application: Application, secretHash: string): Promise<void>;
  list(): Promise<Application[]>;
  one(id: string): Promise<Application | undefined>;
  /** Marks it as used. @returns undefined: no such key, or it is over */
  use(secretHash: string, nowMs: EpochMs): Promise<Application | undefined>;
  /** The same by its id. */
  useById(id: string, nowMs: EpochMs): Promise<{ application: Application; secretHash: string } | undefined>;
  /** Of those that are not over. */
  originsOfAll(nowMs: EpochMs): Promise<string[]>;
  /** Of the one that made this meeting or campaign, as long as its key is good. @returns undefined: none that is there made it */
  originsOfMaker(made: { meetingId: string } | { campaignId: string }, nowMs: EpochMs): Promise<string[] | undefined>;
  setOrigins(id: string, origins: readonly string[]): Promise<boolean>;
  /** @returns whether there is such an application */
  setSecret(id: string, secretHash: string, expiresAtMs: EpochMs): Promise<boolean>;
  remove(id: string): Promise<boolean>;
}

/** What an access token says. `keyMark`: of the key it was given for; another one ends it. */
export type TokenClaims = { applicationId: string; keyMark: string; scopes: Scope[] };

export interface TokenSigner {
  sign(claims: TokenClaims, fromMs: EpochMs, untilMs: EpochMs): Promise<string>;
  /** @returns undefined: it is none of ours, was changed, or is over */
  verify(token: string, nowMs: EpochMs): Promise<TokenClaims | undefined>;
}

export interface MadeMeetingStore {
  /** Again does nothing. */
  add(applicationId: string, meetingId: string, of?: { campaignId: string; interviewId: string }): Promise<void>;
  one(applicationId: string, meetingId: string): Promise<{ campaignId: string | null } | undefined>;
  ofCampaign(campaignId: string): Promise<string[]>;
  /** Newest first, without those of campaigns. @param beforeSeq of the last one seen */
  list(applicationId: string, beforeSeq: number | undefined, limit: number): Promise<{ seq: number; meetingId: string }[]>;
}

export interface MadeCampaignStore {
  add(applicationId: string, campaignId: string): Promise<void>;
  has(applicationId: string, campaignId: string): Promise<boolean>;
  /** Newest first. @param beforeSeq of the last one seen */
  list(applicationId: string, beforeSeq: number | undefined, limit: number): Promise<{ seq: number; campaignId: string }[]>;
}

/** What is known of a request with the same idempotency key. */
export type EarlierRequest = { bodyHash: string; madeId: string | null };

export interface AnsweredRequestStore {
  /** Takes the key unless it is taken since `sinceMs`. @returns the earlier request, if there is one */
  begin(
    request: { applicationId: string; key: string; bodyHash: string; atMs: EpochMs },
    sinceMs: EpochMs,
  ): Promise<EarlierRequest | undefined>;
  answered(applicationId: string, key: string, madeId: string): Promise<void>;
  /** It was refused, so it may be tried again. */
  forget(applicationId: string, key: string): Promise<void>;
}
