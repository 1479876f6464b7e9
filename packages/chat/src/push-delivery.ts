/**
 * Tells clients that are not there what concerns their people. How far each was told is kept with it, so nothing is lost when a server
 * ends; each server hears of changes, and who takes a pusher has it alone for a while.
 */
import { every, type Clock } from '@saal/foundation/pure';
import type { UserId } from './ids.ts';
import { PowerLevels } from './power-levels.ts';
import type { ReaderDataStore, RoomReader, StreamPos } from './ports.ts';
import { outcomeOf, PushEvaluator, tweaksOf } from './push-evaluator.ts';
import type { DuePusher, Noticed, NoticeReader, PushCarrier, PusherKind, PusherStore, PushMessage, PushRuleStore } from './push-ports.ts';
import { isQuiet, QUIET_HOURS } from './quiet-hours.ts';
import type { SyncReader } from './sync-ports.ts';

/** What comes within it is told together, and what is read at once is not told. */
const GATHER_MS = 300;
const LEASE_MS = 120_000;
const RETRY_EVERY_MS = 15_000;
const FIRST_RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 3600_000;
/** Of one client at once; of more the newest. */
const MOST_AT_ONCE = 20;

export interface PushDeliveryOptions {
  pushers: PusherStore;
  notices: NoticeReader;
  rules: PushRuleStore;
  reader: Pick<RoomReader, 'position' | 'state' | 'joinedRooms'>;
  sync: Pick<SyncReader, 'summaries'>;
  readerData: Pick<ReaderDataStore, 'accountData'>;
  carriers: Partial<Record<PusherKind, PushCarrier>>;
  clock: Clock;
  /** A run could not be finished; it is tried again. */
  failed: (error: unknown) => void;
}

export class PushDelivery {
  readonly #options: PushDeliveryOptions;
  readonly #changed = new Set<number>();
  readonly #isOn: boolean;
  #running: Promise<void> | undefined;
  #cancelGather: (() => void) | undefined;
  #cancelRetry: (() => void) | undefined;
  #closed = false;

  constructor(options: PushDeliveryOptions) {
    this.#options = options;
    this.#isOn = Object.keys(options.carriers).length > 0;
    if (this.#isOn) this.#cancelRetry = every(options.clock, RETRY_EVERY_MS, () => this.#run(undefined));
  }

  /** @param rooms by number; their new events are there */
  roomsChanged(rooms: readonly number[]): void {
    if (!this.#isOn || this.#closed || rooms.length === 0) return;
    for (const room of rooms) this.#changed.add(room);
    this.#cancelGather ??= this.#options.clock.after(GATHER_MS, () => {
      this.#cancelGather = undefined;
      const gathered = [...this.#changed];
      this.#changed.clear();
      this.#run(gathered);
    });
  }

  /** What is being told is finished. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelGather?.();
    this.#cancelRetry?.();
    await this.#running;
  }

  /** One after the other: what was told is known when it is looked again. */
  #run(rooms: readonly number[] | undefined): void {
    this.#running = (this.#running ?? Promise.resolve()).then(() => this.#tellAll(rooms)).catch(this.#options.failed);
  }

  async #tellAll(rooms: readonly number[] | undefined): Promise<void> {
    const { pushers, clock } = this.#options;
    if (this.#closed) return;
    const due = await pushers.take(rooms, clock.now(), LEASE_MS);
    await Promise.all(due.map((pusher) => this.#tell(pusher)));
  }

  async #tell(pusher: DuePusher): Promise<void> {
    const { pushers, notices, reader, carriers, readerData, clock } = this.#options;
    const { userId, toldStream } = pusher;
    const upTo = reader.position();
    const carrier = carriers[pusher.kind];
    if (!carrier?.mayReach(pusher) || isQuiet(await readerData.accountData(userId, undefined, QUIET_HOURS), clock.now())) {
      await pushers.told(pusher, upTo);
      return;
    }
    const noticed = await notices.noticed(userId, { after: toldStream, before: upTo + 1, limit: MOST_AT_ONCE, onlyHighlights: false });
    const unread = noticed.filter(({ isRead }) => !isRead).reverse();
    let told: StreamPos = toldStream;
    for (const one of unread) {
      const message = await this.#message(userId, one);
      const outcome = message ? await carrier.carry(pusher, message) : 'told';
      if (outcome === 'gone') {
        await pushers.remove(userId, pusher.appId, pusher.pushkey);
        return;
      }
      if (outcome === 'failed') {
        const waitMs = Math.min(FIRST_RETRY_MS * 2 ** pusher.failures, LONGEST_RETRY_MS);
        await pushers.failed(pusher, told, clock.now() + waitMs);
        return;
      }
      told = one.event.stream;
    }
    await pushers.told(pusher, upTo);
  }

  /** @returns undefined: by rules changed meanwhile it is not told any more */
  async #message(userId: UserId, { roomId, event }: Noticed): Promise<PushMessage | undefined> {
    const { rules, reader, sync, notices } = this.#options;
    const evaluator = new PushEvaluator(await rules.of(userId));
    const keys = [
      ['m.room.power_levels', ''],
      ['m.room.create', ''],
      ['m.room.member', userId],
    ] as const;
    const state = await reader.state(roomId, keys);
    const of = (type: string) => state.find(({ pdu }) => pdu.type === type)?.pdu;
    const levels = new PowerLevels(of('m.room.power_levels'), of('m.room.create')?.sender);
    const name = of('m.room.member')?.content['displayname'];
    const actions = evaluator.actions({
      event: event.pdu,
      memberCount: (await sync.summaries(userId, [roomId])).get(roomId)?.joined ?? 0,
      displayName: typeof name === 'string' ? name : undefined,
      senderMay: (key) => levels.user(event.pdu.sender) >= levels.notification(key),
    });
    if (outcomeOf(actions) === 0) return undefined;
    const counts = await notices.unread(userId, await reader.joinedRooms(userId));
    const unread = [...counts.values()]
      .flatMap((threads) => [...threads.values()])
      .reduce((sum, { notifications }) => sum + notifications, 0);
    return { roomId, event, unread, tweaks: tweaksOf(actions) };
  }
}
