/** What of a room, or of one of its threads, is shown: a window onto its events that moves. */
import {
  ClientEvent,
  Direction,
  MatrixEventEvent,
  NotificationCountType,
  RoomEvent,
  RoomStateEvent,
  ThreadEvent,
  TimelineWindow,
  type EventTimelineSet,
  type MatrixClient,
  type MatrixEvent,
  type Room,
  type Thread,
} from 'matrix-js-sdk';
import type { Timeline } from '../model.ts';
import { ValueModel } from '../../value-model.ts';
import { KEY_COMES_WITHIN_MS } from './message-body.ts';
import { PollVotes } from './poll-votes.ts';
import { keepingSame } from './same.ts';
import type { SendQueue } from './send-queue.ts';
import { Soon } from './soon.ts';
import { isEchoOf, isMessage, itemsOf, type Place } from './timeline-items.ts';
import { asChatFailed, translated } from './translated.ts';

const FIRST = 40;
const PAGE = 40;
/** Messages in the window; what is beyond at the other end is let go, and loaded again when needed. */
const MOST = 400;

export class RoomTimeline {
  readonly model: ValueModel<Timeline>;
  readonly #client: MatrixClient;
  readonly #room: Room;
  readonly #queue: SendQueue;
  readonly #threadRoot: string | undefined;
  readonly #soon: Soon;
  readonly #votes: PollVotes;
  #set: EventTimelineSet;
  #window: TimelineWindow;
  #thread: Thread | undefined;
  /** Follows what comes; otherwise a place in the past is shown. */
  #atEnd = true;
  #loading = 0;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(client: MatrixClient, room: Room, queue: SendQueue, threadRoot?: string) {
    this.#client = client;
    this.#room = room;
    this.#queue = queue;
    this.#threadRoot = threadRoot;
    const readUpTo = threadRoot === undefined ? room.getEventReadUpTo(client.getSafeUserId()) : undefined;
    this.model = new ValueModel<Timeline>({
      ...{ items: [], hasOlder: true, hasNewer: false, isLoading: true },
      ...(readUpTo === undefined || readUpTo === null ? {} : { readUpTo, unreadWhenOpened: this.#unread }),
    });
    this.#soon = new Soon(() => this.#renew());
    this.#votes = new PollVotes(client, room, () => this.#soon.ask());
    this.#thread = threadRoot === undefined ? undefined : this.#threadHere(threadRoot);
    this.#set = this.#thread?.timelineSet ?? room.getUnfilteredTimelineSet();
    this.#window = new TimelineWindow(client, this.#set, { windowLimit: MOST });
    this.#listen();
    void this.#show(undefined, true);
  }

  get place(): Place {
    return {
      client: this.#client,
      room: this.#room,
      timelineSet: this.#set,
      votes: this.#votes,
      ...(this.#threadRoot === undefined ? {} : { threadRoot: this.#threadRoot }),
    };
  }

  /** The newest that is shown and that the server has. */
  get newest(): MatrixEvent | undefined {
    return this.#window.getEvents().findLast((event) => event.getId()?.startsWith('$') === true);
  }

  /** Something of it may have changed. */
  touch(): void {
    this.#soon.ask();
  }

  loadOlder(): Promise<void> {
    return this.#page(Direction.Backward);
  }

  async loadNewer(): Promise<void> {
    await this.#page(Direction.Forward);
    this.#atEnd = !this.#window.canPaginate(Direction.Forward);
  }

  /** @throws {ChatFailed} not_found, offline */
  async goTo(eventId: string): Promise<string | undefined> {
    this.#atEnd = false;
    await this.#show(eventId);
    this.#atEnd = !this.#window.canPaginate(Direction.Forward);
    this.#soon.ask();
    return this.#lineAt(eventId);
  }

  goToEnd(): void {
    this.#atEnd = true;
    void this.#show(undefined, true);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#waiting);
    this.#soon.close();
    this.#votes.close();
    this.#unlisten();
  }

  /** The line of an event; the next one, else the one before, when it is none itself. */
  #lineAt(eventId: string): string | undefined {
    const lines = new Set(this.model.get().items.map((item) => item.eventId));
    const ids = this.#window.getEvents().map((event) => event.getId());
    const at = ids.indexOf(eventId);
    return ids.slice(Math.max(at, 0)).find((id) => lines.has(id)) ?? ids.slice(0, Math.max(at, 0)).findLast((id) => lines.has(id));
  }

  /** The root may be known without its thread, as when nobody has answered yet. */
  #threadHere(rootId: string): Thread {
    const root = this.#room.findEventById(rootId);
    return this.#room.getThread(rootId) ?? this.#room.createThread(rootId, root, root ? [root] : [], false);
  }

