/**
 * The rooms of meetings: made when first asked for, and kept in step with who is inside and who may write. Idempotent: what is
 * looked at is how the meeting stands, not what happened to it, so nothing is lost with a server that dies in between.
 */
import { every, type Clock } from '@saal/foundation/pure';
import type { Chatters } from './chatters.ts';
import type { Devices, Entry } from './devices.ts';
import { ChatError, forbiddenError } from './errors.ts';
import { Follower } from './follower.ts';
import type { RoomId, UserId } from './ids.ts';
import { canonicalJson } from './json.ts';
import type { HouseMeetings, MeetingRoomStore, MeetingStanding } from './meeting-ports.ts';
import { closedRoomState, meetingRoomState, mustGo, type MemberThere } from './meeting-room-state.ts';
import type { Chatter, RoomReader } from './ports.ts';
import type { Rooms } from './rooms.ts';

/** What a server that died left undone is done by another one. */
const CATCH_UP_MS = 60_000;

export interface MeetingRoomsOptions {
  house: HouseMeetings;
  store: MeetingRoomStore;
  rooms: Rooms;
  reader: RoomReader;
  chatters: Chatters;
  devices: Devices;
  clock: Clock;
  /** Lower-case letters and digits, never twice. */
  unique: () => string;
  failed: (error: unknown, meetingId: string | undefined) => void;
}

export class MeetingRooms {
  readonly #options: MeetingRoomsOptions;
  readonly #follower: Follower;
  #cancelCatchUp: () => void = () => undefined;
  #closed = false;

  constructor(options: MeetingRoomsOptions) {
    this.#options = options;
    const { clock, failed } = options;
    this.#follower = new Follower({ look: (meetingId) => this.#look(meetingId), clock, failed });
  }

  /**
   * A client for the room of a meeting, for who is inside now.
   * @param client its own name for itself, kept over reloads
   * @throws {ChatError} forbidden
   */
  async enter(
    meetingId: string,
    cookieHeader: string | undefined,
    client: string,
  ): Promise<{ userId: UserId; roomId: RoomId; entry: Entry }> {
    const { house, rooms, reader, devices, chatters } = this.#options;
    const who = await house.visitorOf(cookieHeader, meetingId);
    const standing = who && (await house.standing(meetingId));
    const there = standing && inside(standing, who.visitor);
    if (!there) throw forbiddenError('you are not in this meeting');
    const roomId = await this.#roomOf(meetingId, standing);
    const chatter = who.person ? await chatters.of(who.person) : await this.#guest(roomId, who.visitor, there.name);
    const { userId } = chatter;
    if ((await reader.membership(roomId, userId))?.membership !== 'join') await this.#bring(roomId, userId);
    const name = who.person?.displayName ?? there.name;
    if (chatter.displayName !== name) {
      await chatters.rename(userId, name);
      await rooms.profileChanged(userId);
    }
    const entry = await devices.enterOneRoom(userId, client, roomId);
    // Somebody who was removed meanwhile may have been overlooked; this look is after everything.
    await this.follow(meetingId);
    const after = await house.standing(meetingId);
    const now = await house.visitorOf(cookieHeader, meetingId);
    if (now?.visitor !== who.visitor) await this.endClients(meetingId, who.visitor);
    if (!after || !inside(after, who.visitor) || now?.visitor !== who.visitor) {
      await this.follow(meetingId);
      throw forbiddenError('you are not in this meeting');
    }
    return { userId, roomId, entry };
  }

  /** They are in another browser now, which comes in by itself; the clients of the former one are over. */
  async endClients(meetingId: string, visitor: string): Promise<void> {
    const { house, store } = this.#options;
    const roomId = await store.roomOf(meetingId);
    if (!roomId) return;
    const members = await this.#members(roomId, await house.standing(meetingId));
    const others = members.filter((one) => one.there?.isInside && one.visitor !== visitor);
    await store.keepClients(
      roomId,
      others.map(({ userId }) => userId),
    );
  }

  /** Something changed: the room follows it, however often that takes. */
  followSurely(meetingId: string): void {
    this.#follower.followSurely(meetingId);
  }

  /** Looks at the meeting after this was called, and resolves when its room is as it has to be. */
  follow(meetingId: string): Promise<void> {
    return this.#follower.follow(meetingId);
  }

  /** From now on what others left undone is looked for. */
  catchUp(): void {
    void this.#catchUp();
    this.#cancelCatchUp = every(this.#options.clock, CATCH_UP_MS, () => void this.#catchUp());
  }

  close(): void {
    this.#closed = true;
    this.#cancelCatchUp();
    this.#follower.close();
  }

