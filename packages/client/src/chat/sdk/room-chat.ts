/** One room, or one thread of it: what stands there and what this person says. */
import { EventType, ReceiptType, RoomMemberEvent, RoomStateEvent, type MatrixEvent, type Room } from 'matrix-js-sdk';
import type {
  ChatPerson,
  FileOptions,
  FileSource,
  OutgoingText,
  PlannedMessages,
  Polls,
  RoomChat,
  RoomRights,
  Timeline,
  TimelinePlace,
} from '../model.ts';
import type { Model } from '../../model.ts';
import { randomId } from '../../random-id.ts';
import { ValueModel } from '../../value-model.ts';
import type { ChatContext } from './context.ts';
import { eventNear } from './event-near.ts';
import { FileUrls } from './files.ts';
import { wordsOf, type Mention } from './markdown.ts';
import { personOf } from './people.ts';
import { SdkPlanned } from './planned.ts';
import { endContent, pollTypes, responseContent, startContent } from './poll-content.ts';
import { RoomTimeline } from './room-timeline.ts';
import { stateOf } from './room-kind.ts';
import { keepingSame, same } from './same.ts';
import { Soon } from './soon.ts';
import type { Outgoing } from './send-queue.ts';
import { ownReaction } from './timeline-items.ts';
import { translated } from './translated.ts';

/** How long others see it, unless it is said again. */
const TYPING_MS = 20_000;
const TYPING_AGAIN_MS = 10_000;

