/** One room on the page of chat: its timeline, its people, and what may be changed. */
import { EventType, RoomEvent, type Room, type RoomMember as SdkMember } from 'matrix-js-sdk';
import type { NotificationLevel, OpenRoom, RoomChat, RoomMember, RoomSummary, SharedKind, SharedList } from '../model.ts';
import { ValueModel } from '../../value-model.ts';
import { ChatFailed } from '../chat-failed.ts';
import type { ChatContext } from './context.ts';
import { joinTeamRooms } from './new-rooms.ts';
import { setNotificationLevel } from './notification-level.ts';
import { personOf } from './people.ts';
import { Pins, pinnedNow } from './pins.ts';
import { SdkRoomChat } from './room-chat.ts';
import { roleLevels, roleOf } from './role-levels.ts';
import { keeperOf, partnerOf, rememberDirect, stateContent } from './room-kind.ts';
import { keepingSame } from './same.ts';
import { SdkSharedList } from './shared-list.ts';
import { translated } from './translated.ts';

const memberships: Record<string, RoomMember['membership']> = { join: 'joined', invite: 'invited', knock: 'knocking' };

export class SdkOpenRoom extends SdkRoomChat implements OpenRoom {
  readonly summary: ValueModel<RoomSummary>;
  readonly members = new ValueModel<readonly RoomMember[]>([]);
  readonly pins;
  readonly #pins: Pins;
  readonly #threads = new Map<string, SdkRoomChat>();
  readonly #endList: () => void;

  constructor(context: ChatContext, room: Room) {
    super(context, room);
    const summary = context.list.summary(room.roomId);
    if (!summary) throw new ChatFailed('not_found', 'this room is not known here');
    this.summary = new ValueModel(summary);
    this.#pins = new Pins(context.client, room);
    this.pins = this.#pins.model;
    this.#endList = context.list.model.subscribe(() => this.#renewSummary());
    room.on(RoomEvent.MyMembership, this.#memberChanged);
    this.#memberChanged();
  }

  thread(rootEventId: string): RoomChat {
    const known = this.#threads.get(rootEventId);
    if (known) return known;
    const made = new SdkRoomChat(this.context, this.room, rootEventId, () => this.#threads.delete(rootEventId));
    this.#threads.set(rootEventId, made);
    return made;
  }

  shared(kind: SharedKind): SharedList {
    return new SdkSharedList(this.context.client, this.room, kind);
  }

  setDraft(text: string): void {
    this.context.drafts.set(this.roomId, text);
    this.context.list.touch(this.roomId);
  }

  async pin(eventId: string, pinned: boolean): Promise<void> {
    // What was pinned a moment ago may not have come back yet.
    const others = (await translated(pinnedNow(this.context.client, this.room))).filter((one) => one !== eventId);
    await this.#setState(EventType.RoomPinnedEvents, { pinned: pinned ? [...others, eventId] : others });
  }

  async invite(userIds: readonly string[]): Promise<void> {
    for (const userId of userIds) await translated(this.context.client.invite(this.roomId, userId));
  }

  async removeMember(userId: string): Promise<void> {
    await translated(this.context.client.kick(this.roomId, userId));
  }

  async setRole(userId: string, role: RoomMember['role']): Promise<void> {
    await translated(this.context.client.setPowerLevel(this.roomId, userId, roleLevels[role]));
  }

  async change({ name, topic }: { name?: string; topic?: string }): Promise<void> {
    if (name !== undefined) await this.#setState(EventType.RoomName, { name });
    if (topic !== undefined) await this.#setState(EventType.RoomTopic, { topic });
  }

  async setNotifications(level: NotificationLevel): Promise<void> {
    await translated(setNotificationLevel(this.context.client, this.roomId, level));
    this.context.list.touch(this.roomId);
  }

  async setFavourite(favourite: boolean): Promise<void> {
    const { client } = this.context;
    const tag = 'm.favourite';
    await translated(favourite ? client.setRoomTag(this.roomId, tag, { order: 0.5 }) : client.deleteRoomTag(this.roomId, tag));
  }

  async accept(): Promise<void> {
    const { client } = this.context;
    const partner = partnerOf(client, this.room);
    // Known as direct also when the invitation is gone, and to other devices. Before, so that it never looks like a group.
    if (partner !== undefined) await translated(rememberDirect(client, partner, this.roomId));
    await translated(client.joinRoom(this.roomId));
    if (this.summary.get().kind === 'team') await translated(joinTeamRooms(client, this.roomId));
  }

  async leave(): Promise<void> {
    await translated(this.context.client.leave(this.roomId));
  }

  override close(): void {
    for (const thread of [...this.#threads.values()]) thread.close();
    this.#endList();
    this.#pins.close();
    this.room.off(RoomEvent.MyMembership, this.#memberChanged);
    super.close();
  }

  protected override renew(): void {
    super.renew();
    this.#renewMembers();
  }

  #renewSummary(): void {
    // The list keeps the object when nothing changed.
    const summary = this.context.list.model.get().find(({ roomId }) => roomId === this.roomId);
    if (summary) this.summary.set(summary);
  }

  #renewMembers(): void {
    const writersAt = Number(stateContent(this.room, EventType.RoomPowerLevels)['events_default'] ?? 0);
    const keeper = keeperOf(this.room);
    const now = this.room
      .getMembers()
      .filter(({ userId }) => userId !== keeper)
      .filter(({ membership }) => membership !== undefined && memberships[membership] !== undefined)
      .map((member) => this.#memberOf(member, writersAt))
      .toSorted((a, b) => a.displayName.localeCompare(b.displayName));
    this.members.set(keepingSame(this.members.get(), now, ({ userId }) => userId));
  }

  #memberOf(member: SdkMember, writersAt: number): RoomMember {
    return {
      ...personOf(this.context.client, member.userId, member),
      role: roleOf(member.powerLevel, writersAt),
      membership: memberships[member.membership ?? ''] ?? 'joined',
    };
  }

  /** Only members are told all members; the list says who writes until they are there. */
  readonly #memberChanged = (): void => {
    this.touch();
    if (this.room.getMyMembership() !== 'join') return;
    this.room.loadMembersIfNeeded().then(
      () => this.touch(),
      () => undefined, // the next opening asks again
    );
  };

  async #setState(type: string, content: Record<string, unknown>): Promise<void> {
    await translated(this.context.client.sendStateEvent(this.roomId, type as never, content as never));
  }
}
