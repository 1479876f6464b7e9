/** What webhooks need from outside. Tables are filled in by `postgres/`, requests by `outbound/`, meetings by the app. */
import type { EpochMs, PersonId, WebhookEvent } from '@saal/protocol';
import type { Scope } from './application.ts';
import type { Delivery, Outcome, Webhook } from './webhook.ts';

/** Secrets are sealed. The earlier one signs, too, until its time is over. */
export type SealedSecrets = { sealed: string; earlier: string | null; earlierUntilMs: EpochMs | null };

export type TurnedOff = { webhookId: string; applicationName: string; url: string; offAtMs: EpochMs };

export interface WebhookStore {
  add(webhook: Webhook, sealed: string): Promise<void>;
  ofApplication(applicationId: string): Promise<Webhook[]>;
  /** @returns undefined: this application has no such webhook */
  one(applicationId: string, id: string): Promise<Webhook | undefined>;
  remove(applicationId: string, id: string): Promise<boolean>;
  secrets(id: string): Promise<SealedSecrets | undefined>;
  /** The secret before signs until `earlierUntilMs`. */
  setSecret(id: string, sealed: string, earlierUntilMs: EpochMs): Promise<void>;
  turnOn(id: string): Promise<void>;
}

/** One that is to be sent now. `untilMs`: when it is given up. */
export type Due = {
  id: string;
  webhookId: string;
  url: string;
  body: string;
  attempts: number;
  untilMs: EpochMs;
  failingSinceMs: EpochMs | null;
};

export interface DeliveryStore {
  /** Newest first. */
  latest(webhookId: string, limit: number): Promise<Delivery[]>;
  /**
   * Takes one for a while; who dies meanwhile leaves it to others.
   * @param but webhooks that have enough under way
   */
  takeDue(nowMs: EpochMs, takenUntilMs: EpochMs, but: readonly string[]): Promise<Due | undefined>;
  arrived(due: Due, outcome: Outcome, nowMs: EpochMs): Promise<void>;
  /** @param nextAtMs null: given up */
  failed(due: Due, outcome: Outcome, nowMs: EpochMs, nextAtMs: EpochMs | null): Promise<void>;
  /** Sends again what is over, by the same id. @param id undefined: all that was given up. @returns how many */
  replay(webhookId: string, id: string | undefined, nowMs: EpochMs, untilMs: EpochMs): Promise<number>;
  forgetBefore(createdAtMs: EpochMs): Promise<void>;
}

export type NewDelivery = {
  id: string;
  webhookId: string;
  factId: string;
  type: WebhookEvent;
  body: string;
  state: 'waiting' | 'given-up';
};

/** A webhook as far as it decides what is told. */
export type Listener = { webhookId: string; events: readonly WebhookEvent[]; isOn: boolean };
export type ListeningApplication = { applicationId: string; scopes: readonly Scope[]; listeners: readonly Listener[] };
export type MeetingOwnerApplication = ListeningApplication & { ownerId: PersonId; campaignId: string | null; interviewId: string | null };

/** Takes note of one fact, all of it or nothing. */
export interface NewsTurn {
  joined(participantId: string, visit: { isGuest: boolean; name: string | null; atMs: EpochMs }): Promise<void>;
  /** @returns undefined: they were not in */
  left(participantId: string, atMs: EpochMs): Promise<{ isGuest: boolean; name: string | null } | undefined>;
  inside(): Promise<string[]>;
  /** The run is over: of people with an account nothing is kept. */
  forgetAccounts(): Promise<void>;
  /** The meeting is gone: what is known of it goes too. */
  forgetMeeting(): Promise<void>;
  deliver(delivery: NewDelivery, nowMs: EpochMs, untilMs: EpochMs): Promise<void>;
}

export type Visit = { participantId: string; name: string | null; joinedAtMs: EpochMs; leftAtMs: EpochMs | null };

export interface NewsStore {
  /** @returns undefined: no application made this meeting, or it is gone */
  applicationOf(meetingId: string): Promise<MeetingOwnerApplication | undefined>;
  /** @returns undefined: no application made this campaign, or it is gone */
  applicationOfCampaign(campaignId: string): Promise<ListeningApplication | undefined>;
  inTurn(meetingId: string, take: (turn: NewsTurn) => Promise<void>): Promise<void>;
  /** Guests who came, in the order of coming. */
  guests(meetingId: string): Promise<Visit[]>;
  forgetVisitsBefore(joinedAtMs: EpochMs): Promise<void>;
}

/** Sends one delivery. Never throws: what came of it is the outcome. */
export type PostWebhook = (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<Outcome>;

/** What happened with a meeting, as the feature that owns it tells it. */
export type MeetingFact = { id: string; meetingId: string; atMs: EpochMs } & (
  | { type: 'planned' | 'changed' | 'deleted' | 'started' | 'ended' }
  | { type: 'joined'; participantId: string; isGuest: boolean; name: string }
  | { type: 'left'; participantId: string }
);

export interface MeetingFacts {
  follow(meetingId: string): Promise<void>;
  takeNext(take: (fact: MeetingFact) => Promise<void>): Promise<boolean>;
}

/** What happened with an interview of a campaign, as the feature that owns it tells it. */
export type InterviewFact = {
  id: string;
  campaignId: string;
  interviewId: string;
  meetingId: string | null;
  atMs: EpochMs;
  /** As it was then. */
  startsAtMs: EpochMs;
  endsAtMs: EpochMs;
} & ({ type: 'invited' | 'bounced' | 'rescheduled' | 'deleted' } | { type: 'answered'; answer: 'accepted' | 'tentative' | 'declined' });

export interface InterviewFacts {
  /** A campaign. */
  follow(campaignId: string): Promise<void>;
  takeNext(take: (fact: InterviewFact) => Promise<void>): Promise<boolean>;
}
