/**
 * Calls from rooms: the room's standing meeting, who may start it, and what the room says of it. What is looked at is how the meeting
 * stands, not what happened to it, so nothing is lost with a server that dies in between.
 */
import { every, type Clock } from '@saal/foundation/pure';
import type { CallMember, CallStore, HouseCalls, RoomCall } from './call-ports.ts';
import { CALL, callContent, ringsSince } from './call-state.ts';
import type { Chatters, PersonHere } from './chatters.ts';
import { ChatError, forbiddenError } from './errors.ts';
import { Follower } from './follower.ts';
import type { RoomId, UserId } from './ids.ts';
import { isObject, member, type JsonObject } from './json.ts';
import type { HouseMeetings, MeetingStanding } from './meeting-ports.ts';
import type { RoomReader } from './ports.ts';
import { PowerLevels } from './power-levels.ts';
import { ROOM_KIND } from './room-kind.ts';
import type { Rings } from './rings.ts';
import type { Rooms } from './rooms.ts';

/** Who comes and goes within it is one event. */
const GATHER_MS = 2_000;
const CATCH_UP_MS = 60_000;
/** Ringing begins before the one who calls is inside. */
const RING_LEAD_MS = 60_000;
/** People in a room that can be rung as a whole. */
export const MOST_RUNG = 5;

export interface CallsOptions {
  house: HouseMeetings;
  calls: HouseCalls;
  store: CallStore;
  rings: Rings;
  rooms: Rooms;
  reader: RoomReader;
  chatters: Chatters;
  clock: Clock;
  failed: (error: unknown, meetingId: string | undefined) => void;
}

export class Calls {
  readonly #options: CallsOptions;
  readonly #follower: Follower;
  readonly #writtenAtMs = new Map<string, number>();
  #cancelCatchUp: () => void = () => undefined;
  #closed = false;

  constructor(options: CallsOptions) {
    this.#options = options;
    const { clock, failed } = options;
    this.#follower = new Follower({ look: (meetingId) => this.#look(meetingId), clock, failed });
  }

  /**
   * The room's meeting, for somebody who is in the room and may write there.
   * @param ring whom the others hear of it: only in rooms of {@link MOST_RUNG} at most
   * @throws {ChatError} forbidden, bad_state: too many to be rung
   */
  async start(person: PersonHere, roomId: RoomId, ring: 'none' | 'voice' | 'video'): Promise<{ meetingId: string; rung: number }> {
    const { calls, store, rings, chatters, reader } = this.#options;
    const { userId } = await chatters.of(person);
    if ((await reader.membership(roomId, userId))?.membership !== 'join') throw forbiddenError('you are not in this room');
    const state = await this.#state(roomId);
    const meetingOfRoom = member(state.content(ROOM_KIND), 'meeting_id');
    if (typeof meetingOfRoom === 'string') return { meetingId: meetingOfRoom, rung: 0 };
    if (state.levels.user(userId) < state.levels.event('m.room.message', false)) throw forbiddenError('you may not write in this room');
    const members = await store.members(roomId);
    if (ring !== 'none' && members.length > MOST_RUNG) throw new ChatError('bad_state', `at most ${MOST_RUNG} are rung`);
    const meetingId = await calls.open({
      ...{ room: roomId, caller: person, members: own(members) },
      title: titleOf(state.content('m.room.name'), members),
    });
    await store.keep({ meetingId, roomId, caller: userId });
    if (ring === 'none') return { meetingId, rung: 0 };
    const standing = await this.#options.house.standing(meetingId);
    const inside = this.#inside(standing, members);
    const rung = members.filter((one) => one.userId !== userId && !inside.includes(one.userId));
    await rings.ring({ meetingId, roomId, caller: userId, callees: rung.map((one) => one.userId), video: ring === 'video' });
    return { meetingId, rung: rung.length };
  }

  /**
   * Where a meeting is written in, for somebody who is in its room or inside the meeting.
   * @returns `roomId` undefined: not in a room of theirs; undefined: it is as if there were no such meeting
   */
  async chatOf(person: PersonHere, meetingId: string): Promise<{ isCall: boolean; roomId: RoomId | undefined } | undefined> {
    const { house } = this.#options;
    const roomId = await this.#roomOf(person, meetingId);
    if (roomId !== undefined) return { isCall: true, roomId };
    const visitor = house.visitorKey(person.id);
    const isInside = (await house.standing(meetingId))?.people.some((one) => one.visitor === visitor && one.isInside);
    return isInside === true ? { isCall: await this.isCall(meetingId), roomId } : undefined;
  }

