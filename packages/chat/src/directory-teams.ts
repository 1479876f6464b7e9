/**
 * Teams whose people are those of a group of the directory. What is looked at is how a group stands, not what happened to it: whatever a
 * server that died left undone is done by the next look, here or on another server.
 */
import { every, type Clock } from '@saal/foundation/pure';
import type { Chatters, PersonHere } from './chatters.ts';
import type { DirectoryPart, DirectoryTeamStore, HouseGroup, HouseGroups } from './directory-team-ports.ts';
import { channelState, closedDoor, FIRST_CHANNEL, moderatorsIn, teamState, type WantedState } from './directory-team-state.ts';
import { ChatError, notFoundError } from './errors.ts';
import type { RoomId, UserId } from './ids.ts';
import { canonicalJson, member } from './json.ts';
import type { RoomReader } from './ports.ts';
import type { Rooms } from './rooms.ts';

/** Groups that another server was told of are seen so late; half of what is promised. */
const LOOK_EVERY_MS = 20_000;
/** As many are brought in or taken out together, and share commits. */
const TOGETHER = 50;

export interface DirectoryTeamsOptions {
  house: HouseGroups;
  store: DirectoryTeamStore;
  rooms: Rooms;
  reader: RoomReader;
  chatters: Chatters;
  serverName: string;
  clock: Clock;
  failed: (error: unknown, groupId: string | undefined) => void;
}

export class DirectoryTeams {
  readonly #options: DirectoryTeamsOptions;
  /** Looked at by this server since it began: what stands in the database of before may have been changed by hand. */
  readonly #sure = new Set<string>();
  #running: Promise<void> | undefined;
  #again = false;
  #cancel: () => void = () => undefined;
  #closed = false;

  constructor(options: DirectoryTeamsOptions) {
    this.#options = options;
  }

  /** From now on groups are followed. */
  begin(): void {
    this.followSoon();
    this.#cancel = every(this.#options.clock, LOOK_EVERY_MS, () => this.followSoon());
  }

  /** A group may have changed. */
  followSoon(): void {
    this.follow().catch((error: unknown) => {
      if (!this.#closed) this.#options.failed(error, undefined);
    });
  }

  /** Resolves when all groups were looked at after this was called, by this server or, where another one is at it, by that. */
  follow(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Resolves when nothing is being changed any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#running?.catch(() => undefined);
  }

  /** @throws {ChatError} not_found: no team, closed, or they are not in it */
  async setModerator(groupId: string, userId: UserId, moderates: boolean): Promise<void> {
    // A look that read the levels before would set them back.
    await this.#options.store.inTurn(() => this.#setModerator(groupId, userId, moderates));
  }

  async #setModerator(groupId: string, userId: UserId, moderates: boolean): Promise<void> {
    const { house, store, reader, chatters } = this.#options;
    const group = (await house.all()).find(({ id }) => id === groupId);
    const { team, channel } = await store.rooms(groupId);
    if (!group || group.isGone || !team || !channel) throw notFoundError('there is no such team');
    if ((await reader.membership(team, userId))?.membership !== 'join') throw notFoundError('they are not in this team');
    const server = (await chatters.ofServer()).userId;
    const others = (await this.moderators(team)).filter((one) => one !== userId);
    await this.#keepState(group, { team, channel }, server, moderates ? [...others, userId] : others);
  }

  async moderators(team: RoomId): Promise<UserId[]> {
    const { reader, chatters } = this.#options;
    const [levels] = await reader.state(team, [['m.room.power_levels', '']]);
    return moderatorsIn(levels?.pdu.content, (await chatters.ofServer()).userId);
  }

  async #run(): Promise<void> {
    do {
      this.#again = false;
      await this.#options.store.alone(() => this.#lookAtAll());
    } while (this.#isAskedAgain());
  }

