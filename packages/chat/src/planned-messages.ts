/**
 * Sends at its time what was planned, also when nobody's browser is open. Any server sends what is due: the request has a number of
 * its own, so that two servers, or one that was killed in between, say it once. Rights are asked at sending.
 */
import type { Clock } from '@saal/foundation/pure';
import { ChatError, forbiddenError, invalidParam, notFoundError } from './errors.ts';
import type { UserId } from './ids.ts';
import type { Planned, PlannedStore } from './planned-ports.ts';
import type { Rooms } from './rooms.ts';

/** Another server may have planned something meanwhile. */
const LOOK_EVERY_MS = 15_000;
const AT_ONCE = 50;
const MOST_OF_ONE = 100;
const YEAR_MS = 366 * 86_400_000;
const MOST_BYTES = 60_000;
const types: readonly string[] = ['m.room.message', 'm.room.encrypted'];
/** Of no client: so that none takes the message for the echo of its own. */
const DEVICE = 'eu.saal.planned';

export interface PlannedMessagesOptions {
  store: PlannedStore;
  rooms: Pick<Rooms, 'send' | 'mayBeAddressed'>;
  /** Whether their account is open. */
  isHere: (userId: UserId) => Promise<boolean>;
  clock: Clock;
  /** The next look tries again. */
  failed: (error: unknown) => void;
}

export class PlannedMessages {
  readonly #options: PlannedMessagesOptions;
  #cancel: () => void = () => undefined;
  #running: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: PlannedMessagesOptions) {
    this.#options = options;
  }

  start(): void {
    this.#lookIn(0);
  }

  /** In place of what had the same id. @throws {ChatError} invalid_param, too_large, forbidden, limit_exceeded, in_use (it is on its way) */
  async plan(planned: Omit<Planned, 'failure'>): Promise<void> {
    const { store, clock, rooms } = this.#options;
    const { userId, roomId, type, content, sendAtMs, plannedId } = planned;
    if (!types.includes(type)) throw invalidParam('only messages are planned');
    if (sendAtMs > clock.now() + YEAR_MS) throw invalidParam('this is too far away');
    if (Buffer.byteLength(JSON.stringify(content)) > MOST_BYTES) throw new ChatError('too_large', 'this is too long');
    await rooms.mayBeAddressed(userId, roomId);
    const before = await store.of(userId);
    const isNew = !before.some((one) => one.plannedId === plannedId);
    if (isNew && before.length >= MOST_OF_ONE) throw new ChatError('limit_exceeded', `at most ${MOST_OF_ONE} messages are planned`);
    if (!(await store.put(planned))) throw new ChatError('in_use', 'it is on its way');
    this.#lookIn(Math.max(0, Math.min(LOOK_EVERY_MS, sendAtMs - clock.now())));
  }

  of(userId: UserId): Promise<Planned[]> {
    return this.#options.store.of(userId);
  }

  /** @throws {ChatError} not_found: there is none, or it is on its way */
  async cancel(userId: UserId, plannedId: string): Promise<void> {
    if (!(await this.#options.store.remove(userId, plannedId))) throw notFoundError('this is not planned any more');
  }

  /** Everything that is due now. */
  run(): Promise<void> {
    this.#running ??= this.#work().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Ends after the message that is being sent. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#running?.catch(() => undefined); // Told by `failed`.
  }

  #lookIn(delayMs: number): void {
    this.#cancel();
    if (this.#isClosed) return;
    this.#cancel = this.#options.clock.after(delayMs, () => void this.#look());
  }

  async #look(): Promise<void> {
    let delayMs = LOOK_EVERY_MS;
    try {
      await this.run();
      const next = await this.#options.store.nextDueMs();
      // What is due and was not sent has failed: not again at once.
      if (next !== undefined && next > this.#options.clock.now()) delayMs = Math.min(delayMs, next - this.#options.clock.now());
    } catch (error) {
      this.#options.failed(error);
    }
    this.#lookIn(delayMs);
  }

  async #work(): Promise<void> {
    for (;;) {
      const due = await this.#options.store.takeDue(this.#options.clock.now(), AT_ONCE);
      for (const planned of due) {
        if (this.#isClosed) return;
        await this.#send(planned);
      }
      if (due.length < AT_ONCE) return;
    }
  }

  async #send(planned: Planned): Promise<void> {
    const { store, rooms, isHere } = this.#options;
    const { userId, plannedId, roomId, type, content } = planned;
    try {
      if (!(await isHere(userId))) throw forbiddenError('their account is closed');
      const asker = { userId, deviceId: DEVICE };
      const transaction = { ...asker, path: 'planned', transactionId: plannedId };
      await rooms.send(asker, roomId, { type, content, transaction });
    } catch (error) {
      // The database is away, or the like: it stays due.
      if (!(error instanceof ChatError)) throw error;
      await store.refused(planned, error.code);
      return;
    }
    await store.sent(planned);
  }
}