  async #show(eventId: string | undefined, quiet = false): Promise<void> {
    await this.#busy(async () => {
      const window = new TimelineWindow(this.#client, this.#set, { windowLimit: MOST });
      await window.load(eventId, FIRST);
      this.#window = window;
      this.#renew();
      const missing = FIRST - window.getEvents().filter(isMessage).length;
      if (missing > 0 && window.canPaginate(Direction.Backward)) await window.paginate(Direction.Backward, PAGE, true, 3);
      this.#atEnd &&= eventId === undefined;
    }, quiet);
  }

  async #page(direction: Direction): Promise<void> {
    await this.#busy(async () => {
      if (this.#window.canPaginate(direction)) await this.#window.paginate(direction, PAGE);
    });
  }

  /** @param quiet the failure is told by the model alone. @throws {ChatFailed} */
  async #busy(doing: () => Promise<void>, quiet = false): Promise<void> {
    this.#loading++;
    this.model.patch({ isLoading: true, error: undefined });
    try {
      await translated(doing());
    } catch (error) {
      const failure = asChatFailed(error);
      this.model.patch({ error: failure.code });
      if (!quiet) throw failure;
    } finally {
      this.#loading--;
      if (!this.#closed) this.#renew();
    }
  }

  #renew(): void {
    if (this.#atEnd) this.#window.extend(Direction.Forward, MOST);
    const events = this.#window.getEvents();
    for (const event of events) void this.#decrypted(event);
    const { roomId } = this.#room;
    this.#queue.echoed(roomId, (state) => events.some((event) => isEchoOf(event, state)));
    const waiting = this.#atEnd ? this.#queue.of(roomId) : [];
    const items = keepingSame(this.model.get().items, itemsOf(this.place, events, waiting), ({ key }) => key);
    if (items.some((item) => item.kind === 'message' && item.body.type === 'sealed' && item.body.isWaiting)) this.#lookAgain();
    this.model.patch({
      items,
      hasOlder: this.#window.canPaginate(Direction.Backward),
      hasNewer: !this.#atEnd && this.#window.canPaginate(Direction.Forward),
      isLoading: this.#loading > 0,
      unreadBelow: this.#atEnd ? undefined : this.#unread,
    });
  }

  get #unread(): number {
    return this.#threadRoot === undefined ? this.#room.getRoomUnreadNotificationCount(NotificationCountType.Total) : 0;
  }

  /** Words say some time that a key will not come. */
  #lookAgain(): void {
    this.#waiting ??= setTimeout(() => {
      this.#waiting = undefined;
      this.#renew();
    }, KEY_COMES_WITHIN_MS);
  }

  /** What comes by pages of the past is opened here; what fails says so by its body. */
  async #decrypted(event: MatrixEvent): Promise<void> {
    if (event.isEncrypted() && event.shouldAttemptDecryption()) await this.#client.decryptEventIfNeeded(event);
  }

  readonly #touched = (): void => this.#soon.ask();
  readonly #accountData = (event: MatrixEvent): void => {
    if (event.getType() === 'm.ignored_user_list') this.#soon.ask();
  };
  readonly #ofRoom = (_event: unknown, room: Room | undefined): void => {
    if (room === this.#room) this.#soon.ask();
  };
  readonly #stateChanged = ({ roomId }: { roomId: string }): void => {
    if (roomId === this.#room.roomId) this.#soon.ask();
  };
  readonly #decryptedHere = (event: MatrixEvent): void => {
    if (event.getRoomId() === this.#room.roomId) this.#soon.ask();
  };
  /** The server left a gap: what was shown is no longer next to what comes. */
  readonly #reset = (_room: Room | undefined, set: EventTimelineSet): void => {
    this.#votes.reset();
    if (set !== this.#set || !this.#atEnd) return;
    void this.#show(undefined, true);
  };
  readonly #threads = (thread: Thread): void => {
    if (thread.roomId === this.#room.roomId) this.#soon.ask();
  };

  #listen(): void {
    this.#client.on(ClientEvent.AccountData, this.#accountData);
    this.#client.on(RoomEvent.Timeline, this.#ofRoom);
    this.#client.on(RoomEvent.Receipt, this.#ofRoom);
    this.#client.on(RoomEvent.Redaction, this.#ofRoom);
    this.#client.on(MatrixEventEvent.Decrypted, this.#decryptedHere);
    this.#client.on(MatrixEventEvent.Replaced, this.#decryptedHere);
    this.#room.on(RoomEvent.TimelineReset, this.#reset);
    this.#room.on(RoomEvent.UnreadNotifications, this.#touched);
    this.#client.on(RoomStateEvent.Update, this.#stateChanged);
    this.#room.on(ThreadEvent.New, this.#threads);
    this.#room.on(ThreadEvent.Update, this.#threads);
    this.#room.on(ThreadEvent.NewReply, this.#threads);
  }

  #unlisten(): void {
    this.#client.off(ClientEvent.AccountData, this.#accountData);
    this.#client.off(RoomEvent.Timeline, this.#ofRoom);
    this.#client.off(RoomEvent.Receipt, this.#ofRoom);
    this.#client.off(RoomEvent.Redaction, this.#ofRoom);
    this.#client.off(MatrixEventEvent.Decrypted, this.#decryptedHere);
    this.#client.off(MatrixEventEvent.Replaced, this.#decryptedHere);
    this.#room.off(RoomEvent.TimelineReset, this.#reset);
    this.#room.off(RoomEvent.UnreadNotifications, this.#touched);
    this.#client.off(RoomStateEvent.Update, this.#stateChanged);
    this.#room.off(ThreadEvent.New, this.#threads);
    this.#room.off(ThreadEvent.Update, this.#threads);
    this.#room.off(ThreadEvent.NewReply, this.#threads);
  }
}
