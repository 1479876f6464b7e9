/**
 * The chat of one meeting for whoever is inside, without a library of Matrix: some kilobytes, so that guests have it at once.
 * Fills `RoomChat`; the same panel would show a room of the large client.
 */
import { backoffMs } from '../../backoff.ts';
import type { Model } from '../../model.ts';
import { randomId } from '../../random-id.ts';
import { systemTimers, type Timers } from '../../timers.ts';
import { ValueModel } from '../../value-model.ts';
import { ChatFailed } from '../chat-failed.ts';
import type { ChatPerson, FileSource, Message, OutgoingText, RoomChat, RoomRights, Timeline, TimelinePlace } from '../model.ts';
import { RoomFiles } from './files.ts';
import { FormattedText } from './formatted-text.ts';
import { api, MatrixRequests } from './matrix-requests.ts';
import { changeContent, textContent } from './message-content.ts';
import { MissingPeople } from './missing-people.ts';
import { Outbox, type Unsent } from './outbox.ts';
import { Past } from './past.ts';
import { eventsIn, listIn, numberIn, recordIn, textIn } from './room-event.ts';
import { RoomLog } from './room-log.ts';
import { SyncLoop, type SyncState } from './sync-loop.ts';
import { itemsOf, unreadOf } from './timeline-items.ts';
import { deviceIdOf, newDeviceId, tabStorage, type TabStorage } from './tab-storage.ts';
import { TypingTeller } from './typing-teller.ts';
import { Uploads } from './uploads.ts';

export interface MeetingChatOptions {
  meetingId: string;
  /** Default: the page's own host. */
  baseUrl?: string;
  fetch?: typeof fetch;
  /** Of this tab; keeps what is not sent yet over a reload. Default: sessionStorage. */
  storage?: TabStorage;
  timers?: Timers;
  /** 0..1 */
  random?: () => number;
}

export interface MeetingChat extends RoomChat {
  readonly connection: Model<SyncState>;
  /** Messages of others that this person has not read, oldest first. */
  readonly unread: Model<readonly Message[]>;
  /** Everything that was read until now stands above the line "new". */
  opened(): void;
  /** There may be a network again, or an admission. */
  hurry(): void;
}

const nobody: RoomRights = {
  ...{ mayWrite: false, mayReact: false, maySetRoles: false, mayUpload: false, mayInvite: false },
  ...{ mayRemove: false, mayChange: false, mayPin: false },
};
const pathTo = (roomId: string, ...parts: string[]): string => `${api}/rooms/${[roomId, ...parts].map(encodeURIComponent).join('/')}`;
/** In larger rooms nobody looks who has read what. */
const READERS_NAMED_UP_TO = 100;

/** Signs in as soon as this browser is inside, and stays in touch until `close`. */
export function openMeetingChat(options: MeetingChatOptions): MeetingChat {
  return new ThinRoom(options);
}

class ThinRoom implements MeetingChat {
  readonly timeline = new ValueModel<Timeline>({ items: [], hasOlder: false, hasNewer: false, isLoading: true });
  readonly rights = new ValueModel<RoomRights>(nobody);
  readonly typing = new ValueModel<readonly ChatPerson[]>([]);
  readonly connection = new ValueModel<SyncState>('connecting');
  readonly unread = new ValueModel<readonly Message[]>([]);
  readonly #requests: MatrixRequests;
  readonly #timers: Timers;
  readonly #outbox: Outbox;
  readonly #files: RoomFiles;
  readonly #formatted = new FormattedText(() => this.#show());
  readonly #past: Past;
  readonly #missing: MissingPeople;
  readonly #loop: SyncLoop;
  readonly #typingTeller: TypingTeller;
  readonly #uploads: Uploads;
  #log = new RoomLog('');
  #roomId = '';
  #typingIds: readonly string[] = [];
  /** People in the room. */
  #size = 0;
  #told: string | undefined;

