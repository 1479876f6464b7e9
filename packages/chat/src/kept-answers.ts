/** What was found out about people's devices, until something of theirs changes: asked with each request, changed seldom. */
import type { Clock } from '@saal/foundation/pure';
import type { UserId } from './ids.ts';

const MOST_KEPT = 50_000;

export class KeptAnswers<T> {
  readonly #clock: Clock;
  readonly #ttlMs: number;
  readonly #kept = new Map<string, { userId: UserId; value: T; untilMs: number }>();
  readonly #keys = new Map<UserId, Set<string>>();
  /** Goes up when something is forgotten: what is being asked just then may be of before. */
  #forgotten = 0;
  #isListening = false;

  /** @param ttlMs if ever nobody tells that something changed */
  constructor(clock: Clock, ttlMs: number) {
    this.#clock = clock;
    this.#ttlMs = ttlMs;
  }

  /** Kept, or asked for and kept. @param userIdOf whose it is; undefined: not kept */
  async get(key: string, ask: () => Promise<T>, userIdOf: (value: T) => UserId | undefined): Promise<T> {
    const kept = this.#kept.get(key);
    if (kept && kept.untilMs > this.#clock.now()) return kept.value;
    const before = this.#forgotten;
    const value = await ask();
    const userId = userIdOf(value);
    if (userId !== undefined && this.#isListening && before === this.#forgotten) this.#keep(key, userId, value);
    return value;
  }

  /** Something of theirs has changed. */
  forget(userIds: readonly UserId[]): void {
    this.#forgotten++;
    for (const userId of userIds) {
      for (const key of this.#keys.get(userId) ?? []) this.#kept.delete(key);
      this.#keys.delete(userId);
    }
  }

  /** Changes made by other servers are told from now on, or not any more: then nothing is kept. */
  listening(isListening: boolean): void {
    this.#isListening = isListening;
    this.#forgetAll();
  }

  #forgetAll(): void {
    this.#forgotten++;
    this.#kept.clear();
    this.#keys.clear();
  }

  #keep(key: string, userId: UserId, value: T): void {
    if (this.#kept.size >= MOST_KEPT) this.#forgetAll();
    this.#kept.set(key, { userId, value, untilMs: this.#clock.now() + this.#ttlMs });
    const keys = this.#keys.get(userId) ?? new Set();
    this.#keys.set(userId, keys.add(key));
  }
}
