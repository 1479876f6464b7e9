/** What servers tell each other of the moment (who types, who is there): gathered for an instant, then told by NOTIFY, kept nowhere. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '@saal/foundation';
import { sql } from 'kysely';
import type { UserId } from '../ids.ts';
import type { AttendingMoment, PresenceMoment } from '../presence.ts';
import type { TypingMoment } from '../typing.ts';
import type { ChatDatabase } from './tables.ts';

export const MOMENT_CHANNEL = 'saal_chat_moment';
const GATHER_MS = 50;
/** NOTIFY takes less than 8,000 bytes. */
const MAX_BYTES = 7_000;

export type Moment =
  { typing: TypingMoment } | { presence: PresenceMoment } | { ring: { userId: UserId } } | { attending: AttendingMoment };

export class Moments {
  readonly #db: ChatDatabase;
  readonly #clock: Clock;
  readonly #failed: (error: unknown) => void;
  readonly #own = randomUUID();
  /** Of what is told of one thing the newest counts. */
  readonly #gathered = new Map<string, Moment>();
  #cancel: (() => void) | undefined;
  /** Told of what other servers said. */
  onMoment: (moment: Moment) => void = () => {};

  /** @param options.failed told when servers could not be; nothing is tried again, since the next moment is another one */
  constructor(options: { db: ChatDatabase; clock: Clock; failed: (error: unknown) => void }) {
    this.#db = options.db;
    this.#clock = options.clock;
    this.#failed = options.failed;
  }

  tell(moment: Moment): void {
    this.#gathered.set(keyOf(moment), moment);
    this.#cancel ??= this.#clock.after(GATHER_MS, () => {
      this.#cancel = undefined;
      this.#send().catch(this.#failed);
    });
  }

  /** @param payload as another server, or this one, sent it */
  heard(payload: string): void {
    const { from, moments } = JSON.parse(payload) as { from: string; moments: Moment[] };
    if (from === this.#own) return;
    for (const moment of moments) this.onMoment(moment);
  }

  close(): void {
    this.#cancel?.();
  }

  async #send(): Promise<void> {
    const moments = [...this.#gathered.values()];
    this.#gathered.clear();
    let [some, bytes]: [Moment[], number] = [[], 0];
    for (const moment of moments) {
      const more = Buffer.byteLength(JSON.stringify(moment)) + 1;
      if (bytes + more > MAX_BYTES) {
        await this.#notify(some);
        [some, bytes] = [[], 0];
      }
      some.push(moment);
      bytes += more;
    }
    if (some.length > 0) await this.#notify(some);
  }

  async #notify(moments: readonly Moment[]): Promise<void> {
    await sql`select pg_notify(${MOMENT_CHANNEL}, ${JSON.stringify({ from: this.#own, moments })})`.execute(this.#db);
  }
}

function keyOf(moment: Moment): string {
  if ('attending' in moment) return `attending ${moment.attending.userId} ${moment.attending.meetingId}`;
  if ('ring' in moment) return `ring ${moment.ring.userId}`;
  return 'typing' in moment ? `typing ${moment.typing.roomId} ${moment.typing.userId}` : `presence ${moment.presence.userId}`;
}