  /** The room whose call this meeting is, for somebody who is in it. */
  async #roomOf(person: PersonHere, meetingId: string): Promise<RoomId | undefined> {
    const call = await this.#options.store.byMeeting(meetingId);
    const chatter = call && (await this.#options.chatters.ofPerson(person.id));
    if (!chatter) return undefined;
    return (await this.#options.reader.membership(call.roomId, chatter.userId))?.membership === 'join' ? call.roomId : undefined;
  }

  isCall(meetingId: string): Promise<boolean> {
    return this.#options.store.byMeeting(meetingId).then((call) => call !== undefined);
  }

  /** How people stand in the meeting, or whom it rings for, has changed: the room follows. */
  followSurely(meetingId: string): void {
    this.#follower.followSurely(meetingId);
  }

  /** Somebody may have come to these rooms, or gone. */
  roomsChanged(roomNids: readonly number[]): void {
    if (this.#closed || roomNids.length === 0) return;
    this.#keepMembers(roomNids).catch((error: unknown) => {
      if (this.#closed) return;
      this.#options.failed(error, undefined);
      this.#options.clock.after(1_000, () => this.roomsChanged(roomNids));
    });
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
    this.#options.rings.close();
  }

  async #catchUp(): Promise<void> {
    const { store, rings, calls, failed } = this.#options;
    try {
      await rings.catchUp();
      for (const call of await store.running()) {
        this.followSurely(call.meetingId);
        await calls.keepMembers(call.meetingId, own(await store.members(call.roomId)));
      }
    } catch (error) {
      if (!this.#closed) failed(error, undefined);
    }
  }

  async #keepMembers(roomNids: readonly number[]): Promise<void> {
    const { store, calls } = this.#options;
    for (const call of await store.ofRooms(roomNids)) await calls.keepMembers(call.meetingId, own(await store.members(call.roomId)));
  }

  async #look(meetingId: string): Promise<void> {
    const { store, house, rings, rooms, clock } = this.#options;
    const call = await store.byMeeting(meetingId);
    if (!call) return;
    const standing = await house.standing(meetingId);
    const sinceMs = standing?.isOpen === true && standing.people.some(({ isInside }) => isInside) ? standing.beganAtMs : undefined;
    const state = await this.#state(call.roomId);
    const before = state.content(CALL);
    const wasRunning = member(before, 'running') === true;
    if (wasRunning && sinceMs === undefined) await rings.endOf(meetingId);
    const members = await store.members(call.roomId);
    const now = await this.#now(call, standing, sinceMs, members, before);
    const content = callContent(before, now, clock.now());
    if (!content) return;
    const agoMs = clock.now() - (this.#writtenAtMs.get(meetingId) ?? 0);
    if (wasRunning && content['running'] === true && agoMs < GATHER_MS) {
      clock.after(GATHER_MS - agoMs, () => this.followSurely(meetingId));
      return;
    }
    const writer = await this.#writer(call.roomId, state.levels);
    if (!writer) return; // Nobody is left who could say anything of the room.
    await rooms.setState(writer, call.roomId, { type: CALL, stateKey: '', content });
    await store.toldRunning(meetingId, content['running'] === true);
    if (content['running'] === true) this.#writtenAtMs.set(meetingId, clock.now());
    else this.#writtenAtMs.delete(meetingId);
  }

  async #now(
    call: RoomCall,
    standing: MeetingStanding | undefined,
    sinceMs: number | undefined,
    members: readonly CallMember[],
    before: JsonObject | undefined,
  ): Promise<Parameters<typeof callContent>[1]> {
    const people = standing?.people ?? [];
    const lastEnd = member(before, 'running') === true ? undefined : member(before, 'ended_at_ms');
    // What was rung before the last run is told already.
    const from =
      sinceMs !== undefined ? sinceMs - RING_LEAD_MS : typeof lastEnd === 'number' ? lastEnd - 1 : ringsSince(before, RING_LEAD_MS);
    return {
      ...{ meetingId: call.meetingId, caller: call.caller, sinceMs },
      inside: this.#inside(standing, members),
      insideCount: people.filter(({ isInside }) => isInside).length,
      cameCount: people.length,
      answers: await this.#options.store.answers(call.meetingId, from),
    };
  }

  #inside(standing: MeetingStanding | undefined, members: readonly CallMember[]): UserId[] {
    const inside = new Set(standing?.people.flatMap(({ visitor, isInside }) => (isInside ? [visitor] : [])));
    return members.filter(({ personId }) => inside.has(this.#options.house.visitorKey(personId))).map(({ userId }) => userId);
  }

  async #state(roomId: RoomId): Promise<{ content: (type: string) => JsonObject | undefined; levels: PowerLevels }> {
    const events = await this.#options.reader.state(
      roomId,
      [CALL, ROOM_KIND, 'm.room.name', 'm.room.power_levels', 'm.room.create'].map((type) => [type, '']),
    );
    const of = (type: string) => events.find(({ pdu }) => pdu.type === type)?.pdu;
    return { content: (type) => of(type)?.content, levels: new PowerLevels(of('m.room.power_levels'), of('m.room.create')?.sender) };
  }

  /** The server is in no room of people; it speaks for one of those who may say what a room is. */
  async #writer(roomId: RoomId, levels: PowerLevels): Promise<UserId | undefined> {
    const needed = levels.event(CALL, true);
    for (const userId of levels.strongest()) {
      if (levels.user(userId) < needed) return undefined;
      if ((await this.#options.reader.membership(roomId, userId))?.membership === 'join') return userId;
    }
    return undefined;
  }
}

const own = (members: readonly CallMember[]): string[] => members.filter(({ isExternal }) => !isExternal).map(({ personId }) => personId);

/** A room without a name bears those of its people. */
function titleOf(name: JsonObject | undefined, members: readonly CallMember[]): string {
  const said = isObject(name) ? name['name'] : undefined;
  if (typeof said === 'string' && said.trim() !== '') return said.slice(0, 120);
  return members
    .slice(0, 4)
    .map(({ displayName }) => displayName)
    .join(', ')
    .slice(0, 120);
}
