/** All rooms of the person as the list shows them: what changes is computed anew, the rest keeps its objects. */
import {
  ClientEvent,
  KnownMembership,
  MatrixEventEvent,
  NotificationCountType,
  RoomEvent,
  RoomStateEvent,
  type MatrixClient,
  type MatrixEvent,
  type Room,
} from 'matrix-js-sdk';
import type { RoomSummary } from '../model.ts';
import { ValueModel } from '../../value-model.ts';
import type { Drafts } from './drafts.ts';
import { callOf } from './call-notices.ts';
import { bodyOf, previewOf } from './message-body.ts';
import { notificationLevel } from './notification-level.ts';
import { personOf } from './people.ts';
import { keeperOf, ofDirectory, partnerOf, roomKind, stateContent, teamOf } from './room-kind.ts';
import { same } from './same.ts';
import { Soon } from './soon.ts';
import { isMessage, isUnheard } from './timeline-items.ts';

const shown: Record<string, RoomSummary['membership']> = {
  [KnownMembership.Join]: 'joined',
  [KnownMembership.Invite]: 'invited',
  [KnownMembership.Knock]: 'knocking',
};

export class RoomList {
  readonly model = new ValueModel<readonly RoomSummary[]>([]);
  readonly #client: MatrixClient;
  readonly #drafts: Drafts;
  readonly #summaries = new Map<string, RoomSummary>();
  readonly #changed = new Set<string>();
  readonly #soon = new Soon(() => this.#renew());

