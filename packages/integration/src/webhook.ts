/** An address that is told what happens with the meetings of its application, and what is on its way there. Pure. */
import type { EpochMs, WebhookEvent } from '@saal/protocol';
import type { Scope } from './application.ts';

export type Webhook = {
  id: string;
  applicationId: string;
  url: string;
  events: readonly WebhookEvent[];
  createdAtMs: EpochMs;
  /** Null: the last delivery arrived, or there was none. */
  failingSinceMs: EpochMs | null;
  /** Turned off after long failure, or because the address said it is gone; null: on. */
  offAtMs: EpochMs | null;
};

export type DeliveryState = 'waiting' | 'delivered' | 'given-up';
export type Delivery = {
  id: string;
  webhookId: string;
  type: WebhookEvent;
  createdAtMs: EpochMs;
  state: DeliveryState;
  attempts: number;
  lastAtMs: EpochMs | null;
  /** A status like `503`, or why there was none: see {@link Outcome}. */
  lastOutcome: string | null;
};

/** What came of one try: the status of the answer, or why there is none. */
export type Outcome = number | 'timeout' | 'unreachable' | 'not-allowed';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** How long it is tried, from the event or from the replay on; a webhook that failed as long is turned off. */
export const TRIED_FOR_MS = 72 * HOUR_MS;
/** After the first, second, ... failure; then the last again and again. */
const pausesMs = [5_000, 30_000, 2 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS, 2 * HOUR_MS, 4 * HOUR_MS, 8 * HOUR_MS];
/** Many that failed together come again apart. */
const SPREAD_RATIO = 0.2;

/** @param attempts made, at least one. @param chance 0..1 */
export function pauseMs(attempts: number, chance: number): number {
  const pause = pausesMs[Math.min(attempts, pausesMs.length) - 1] ?? HOUR_MS;
  return Math.round(pause * (1 + SPREAD_RATIO * (chance - 0.5)));
}

/** What an application may know of by webhook is what it may ask for. */
export function scopeOf(event: WebhookEvent): Scope {
  if (event.startsWith('participant.') || event === 'interview.attended') return 'attendance.read';
  return event.startsWith('interview.') ? 'campaigns.read' : 'meetings.read';
}

export function isDelivered(outcome: Outcome): boolean {
  return typeof outcome === 'number' && outcome >= 200 && outcome < 300;
}

/** HTTP 410: the address says that nobody will listen there again (Standard Webhooks). */
export function isGone(outcome: Outcome): boolean {
  return outcome === 410;
}
