/**
 * How often somebody may guess (A12). Each limit is a bucket: an attempt pours one unit in, time drains it, and an
 * attempt that would overflow it is refused without being tried. Refused attempts do not pour, so the wait never grows
 * beyond one `drainMs`: there is nothing that locks for hours.
 * Pure but for its store.
 */
import type { EpochMs } from '@saal/protocol';
import { BoundedQueue } from './bounded-queue.ts';
import { FactorRefused, LinkInvalid, RateLimited, WrongCredentials } from './errors.ts';
import type { AttemptStore } from './ports.ts';

/** @property burst attempts at once  @property drainMs until one more is free */
export type Limit = { key: string; burst: number; drainMs: number };

/** When a bucket is empty again; 0 for one never used. */
export type EmptyAtMs = EpochMs;

/** Pours one unit; `emptyAtMs` is the new state, or the refusal says when to come back. */
export function pour(limit: Limit, emptyAtMs: EmptyAtMs, nowMs: EpochMs): { emptyAtMs: EmptyAtMs } | { retryAfterMs: number } {
  const poured = Math.max(emptyAtMs, nowMs) + limit.drainMs;
  const overflowMs = poured - nowMs - limit.burst * limit.drainMs;
  return overflowMs > 0 ? { retryAfterMs: overflowMs } : { emptyAtMs: poured };
}

/** Runs attempts within limits. What was no wrong guess is poured back. */
export class AttemptLimiter {
  readonly #store: AttemptStore;
  /** A flood of attempts must take neither all connections of the database nor all of the processor from the meetings. */
  readonly #queue = new BoundedQueue({ atOnce: 4, maxWaiting: 100, retryAfterMs: 2_000 });

  constructor(store: AttemptStore) {
    this.#store = store;
  }

  /**
   * @param attempt throws {@link WrongCredentials}, {@link LinkInvalid} or {@link FactorRefused} for a wrong guess
   * @throws {RateLimited} before `attempt` was begun: a limit is reached, or too many others are waiting
   */
  run<T>(limits: readonly Limit[], attempt: () => Promise<T>): Promise<T> {
    return this.#queue.run(() => this.#run(limits, attempt));
  }

  async #run<T>(limits: readonly Limit[], attempt: () => Promise<T>): Promise<T> {
    // Poured before, not after: a hundred guesses in parallel must not all see a bucket with room.
    const refusal = await this.#store.pour(limits);
    if (refusal) throw new RateLimited(refusal.retryAfterMs);
    try {
      const result = await attempt();
      await this.#store.pourBack(limits);
      return result;
    } catch (error) {
      if (!isWrongGuess(error)) await this.#store.pourBack(limits);
      throw error;
    }
  }
}

function isWrongGuess(error: unknown): boolean {
  return error instanceof WrongCredentials || error instanceof LinkInvalid || error instanceof FactorRefused;
}

const secondsMs = 1_000;

/**
 * Limits of one sign-in. A browser that has signed in to this account before has a bucket of its own, so the guesses of
 * others never stop it ("device cookies"). Unknown browsers share: a pair of account and sender, a sender (spray over many
 * accounts), and an account (spread over many senders). Only the last can be kept full by others, from a dozen senders or
 * more, and then an owner is refused only where they never signed in before. Keys are the same where no account exists.
 */
export function signInLimits(who: { email: string; sender: string; knownBrowser: string | undefined }): Limit[] {
  if (who.knownBrowser !== undefined) return [{ key: `browser ${who.knownBrowser} ${who.email}`, burst: 10, drainMs: 30 * secondsMs }];
  return [
    { key: `pair ${who.email} ${who.sender}`, burst: 5, drainMs: 30 * secondsMs },
    // A town hall may sit behind one address: wide enough for a Monday morning of mistyped passwords.
    { key: `sender ${who.sender}`, burst: 60, drainMs: 5 * secondsMs },
    { key: `account ${who.email}`, burst: 60, drainMs: 60 * secondsMs },
  ];
}

/** Limits of giving one's present password. */
export function passwordLimits(personId: string): Limit[] {
  return [{ key: `password ${personId}`, burst: 5, drainMs: 60 * secondsMs }];
}

/** Limits of trying one-time links; their 256 bits cannot be guessed, the work of looking them up is bounded here. */
export function linkLimits(sender: string): Limit[] {
  return [{ key: `link ${sender}`, burst: 60, drainMs: 5 * secondsMs }];
}

/**
 * Limits of giving a code after the password. Only who knows the password can pour into them: the account's own is wide, so
 * that a thief of a password keeps its owner from codes for minutes at most, and still allows some 300 of a million codes a day.
 */
export function factorLimits(personId: string, sender: string): Limit[] {
  return [
    { key: `factor ${personId} ${sender}`, burst: 5, drainMs: 60 * secondsMs },
    { key: `factor ${personId}`, burst: 20, drainMs: 300 * secondsMs },
  ];
}

/** Limits of trying passkeys: a signature cannot be guessed, the work of checking it is bounded here. */
export function passkeyLimits(sender: string): Limit[] {
  return [{ key: `passkey ${sender}`, burst: 60, drainMs: 5 * secondsMs }];
}