  constructor(client: MatrixClient, drafts: Drafts) {
    this.#client = client;
    this.#drafts = drafts;
    client.on(ClientEvent.Room, this.#ofRoom);
    client.on(ClientEvent.DeleteRoom, this.touch);
    client.on(ClientEvent.AccountData, this.#all);
    client.on(RoomEvent.Name, this.#ofRoom);
    client.on(RoomEvent.MyMembership, this.#ofRoom);
    client.on(RoomEvent.Timeline, this.#ofEvent);
    client.on(RoomEvent.Receipt, this.#ofEvent);
    client.on(RoomEvent.Tags, this.#ofEvent);
    client.on(RoomEvent.Redaction, this.#ofEvent);
    client.on(RoomStateEvent.Events, this.#ofState);
    client.on(MatrixEventEvent.Decrypted, this.#ofState);
    client.on(MatrixEventEvent.Replaced, this.#ofState);
    this.#all();
  }

  /** Of this room, whatever it shows now. */
  summary(roomId: string): RoomSummary | undefined {
    const room = this.#client.getRoom(roomId);
    return room ? this.#compute(room) : undefined;
  }

  readonly touch = (roomId: string): void => {
    this.#changed.add(roomId);
    this.#soon.ask();
  };

  close(): void {
    this.#soon.close();
    this.#client.off(ClientEvent.Room, this.#ofRoom);
    this.#client.off(ClientEvent.DeleteRoom, this.touch);
    this.#client.off(ClientEvent.AccountData, this.#all);
    this.#client.off(RoomEvent.Name, this.#ofRoom);
    this.#client.off(RoomEvent.MyMembership, this.#ofRoom);
    this.#client.off(RoomEvent.Timeline, this.#ofEvent);
    this.#client.off(RoomEvent.Receipt, this.#ofEvent);
    this.#client.off(RoomEvent.Tags, this.#ofEvent);
    this.#client.off(RoomEvent.Redaction, this.#ofEvent);
    this.#client.off(RoomStateEvent.Events, this.#ofState);
    this.#client.off(MatrixEventEvent.Decrypted, this.#ofState);
    this.#client.off(MatrixEventEvent.Replaced, this.#ofState);
  }

  readonly #all = (): void => {
    for (const room of this.#client.getRooms()) this.touch(room.roomId);
  };
  readonly #ofRoom = (room: Room): void => {
    // The library tells the numbers of unread messages only by the room itself.
    room.off(RoomEvent.UnreadNotifications, this.#unread);
    room.on(RoomEvent.UnreadNotifications, this.#unread);
    this.touch(room.roomId);
  };
  readonly #unread = (): void => this.#all();
  readonly #ofEvent = (_event: MatrixEvent, room: Room | undefined): void => {
    if (room) this.touch(room.roomId);
  };
  readonly #ofState = (event: MatrixEvent): void => {
    const roomId = event.getRoomId();
    if (roomId !== undefined) this.touch(roomId);
  };

  #renew(): void {
    let anyNew = false;
    for (const roomId of this.#changed) {
      const room = this.#client.getRoom(roomId);
      const isShown = room && shown[room.getMyMembership()] && !this.#isOfIgnored(room);
      const now = isShown ? this.#compute(room) : undefined;
      const before = this.#summaries.get(roomId);
      if (same(before, now)) continue;
      anyNew = true;
      if (now) this.#summaries.set(roomId, now);
      else this.#summaries.delete(roomId);
    }
    this.#changed.clear();
    if (anyNew) this.model.set([...this.#summaries.values()].toSorted((a, b) => b.lastActivityMs - a.lastActivityMs));
  }

  /** An invitation by somebody whom one ignores, that came before. */
  #isOfIgnored(room: Room): boolean {
    if (shown[room.getMyMembership()] !== 'invited') return false;
    const inviter = room.getMember(this.#client.getSafeUserId())?.events.member?.getSender();
    return inviter !== undefined && this.#client.isUserIgnored(inviter);
  }

  #compute(room: Room): RoomSummary {
    const client = this.#client;
    const ownId = client.getSafeUserId();
    const kind = roomKind(client, room);
    const partnerId = kind === 'direct' ? partnerOf(client, room) : undefined;
    const partner = partnerId === undefined ? undefined : personOf(client, partnerId, room.getMember(partnerId));
    const membership = shown[room.getMyMembership()] ?? 'joined';
    const inviter = membership === 'invited' ? room.getMember(ownId)?.events.member?.getSender() : undefined;
    const { topic } = stateContent(room, 'm.room.topic');
    const teamId = teamOf(client, room);
    const lastMessage = this.#lastMessage(room);
    const directory = ofDirectory(room);
    const draft = this.#drafts.get(room.roomId);
    const call = callOf(room, (userId) => personOf(client, userId, room.getMember(userId)));
    return {
      ...{ roomId: room.roomId, kind, membership },
      name: partner?.displayName ?? room.name,
      ...(typeof topic === 'string' && topic !== '' ? { topic } : {}),
      ...(partner ? { partner } : {}),
      ...(teamId === undefined ? {} : { teamId }),
      ...(directory ? { ofDirectory: directory } : {}),
      ...(inviter === undefined ? {} : { invitedBy: personOf(client, inviter, room.getMember(inviter)) }),
      isEncrypted: room.hasEncryptionStateEvent(),
      isFavourite: room.tags['m.favourite'] !== undefined,
      unreadCount: room.getUnreadNotificationCount(NotificationCountType.Total),
      mentionCount: room.getUnreadNotificationCount(NotificationCountType.Highlight),
      notifications: notificationLevel(client, room.roomId),
      ...(lastMessage ? { lastMessage } : {}),
      ...(call ? { call } : {}),
      lastActivityMs: Math.max(room.getLastActiveTimestamp(), 0),
      memberCount: room.getJoinedMemberCount() - (keeperOf(room) === undefined ? 0 : 1),
      ...(draft === undefined ? {} : { draft }),
    };
  }

  #lastMessage(room: Room): RoomSummary['lastMessage'] {
    const event = room
      .getLiveTimeline()
      .getEvents()
      .findLast((one) => isMessage(one) && !isUnheard(this.#client, one));
    if (!event) return undefined;
    // Sealed ones are opened for the list; what it gives comes by the event "Decrypted".
    if (event.isEncrypted() && event.shouldAttemptDecryption()) void this.#client.decryptEventIfNeeded(event);
    const body = bodyOf(event);
    const text = previewOf(body);
    if (text === undefined) return undefined;
    const senderId = event.getSender() ?? '';
    const senderName = personOf(this.#client, senderId, room.getMember(senderId)).displayName;
    const from = { senderName, isOwn: senderId === this.#client.getSafeUserId() };
    const isVoice = body.type === 'audio' && body.file.waveform !== undefined;
    return isVoice ? { ...from, text: body.text ?? '', kind: 'voice' } : { ...from, text, kind: body.type };
  }
}