  constructor(options: MeetingChatOptions) {
    const storage = options.storage ?? tabStorage();
    const random = options.random ?? Math.random;
    this.#timers = options.timers ?? systemTimers;
    this.#requests = new MatrixRequests({
      ...options,
      deviceId: deviceIdOf(storage),
      renewDeviceId: () => newDeviceId(storage),
      nowMs: () => this.#timers.now(),
    });
    this.#files = new RoomFiles(this.#requests);
    this.#past = new Past(this.#requests);
    this.#missing = new MissingPeople({
      ...{ requests: this.#requests, timers: this.#timers },
      found: (members) => {
        for (const event of members) this.#log.setState(event);
        this.#show();
      },
    });
    const common = { timers: this.#timers, backoffMs: (attempt: number) => Math.max(300, backoffMs(attempt, random)) };
    this.#outbox = new Outbox({
      ...common,
      send: (unsent) => this.#say(unsent),
      storage,
      storageKey: `saal.chat.unsent.${options.meetingId}`,
      changed: () => this.#show(),
    });
    this.#uploads = new Uploads({ files: this.#files, outbox: this.#outbox, nowMs: () => this.#timers.now() });
    this.#typingTeller = new TypingTeller(this.#timers, (typing) => this.#tellTyping(typing));
    this.#loop = new SyncLoop({
      ...common,
      requests: this.#requests,
      entered: (userId, roomId) => this.#entered(userId, roomId),
      news: (section) => this.#news(section),
      state: (state) => this.#connectionIs(state),
    });
  }

  get roomId(): string {
    return this.#roomId;
  }

  async loadOlder(): Promise<void> {
    if (this.timeline.get().isLoading || !this.#past.hasOlder) return;
    this.timeline.patch({ isLoading: true });
    try {
      this.#log.addOldest(await this.#past.older(this.#roomId));
      this.#show({ isLoading: false });
    } catch (error) {
      this.timeline.patch({ isLoading: false });
      throw error;
    }
  }

  /** The newest is always shown. */
  loadNewer(): Promise<void> {
    return Promise.resolve();
  }

  async goTo(place: TimelinePlace): Promise<string | undefined> {
    const isThere = (): boolean =>
      'eventId' in place ? this.#log.has(place.eventId) : (this.#log.messages[0]?.atMs ?? Infinity) <= place.atMs;
    while (!isThere() && this.#past.hasOlder) {
      if (this.timeline.get().isLoading) return undefined;
      await this.loadOlder();
    }
    if ('eventId' in place && !isThere()) throw new ChatFailed('not_found', 'there is no such message');
    if ('eventId' in place) return place.eventId;
    return this.#log.messages.find(({ atMs }) => atMs >= place.atMs)?.eventId;
  }

  goToEnd(): void {
    // The newest is always shown.
  }

  send(message: OutgoingText): Promise<void> {
    this.setTyping(false);
    return this.#outbox.add({ key: randomId(), atMs: this.#timers.now(), content: textContent(message) });
  }

  sendFile(file: File, options: { threadRoot?: string; durationMs?: number } = {}): Promise<void> {
    return this.#uploads.send(file, options.durationMs);
  }

  retry(key: string): Promise<void> {
    return this.#uploads.retry(key) ?? this.#outbox.retry(key);
  }

  discard(key: string): void {
    this.#uploads.discard(key);
    this.#outbox.discard(key);
  }

  async edit(eventId: string, message: Pick<OutgoingText, 'text' | 'markdown' | 'mentions'>): Promise<void> {
    await this.#put(['send', 'm.room.message', randomId()], changeContent(eventId, message));
  }

  async remove(eventId: string): Promise<void> {
    await this.#put(['redact', eventId, randomId()], {});
  }

  async react(eventId: string, key: string): Promise<void> {
    const own = this.#log
      .reactionsTo(eventId)
      .find((reaction) => reaction.key === key)
      ?.by.get(this.#log.ownId);
    if (own !== undefined) return this.remove(own);
    const content = { 'm.relates_to': { rel_type: 'm.annotation', event_id: eventId, key } };
    await this.#put(['send', 'm.reaction', randomId()], content);
  }

  setTyping(typing: boolean): void {
    this.#typingTeller.set(typing && this.rights.get().mayWrite);
  }

  markRead(): void {
    const newest = this.#log.messages.at(-1)?.eventId;
    if (newest === undefined || newest === this.#told || newest === this.#log.receiptOf(this.#log.ownId)) return;
    this.#told = newest;
    this.#log.setReceipt(this.#log.ownId, newest);
    this.#show();
    this.#requests.ask('POST', pathTo(this.#roomId, 'receipt', 'm.read', newest), {}).catch(() => {
      this.#told = undefined; // Told with the next one.
    });
  }

  opened(): void {
    this.timeline.patch({ readUpTo: this.#log.receiptOf(this.#log.ownId) });
  }

  fileUrl(file: FileSource, thumbnail?: { widthPx: number; heightPx: number }): Promise<string> {
    return this.#files.url(file, thumbnail);
  }

  hurry(): void {
    this.#loop.hurry();
    this.#outbox.resume();
  }

  close(): void {
    this.#loop.close();
    this.#outbox.close();
    this.#typingTeller.close();
    this.#missing.close();
    this.#uploads.close();
    this.#files.close();
  }

  #entered(userId: string, roomId: string): void {
    this.#roomId = roomId;
    this.#log = new RoomLog(userId);
    this.#outbox.resume();
  }

  #connectionIs(state: SyncState): void {
    const before = this.connection.get();
    this.connection.set(state);
    if (state === 'connected' && before !== 'connected') {
      this.#outbox.resume();
      this.#uploads.resume();
    }
    if (state === 'signed-out') this.rights.set(nobody);
    else if (state === 'connected') this.#show();
  }

  async #news(section: Record<string, unknown>): Promise<void> {
    for (const event of eventsIn(recordIn(section, 'state'))) this.#log.setState(event);
    const timeline = recordIn(section, 'timeline');
    if (timeline) await this.#past.follow(this.#roomId, timeline, this.#log);
    for (const event of listIn(recordIn(section, 'ephemeral'), 'events')) this.#ephemeral(event);
    this.#size = numberIn(recordIn(section, 'summary'), 'm.joined_member_count') ?? this.#size;
    this.#missing.look(pathTo(this.#roomId), () => this.#areUnknown());
    this.#outbox.forget(new Set(this.#log.messages.flatMap(({ transactionId }) => transactionId ?? [])));
    this.#show({ isLoading: false });
  }

  #ephemeral(event: unknown): void {
    const content = recordIn(event, 'content');
    if (textIn(event, 'type') === 'm.typing') this.#typingIds = listIn(content, 'user_ids').filter((id) => typeof id === 'string');
    if (textIn(event, 'type') !== 'm.receipt' || !content) return;
    for (const eventId of Object.keys(content)) {
      const readers = { ...recordIn(recordIn(content, eventId), 'm.read'), ...recordIn(recordIn(content, eventId), 'm.read.private') };
      for (const userId of Object.keys(readers)) this.#log.setReceipt(userId, eventId);
    }
  }

  #areUnknown(): boolean {
    const readers = this.#size <= READERS_NAMED_UP_TO ? this.#log.readerIds : [];
    return [...this.#typingIds, ...readers].some((userId) => !this.#log.knows(userId));
  }

  #show(change: Partial<Timeline> = {}): void {
    const items = itemsOf(this.#log, this.#outbox.all, this.#timers.now(), this.#formatted.of);
    this.timeline.patch({ ...change, items, hasOlder: this.#past.hasOlder });
    this.typing.set(this.#typingIds.filter((id) => id !== this.#log.ownId && this.#log.knows(id)).map((id) => this.#log.person(id)));
    const rights = this.#log.rights;
    const isKnown = this.#log.ownId !== '' && this.connection.get() !== 'signed-out';
    if (isKnown && JSON.stringify(rights) !== JSON.stringify(this.rights.get())) this.rights.set(rights);
    const unread = new Set(unreadOf(this.#log).map(({ eventId }) => eventId));
    this.unread.set(items.filter(({ eventId }) => eventId !== undefined && unread.has(eventId)));
  }

  async #say({ key, content }: Unsent): Promise<string> {
    // What was kept over a reload waits for the sign-in.
    if (this.#roomId === '') this.#roomId = (await this.#requests.enter()).roomId;
    return this.#put(['send', 'm.room.message', key], content);
  }

  async #put(path: string[], content: Record<string, unknown>): Promise<string> {
    const eventId = textIn(await this.#requests.ask('PUT', pathTo(this.#roomId, ...path), content), 'event_id');
    if (eventId === undefined) throw new ChatFailed('failed', 'no answer to what was sent');
    return eventId;
  }

  #tellTyping(typing: boolean): void {
    const body = typing ? { typing, timeout: 10_000 } : { typing };
    // Lost, it is told again while one writes.
    this.#requests.ask('PUT', pathTo(this.#roomId, 'typing', this.#log.ownId), body).catch(() => undefined);
  }
}