  async #lookAtAll(): Promise<void> {
    const { house, store, clock, failed } = this.#options;
    const groups = await house.all();
    const states = new Map((await store.states()).map((state) => [state.groupId, state]));
    for (const group of groups) {
      if (this.#isClosed()) return;
      const stands = standing(group);
      const state = states.get(group.id);
      const isFollowed = state?.followed === stands && state.failedAtMs === undefined;
      // Of a group that is gone and never was a team none is made.
      if ((isFollowed && this.#sure.has(group.id)) || (group.isGone && !state)) continue;
      try {
        await this.#look(group);
        if (this.#isClosed()) return;
        if (!isFollowed) await store.noteFollowed(group.id, stands, clock.now());
        this.#sure.add(group.id);
      } catch (error) {
        if (this.#isClosed()) return;
        // One team that cannot be followed keeps no other from it.
        failed(error, group.id);
        await store.noteFailed(group.id, clock.now());
      }
    }
  }

  async #look(group: HouseGroup): Promise<void> {
    const { chatters } = this.#options;
    const server = (await chatters.ofServer()).userId;
    const rooms = await this.#roomsOf(group, server);
    const wanted = group.isGone ? undefined : await this.#peopleOf(group);
    const moderators = (await this.moderators(rooms.team)).filter((userId) => wanted?.has(userId) === true);
    await this.#keepState(group, rooms, server, moderators);
    if (wanted) await this.#keepPeople(rooms, server, wanted);
  }

  /** By their names in chat. Whoever is from elsewhere is in no team of the directory. */
  async #peopleOf(group: HouseGroup): Promise<Set<UserId>> {
    const { house, store, chatters } = this.#options;
    const people = (await house.people(group.id)).filter(({ isExternal }) => isExternal !== true);
    const known = await store.namesOf(people.map(({ id }) => id));
    const wanted = new Set<UserId>();
    const nameless: PersonHere[] = [];
    for (const person of people) {
      const name = known.get(person.id);
      // Marked otherwise than the account is: set right with the name.
      if (name && !name.isExternal) wanted.add(name.userId);
      else nameless.push(person);
    }
    await inParts(nameless, async (person) => {
      wanted.add((await chatters.of(person)).userId);
    });
    return wanted;
  }

  async #keepPeople(rooms: Record<DirectoryPart, RoomId>, server: UserId, wanted: ReadonlySet<UserId>): Promise<void> {
    const { store, rooms: acts } = this.#options;
    const inTeam = await store.members(rooms.team);
    const out = inTeam.filter((userId) => userId !== server && !wanted.has(userId));
    // Who is out of the team cannot come back into its channels.
    await inParts(out, (userId) => this.#unlessClosed(() => acts.kick(server, rooms.team, userId)));
    const outOfChannel = (await store.members(rooms.channel)).filter((userId) => userId !== server && !wanted.has(userId));
    await inParts(outOfChannel, (userId) => this.#unlessClosed(() => acts.kick(server, rooms.channel, userId)));
    // Other channels of the team have owners of their own, above whom the server does not stand.
    const gone = [...new Set([...out, ...outOfChannel])];
    const left = gone.length === 0 ? [] : await store.placesOf(gone, await this.#otherChannels(rooms));
    await inParts(left, ({ userId, roomId }) => this.#unlessClosed(() => acts.takeOut(userId, roomId)));
    for (const roomId of [rooms.team, rooms.channel]) {
      const there = new Set(await store.members(roomId));
      const missing = [...wanted].filter((userId) => !there.has(userId));
      await inParts(missing, (userId) => this.#unlessClosed(() => acts.place(server, roomId, userId)));
    }
  }

  async #otherChannels({ team, channel }: Record<DirectoryPart, RoomId>): Promise<RoomId[]> {
    const state = await this.#options.reader.state(team);
    return state.flatMap(({ pdu }) =>
      pdu.type === 'm.space.child' && Array.isArray(member(pdu.content, 'via')) && pdu.state_key !== channel
        ? [(pdu.state_key ?? '') as RoomId]
        : [],
    );
  }

  async #keepState(group: HouseGroup, rooms: Record<DirectoryPart, RoomId>, server: UserId, moderators: readonly UserId[]): Promise<void> {
    const { serverName } = this.#options;
    const child = { type: 'm.space.child', stateKey: rooms.channel, content: { via: [serverName], suggested: true } };
    await this.#say(rooms.team, server, [...teamState(group, server, moderators), child]);
    await this.#say(rooms.channel, server, channelState(group, rooms.team, serverName, server, moderators));
  }

  /** What is as it has to be is not said again. */
  async #say(roomId: RoomId, server: UserId, wanted: readonly WantedState[]): Promise<void> {
    const { reader, rooms } = this.#options;
    const now = await reader.state(
      roomId,
      wanted.map(({ type, stateKey }) => [type, stateKey]),
    );
    for (const state of wanted) {
      const there = now.find(({ pdu }) => pdu.type === state.type && pdu.state_key === state.stateKey)?.pdu.content;
      if (!there || canonicalJson(there) !== canonicalJson(state.content)) await rooms.setState(server, roomId, state);
    }
  }

  async #roomsOf(group: HouseGroup, server: UserId): Promise<Record<DirectoryPart, RoomId>> {
    const known = await this.#options.store.rooms(group.id);
    const team = known.team ?? (await this.#make(group, 'team', server, teamState(group, server, [])));
    const first = channelState(group, team, this.#options.serverName, server, []);
    return { team, channel: known.channel ?? (await this.#make(group, 'channel', server, first)) };
  }

  async #make(group: HouseGroup, part: DirectoryPart, server: UserId, state: readonly WantedState[]): Promise<RoomId> {
    const { rooms, store } = this.#options;
    const isLevels = ({ type }: WantedState): boolean => type === 'm.room.power_levels';
    try {
      return await rooms.make(
        server,
        {
          ...{ preset: 'private_chat', invite: [], isDirect: false },
          creationContent: part === 'team' ? { type: 'm.space', 'm.federate': false } : { 'm.federate': false },
          powerLevels: state.find(isLevels)?.content ?? {},
          initialState: [
            ...state.filter((one) => !isLevels(one)),
            closedDoor(),
            { type: 'm.room.guest_access', stateKey: '', content: { guest_access: 'forbidden' } },
            ...(part === 'channel' ? [{ type: 'm.room.name', stateKey: '', content: { name: FIRST_CHANNEL } }] : []),
          ],
        },
        { directory: { groupId: group.id, part } },
      );
    } catch (error) {
      const made = error instanceof ChatError && error.code === 'room_in_use' ? (await store.rooms(group.id))[part] : undefined;
      if (made) return made;
      throw error;
    }
  }

  /** Asked anew after each wait: it may have changed meanwhile. */
  #isClosed(): boolean {
    return this.#closed;
  }

  #isAskedAgain(): boolean {
    return this.#again && !this.#closed;
  }

  async #unlessClosed(act: () => Promise<void>): Promise<void> {
    if (!this.#closed) await act();
  }
}

/** The same as long as nothing has to be done. */
export const standing = ({ name, fingerprint, isGone }: HouseGroup): string => JSON.stringify([name, fingerprint, isGone]);

async function inParts<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < all.length; from += TOGETHER) await Promise.all(all.slice(from, from + TOGETHER).map(act));
}