export class SdkRoomChat implements RoomChat {
  readonly roomId: string;
  readonly takesVoice = true;
  readonly timeline: Model<Timeline>;
  readonly rights = new ValueModel<RoomRights>(noRights);
  readonly typing = new ValueModel<readonly ChatPerson[]>([]);
  protected readonly context: ChatContext;
  protected readonly room: Room;
  readonly #threadRoot: string | undefined;
  readonly #timeline: RoomTimeline;
  readonly #files: FileUrls;
  readonly #soon: Soon;
  readonly #endQueue: () => void;
  readonly #closed: () => void;
  readonly #polls: Polls = {
    start: (poll) => this.#add(pollTypes.start, startContent(poll, randomId)),
    vote: (eventId, answerIds) => this.#add(pollTypes.response, responseContent(eventId, answerIds)),
    end: (eventId) => this.#add(pollTypes.end, endContent(eventId, 'The poll has ended.')),
  };
  #planned: SdkPlanned | undefined;
  #typingSaidAtMs = 0;
  #readEventId: string | undefined;

  /** @param closed told once, at the end */
  constructor(context: ChatContext, room: Room, threadRoot?: string, closed: () => void = () => undefined) {
    this.#closed = closed;
    this.context = context;
    this.room = room;
    this.roomId = room.roomId;
    this.#threadRoot = threadRoot;
    this.#timeline = new RoomTimeline(context.client, room, context.queue, threadRoot);
    this.timeline = this.#timeline.model;
    this.#files = new FileUrls(context.client, context.fetch);
    this.#soon = new Soon(() => this.renew());
    this.#endQueue = context.onQueue(room.roomId, () => this.#timeline.touch());
    context.client.on(RoomStateEvent.Update, this.#stateChanged);
    context.client.on(RoomMemberEvent.Typing, this.#typing);
    this.renewRights();
  }

  loadOlder(): Promise<void> {
    return this.#timeline.loadOlder();
  }

  loadNewer(): Promise<void> {
    return this.#timeline.loadNewer();
  }

  async goTo(place: TimelinePlace): Promise<string | undefined> {
    const eventId = 'eventId' in place ? place.eventId : await eventNear(this.context.client, this.roomId, place.atMs);
    return this.#timeline.goTo(eventId);
  }

  goToEnd(): void {
    this.#timeline.goToEnd();
  }

  send(message: OutgoingText): Promise<void> {
    this.setTyping(false);
    const relation = message.replyTo === undefined ? {} : { 'm.relates_to': { 'm.in_reply_to': { event_id: message.replyTo } } };
    return this.#add('m.room.message', { ...this.#words(message), ...relation }, message.threadRoot);
  }

  sendFile(file: File, options: FileOptions = {}): Promise<void> {
    const { threadRoot = this.#threadRoot, durationMs, waveform } = options;
    return this.context.queue.add({
      ...{ roomId: this.roomId, type: 'm.room.message', content: {} },
      ...(threadRoot === undefined ? {} : { threadRoot }),
      file: {
        ...{ blob: file, fileName: file.name },
        ...(durationMs === undefined ? {} : { durationMs }),
        ...(waveform === undefined ? {} : { waveform }),
      },
    });
  }

  retry(key: string): Promise<void> {
    return this.context.queue.retry(this.roomId, this.#queueKey(key));
  }

  discard(key: string): void {
    this.context.queue.discard(this.roomId, this.#queueKey(key));
  }

  edit(eventId: string, message: Pick<OutgoingText, 'text' | 'markdown' | 'mentions'>): Promise<void> {
    const words = this.#words(message);
    const fallback = { msgtype: words.msgtype, body: `* ${words.body}`, 'm.mentions': words['m.mentions'] };
    const relation = { rel_type: 'm.replace', event_id: eventId };
    return this.#add('m.room.message', { ...fallback, 'm.new_content': words, 'm.relates_to': relation });
  }

  async remove(eventId: string): Promise<void> {
    await translated(this.context.client.redactEvent(this.roomId, eventId));
  }

  async react(eventId: string, key: string): Promise<void> {
    const own = ownReaction(this.#timeline.place, eventId, key);
    if (own !== undefined) return this.remove(own);
    await this.#add('m.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id: eventId, key } });
  }

  /** Not in threads: there nobody finds them again. */
  get polls(): Polls | undefined {
    return this.#threadRoot === undefined ? this.#polls : undefined;
  }

  get planned(): PlannedMessages | undefined {
    if (this.#threadRoot !== undefined) return undefined;
    return (this.#planned ??= new SdkPlanned(this.context.client, this.room, (message) => ({ ...this.#words(message) })));
  }

  setTyping(typing: boolean): void {
    const nowMs = Date.now();
    if (typing ? nowMs - this.#typingSaidAtMs < TYPING_AGAIN_MS : this.#typingSaidAtMs === 0) return;
    this.#typingSaidAtMs = typing ? nowMs : 0;
    // Lost, it matters to nobody.
    this.context.client.sendTyping(this.roomId, typing, TYPING_MS).catch(() => undefined);
  }

  markRead(): void {
    const event = this.#timeline.newest;
    if (!event || event.getId() === this.#readEventId) return;
    this.#readEventId = event.getId();
    this.context.client.sendReadReceipt(event, ReceiptType.Read).catch(() => {
      this.#readEventId = undefined; // said again with the next message that is read
    });
  }

  fileUrl(file: FileSource, thumbnail?: { widthPx: number; heightPx: number }): Promise<string> {
    return translated(this.#files.url(file, thumbnail));
  }

  close(): void {
    this.#closed();
    this.setTyping(false);
    this.#endQueue();
    this.#soon.close();
    this.#timeline.close();
    this.#files.close();
    this.#planned?.close();
    this.context.client.off(RoomStateEvent.Update, this.#stateChanged);
    this.context.client.off(RoomMemberEvent.Typing, this.#typing);
  }

  /** After a change of the room's state. */
  protected renew(): void {
    this.renewRights();
  }

  protected renewRights(): void {
    const rights = rightsOf(this.room, this.context.client.getSafeUserId());
    if (!same(rights, this.rights.get())) this.rights.set(rights);
  }

  protected touch(): void {
    this.#soon.ask();
  }

  readonly #stateChanged = ({ roomId }: { roomId: string }): void => {
    if (roomId === this.roomId) this.#soon.ask();
  };
  readonly #typing = (_event: MatrixEvent, { roomId }: { roomId: string }): void => {
    if (roomId !== this.roomId) return;
    const { client } = this.context;
    const now = this.room
      .getMembers()
      .filter(({ typing, userId }) => typing && userId !== client.getSafeUserId() && !client.isUserIgnored(userId))
      .map((member) => personOf(client, member.userId, member));
    this.typing.set(keepingSame(this.typing.get(), now, ({ userId }) => userId));
  };

  #words({ text, markdown, mentions }: Pick<OutgoingText, 'text' | 'markdown' | 'mentions'>) {
    const named = mentions.map((userId): Mention => {
      const { displayName } = personOf(this.context.client, userId, this.room.getMember(userId));
      return { userId, displayName };
    });
    return wordsOf({ text, markdown }, named);
  }

  #add(type: Outgoing['type'], content: Record<string, unknown>, threadRoot = this.#threadRoot): Promise<void> {
    // An edit or a reaction belongs to its message, wherever that stands.
    const inThread = threadRoot !== undefined && !isRelation(content);
    return this.context.queue.add({ roomId: this.roomId, type, content, ...(inThread ? { threadRoot } : {}) });
  }

  /** Keys of pages are transaction ids, which change when a refused message is sent again. */
  #queueKey(key: string): string {
    return this.context.queue.of(this.roomId).find(({ entry }) => entry.transactionId === key)?.entry.key ?? key;
  }
}

const noRights: RoomRights = {
  ...{ mayWrite: false, mayReact: false, maySetRoles: false, mayUpload: false, mayInvite: false },
  ...{ mayRemove: false, mayChange: false, mayPin: false },
};

function rightsOf(room: Room, ownId: string): RoomRights {
  if (room.getMyMembership() !== 'join') return noRights;
  const state = stateOf(room);
  const powerLevel = room.getMember(ownId)?.powerLevel ?? 0;
  const mayWrite = state.maySendMessage(ownId);
  return {
    mayWrite,
    mayReact: state.maySendEvent(EventType.Reaction, ownId),
    maySetRoles: state.maySendStateEvent(EventType.RoomPowerLevels, ownId),
    mayUpload: mayWrite,
    mayInvite: room.canInvite(ownId),
    mayRemove: state.hasSufficientPowerLevelFor('kick', powerLevel),
    mayChange: state.maySendStateEvent(EventType.RoomName, ownId),
    mayPin: state.maySendStateEvent(EventType.RoomPinnedEvents, ownId),
  };
}

function isRelation(content: Record<string, unknown>): boolean {
  const relation = content['m.relates_to'];
  return typeof relation === 'object' && relation !== null && 'rel_type' in relation;
}
