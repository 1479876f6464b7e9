/** A room is replaced by a new one, and leads there (client-server API, "Room Upgrades"). */
import { ROOM_VERSION } from './auth-rules.ts';
import type { DirectoryStore } from './directory-ports.ts';
import { ChatError, forbiddenError } from './errors.ts';
import type { RoomId, UserId } from './ids.ts';
import { isObject, member, type JsonObject } from './json.ts';
import { membershipIn } from './membership.ts';
import type { RoomReader, StoredEvent } from './ports.ts';
import { PowerLevels, wholeNumber } from './power-levels.ts';
import type { Rooms } from './rooms.ts';

/** What the new room has of the old one. Invitations are made anew: who was invited to the old room never saw it. */
const kept = new Set([
  ...['m.room.name', 'm.room.topic', 'm.room.avatar', 'm.room.join_rules', 'm.room.history_visibility', 'm.room.guest_access'],
  ...['m.room.encryption', 'm.room.server_acl', 'm.room.retention', 'm.space.child', 'm.space.parent', 'eu.saal.room'],
]);

export class RoomUpgrades {
  readonly #rooms: Rooms;
  readonly #reader: RoomReader;
  readonly #directory: DirectoryStore;

  constructor(options: { rooms: Rooms; reader: RoomReader; directory: DirectoryStore }) {
    this.#rooms = options.rooms;
    this.#reader = options.reader;
    this.#directory = options.directory;
  }

  /** @returns the new room. @throws {ChatError} forbidden, unsupported_room_version */
  async upgrade(userId: UserId, roomId: RoomId, version: string): Promise<RoomId> {
    if (version !== ROOM_VERSION) throw new ChatError('unsupported_room_version', `rooms here are of version ${ROOM_VERSION}`);
    if ((await this.#reader.membership(roomId, userId))?.membership !== 'join') throw forbiddenError('you are not in this room');
    const state = await this.#reader.state(roomId);
    const of = (type: string) => state.find(({ pdu }) => pdu.type === type && pdu.state_key === '')?.pdu;
    const levels = new PowerLevels(of('m.room.power_levels'), of('m.room.create')?.sender);
    if (levels.user(userId) < levels.event('m.room.tombstone', true)) throw forbiddenError('replacing a room needs more power');
    const old = of('m.room.power_levels')?.content ?? {};
    const next = await this.#make(userId, roomId, state, old);
    const ownLevel = levels.user(userId);
    await this.#directory.moveAliases(roomId, next);
    const facts = (await this.#directory.facts([roomId], [])).get(roomId);
    if (facts?.published) {
      await this.#directory.publish(next, true);
      await this.#directory.publish(roomId, false);
    }
    const alias = of('m.room.canonical_alias')?.content;
    if (alias) await this.#rooms.setState(userId, next, { type: 'm.room.canonical_alias', stateKey: '', content: alias });
    // As strong there as here, and no stronger: it was needed to make the room.
    if (ownLevel < 100 && Object.keys(old).length > 0)
      await this.#rooms.setState(userId, next, { type: 'm.room.power_levels', stateKey: '', content: old });
    const body = { body: 'This room has been replaced', replacement_room: next };
    await this.#rooms.setState(userId, roomId, { type: 'm.room.tombstone', stateKey: '', content: body });
    await this.#closeOld(userId, roomId, old, levels);
    return next;
  }

  async #make(userId: UserId, roomId: RoomId, state: readonly StoredEvent[], levels: JsonObject): Promise<RoomId> {
    const create = state.find(({ pdu }) => pdu.type === 'm.room.create')?.pdu.content ?? {};
    const [last] = await this.#reader.page(roomId, { from: Number.MAX_SAFE_INTEGER, direction: 'b', limit: 1 });
    const { room_version: _version, predecessor: _predecessor, ...creationContent } = create;
    const users = member(levels, 'users');
    return this.#rooms.make(userId, {
      preset: 'private_chat',
      invite: [],
      isDirect: false,
      creationContent: { ...creationContent, predecessor: { room_id: roomId, ...(last ? { event_id: last.eventId } : {}) } },
      powerLevels: { ...levels, users: { ...(isObject(users) ? users : {}), [userId]: 100 } },
      initialState: state
        .filter(({ pdu }) => kept.has(pdu.type) || (pdu.type === 'm.room.member' && membershipIn(pdu.content) === 'ban'))
        .map(({ pdu }) => ({ type: pdu.type, stateKey: pdu.state_key ?? '', content: pdu.content })),
    });
  }

  /** Nobody writes on in the old room, if who replaced it has the power to say so. */
  async #closeOld(userId: UserId, roomId: RoomId, old: JsonObject, levels: PowerLevels): Promise<void> {
    if (levels.user(userId) < levels.event('m.room.power_levels', true)) return;
    const closed = Math.min(levels.user(userId), Math.max(50, (wholeNumber(member(old, 'users_default')) ?? 0) + 1));
    const raised = (key: 'events_default' | 'invite'): number => Math.max(closed, wholeNumber(member(old, key)) ?? 0);
    const content = { ...old, events_default: raised('events_default'), invite: raised('invite') };
    await this.#rooms.setState(userId, roomId, { type: 'm.room.power_levels', stateKey: '', content });
  }
}