  async #catchUp(): Promise<void> {
    try {
      for (const meetingId of await this.#options.store.withVisitors()) this.followSurely(meetingId);
    } catch (error) {
      if (!this.#closed) this.#options.failed(error, undefined);
    }
  }

  async #look(meetingId: string): Promise<void> {
    const { house, store, rooms, chatters } = this.#options;
    const roomId = await store.roomOf(meetingId);
    if (!roomId) return;
    const server = (await chatters.ofServer()).userId;
    const standing = await house.standing(meetingId);
    const members = await this.#members(roomId, standing);
    const goes = (one: MemberThere & { visitor: string }): boolean => !standing || mustGo(one, one.visitor, standing);
    const staying = members.filter((one) => one.userId === server || !goes(one));
    for (const { userId } of members.filter((one) => !staying.includes(one))) await rooms.kick(server, roomId, userId);
    await store.keepClients(
      roomId,
      staying.filter(({ there }) => there?.isInside).map(({ userId }) => userId),
    );
    if (standing) await this.#keepState(meetingId, roomId, standing, staying, server);
    else {
      await rooms.setState(server, roomId, { ...closedRoomState(meetingId), stateKey: '' });
      await store.end(meetingId, roomId);
    }
  }

  async #members(roomId: RoomId, standing: MeetingStanding | undefined): Promise<(MemberThere & { visitor: string })[]> {
    const { house, store } = this.#options;
    const byVisitor = new Map(standing?.people.map((person) => [person.visitor, person]));
    return (await store.members(roomId)).map((member) => {
      const { personId, guest } = member;
      const visitor = guest ?? (personId === undefined ? '' : house.visitorKey(personId));
      return { ...member, visitor, there: byVisitor.get(visitor), isOwner: personId !== undefined && personId === standing?.owner?.id };
    });
  }

  async #keepState(
    meetingId: string,
    roomId: RoomId,
    standing: MeetingStanding,
    members: readonly MemberThere[],
    server: UserId,
  ): Promise<void> {
    const { reader, rooms } = this.#options;
    const wanted = meetingRoomState(meetingId, standing, members, server);
    const now = await reader.state(
      roomId,
      wanted.map(({ type }) => [type, '']),
    );
    for (const { type, content } of wanted) {
      const there = now.find(({ pdu }) => pdu.type === type)?.pdu.content;
      if (!there || canonicalJson(there) !== canonicalJson(content)) await rooms.setState(server, roomId, { type, stateKey: '', content });
    }
  }

  async #roomOf(meetingId: string, standing: MeetingStanding): Promise<RoomId> {
    const known = await this.#options.store.roomOf(meetingId);
    return known ?? this.#make(meetingId, standing);
  }

  async #make(meetingId: string, standing: MeetingStanding): Promise<RoomId> {
    const { rooms, chatters, store } = this.#options;
    const { userId: server } = await chatters.ofServer();
    const state = meetingRoomState(meetingId, standing, [], server);
    try {
      const roomId = await rooms.make(
        server,
        {
          ...{ preset: 'private_chat', invite: [], isDirect: false, creationContent: { 'm.federate': false } },
          powerLevels: state.find(({ type }) => type === 'm.room.power_levels')?.content ?? {},
          initialState: [
            // Each reads from their admission on.
            { type: 'm.room.history_visibility', stateKey: '', content: { history_visibility: 'joined' } },
            { type: 'm.room.guest_access', stateKey: '', content: { guest_access: 'forbidden' } },
            ...state.flatMap(({ type, content }) => (type === 'm.room.power_levels' ? [] : [{ type, stateKey: '', content }])),
          ],
        },
        { meetingId },
      );
      if (standing.owner) await this.#bring(roomId, (await chatters.of(standing.owner)).userId);
      return roomId;
    } catch (error) {
      const made = error instanceof ChatError && error.code === 'room_in_use' ? await store.roomOf(meetingId) : undefined;
      if (made) return made;
      throw error;
    }
  }

  async #bring(roomId: RoomId, userId: UserId): Promise<void> {
    const { rooms, chatters, reader } = this.#options;
    try {
      await rooms.bring((await chatters.ofServer()).userId, roomId, userId);
    } catch (error) {
      // Two tabs at once: the other one was faster.
      if ((await reader.membership(roomId, userId))?.membership !== 'join') throw error;
    }
  }

  async #guest(roomId: RoomId, visitor: string, name: string): Promise<Pick<Chatter, 'userId' | 'displayName'>> {
    const { store, chatters, unique } = this.#options;
    const known = await store.guest(roomId, visitor);
    if (known) return (await chatters.byId(known)) ?? { userId: known, displayName: name };
    const { userId } = await chatters.addGuest(unique(), name);
    return { userId: await store.addGuest(roomId, visitor, userId), displayName: name };
  }
}

const inside = ({ people }: MeetingStanding, visitor: string) => people.find((person) => person.visitor === visitor && person.isInside);
