/** What people do in rooms: make them, come in, bring others, write and take back (client-server API, "Rooms" and "Events"). */
import type { Clock } from '@saal/foundation/pure';
import type { DirectoryPlace } from './directory-team-ports.ts';
import { mustNotBeKept } from './directory-team-state.ts';
import { ChatError, forbiddenError, notFoundError } from './errors.ts';
import type { Externals } from './externals.ts';
import { newRoomId, type EventId, type RoomAlias, type RoomId, type UserId } from './ids.ts';
import { isObject, member, type JsonObject } from './json.ts';
import { membershipIn, type Membership } from './membership.ts';
import type { Chatter, RoomReader, RoomStore, TransactionKey } from './ports.ts';
import { PowerLevels } from './power-levels.ts';
import { firstEvents, type RoomWish } from './presets.ts';
import { RoomDraft } from './room-draft.ts';
import { RoomQueue } from './room-queue.ts';
import { carriesFile, EXTERNAL, LEADS, ROOM_KIND } from './room-kind.ts';
import type { SigningKey } from './signing.ts';

/** More are not brought by one request. */
const MOST_INVITED = 100;
/** Then they are asked for anew. */
const MOST_KNOWN = 50_000;

/** Who asks, from which of their devices. */
export interface Asker {
  userId: UserId;
  deviceId: string;
  /** With a token for this room alone. */
  onlyRoom?: RoomId | undefined;
}

export interface RoomsOptions {
  store: RoomStore;
  reader: RoomReader;
  /** Of this server; undefined: there is no such person. */
  chatter: (userId: UserId) => Promise<Chatter | undefined>;
  externals: Externals;
  key: SigningKey;
  clock: Clock;
}

export class Rooms {
  readonly #options: RoomsOptions;
  readonly #queue: RoomQueue;
  /** Who is or was in which room: they never were not again. What they may there is judged with each event. */
  readonly #known = new Set<string>();

  constructor(options: RoomsOptions) {
    this.#options = options;
    const { store, key, clock } = options;
    this.#queue = new RoomQueue({ store, key, nowMs: () => clock.now() });
  }

  /** @throws {ChatError} forbidden (by its own power levels), room_in_use, not_found (somebody invited), invalid_param */
  async make(creator: UserId, wish: RoomWish, of: { meetingId?: string; directory?: DirectoryPlace } = {}): Promise<RoomId> {
    const { store, key, clock } = this.#options;
    if (wish.invite.length > MOST_INVITED) throw new ChatError('invalid_param', `at most ${MOST_INVITED} are invited at once`);
    const profiles = new Map<UserId, JsonObject>();
    for (const userId of new Set([creator, ...wish.invite])) profiles.set(userId, await this.#profile(userId));
    const roomId = newRoomId(key.serverName);
    const draft = new RoomDraft({ head: { roomId, depth: 0, tip: [] }, state: [], key });
    const first = firstEvents(wish, creator, (userId) => profiles.get(userId) ?? {});
    await this.#options.externals.mayMake(creator, first);
    for (const said of first) draft.say(said, clock.now());
    await store.make(draft, { alias: wish.alias && { alias: wish.alias, creator }, ...of });
    return roomId;
  }

  /** @throws {ChatError} */
  async send(asker: Asker, roomId: RoomId, event: { type: string; content: JsonObject; transaction: TransactionKey }): Promise<EventId> {
    const { type, content, transaction } = event;
    await this.#mustBeKnown(asker.userId, roomId);
    if (carriesFile(type, content)) await this.#mayCarryFiles(asker.userId, roomId);
    const request = { deviceId: asker.deviceId, transactionId: transaction.transactionId };
    return this.#queue.say(roomId, { said: { sender: asker.userId, type, content, request }, transaction });
  }

  /** @throws {ChatError} */
  async setState(userId: UserId, roomId: RoomId, state: { type: string; stateKey: string; content: JsonObject }): Promise<EventId> {
    const { type, stateKey } = state;
    await this.#mustBeKnown(userId, roomId);
    if (type === 'm.room.create') throw forbiddenError('a room begins once');
    const content = type === 'm.room.member' ? await this.#memberContent(userId, roomId, stateKey, state.content) : state.content;
    if (type === 'm.room.canonical_alias') await this.#aliasesLeadHere(roomId, content);
    return this.#queue.say(roomId, { said: { sender: userId, type, stateKey, content } });
  }

  /** @throws {ChatError} */
  async join(userId: UserId, roomId: RoomId, reason?: string): Promise<void> {
    const now = await this.#options.reader.membership(roomId, userId);
    if (now?.membership === 'join') return;
    await this.#options.externals.mayJoin(userId, roomId);
    const voucher = await this.#voucherFor(userId, roomId);
    const content = { ...(await this.#profile(userId)), ...(voucher ? { join_authorised_via_users_server: voucher } : {}) };
    await this.#say(userId, roomId, userId, 'join', { ...content, ...because(reason) });
  }

  /** @throws {ChatError} */
  async invite(userId: UserId, roomId: RoomId, target: UserId, reason?: string): Promise<void> {
    await this.#mustBeKnown(userId, roomId);
    await this.#options.externals.mayInvite(userId, roomId, target);
    await this.#say(userId, roomId, target, 'invite', { ...(await this.#profile(target)), ...because(reason) });
  }

  /** Invited and there at once: for who is entitled by what happens outside of chat. @throws {ChatError} */
  async bring(by: UserId, roomId: RoomId, target: UserId): Promise<void> {
    const profile = await this.#profile(target);
    // Said together, so they share a commit.
    await Promise.all([this.#say(by, roomId, target, 'invite', profile), this.#say(target, roomId, target, 'join', profile)]);
  }

  /** There without being asked, in a room for which `by` vouches: for who is entitled by what happens outside of chat. @throws {ChatError} */
  async place(by: UserId, roomId: RoomId, target: UserId): Promise<void> {
    await this.#say(target, roomId, target, 'join', { ...(await this.#profile(target)), join_authorised_via_users_server: by });
  }

  /** Out of a room, whoever owns it and whether or not they want to. @throws {ChatError} */
  async takeOut(target: UserId, roomId: RoomId): Promise<void> {
    await this.#say(target, roomId, target, 'leave', {});
  }

  /** @throws {ChatError} */
  async knock(userId: UserId, roomId: RoomId, reason?: string): Promise<void> {
    await this.#options.externals.mustBeOfHouse(userId);
    await this.#say(userId, roomId, userId, 'knock', { ...(await this.#profile(userId)), ...because(reason) });
  }

  /** Who has left has left: asked again, nothing happens. @throws {ChatError} */
  async leave(userId: UserId, roomId: RoomId, reason?: string): Promise<void> {
    const now = await this.#options.reader.membership(roomId, userId);
    if (now?.membership === 'leave' || now?.membership === 'ban') return;
    await this.#mustBeKnown(userId, roomId);
    await mustNotBeKept(this.#options.reader, roomId);
    await this.#say(userId, roomId, userId, 'leave', because(reason));
  }

  /** @throws {ChatError} */
  async kick(userId: UserId, roomId: RoomId, target: UserId, reason?: string): Promise<void> {
    await this.#mustBeKnown(userId, roomId);
    const now = await this.#options.reader.membership(roomId, target);
    if (now?.membership !== 'join' && now?.membership !== 'invite' && now?.membership !== 'knock')
      throw forbiddenError('they are not in the room');
    await this.#say(userId, roomId, target, 'leave', because(reason));
  }

  /** @throws {ChatError} */
  async ban(userId: UserId, roomId: RoomId, target: UserId, reason?: string): Promise<void> {
    await this.#mustBeKnown(userId, roomId);
    await this.#say(userId, roomId, target, 'ban', because(reason));
  }

  /** @throws {ChatError} */
  async unban(userId: UserId, roomId: RoomId, target: UserId, reason?: string): Promise<void> {
    await this.#mustBeKnown(userId, roomId);
    const now = await this.#options.reader.membership(roomId, target);
    if (now?.membership !== 'ban') throw new ChatError('bad_state', 'they are not banned');
    await this.#say(userId, roomId, target, 'leave', because(reason));
  }

  /** Somebody has another name or picture: told in each of their rooms. */
  async profileChanged(userId: UserId): Promise<void> {
    const profile = await this.#profile(userId);
    for (const roomId of await this.#options.reader.joinedRooms(userId)) await this.#say(userId, roomId, userId, 'join', profile);
  }

  #say(sender: UserId, roomId: RoomId, target: UserId, membership: Membership, more: JsonObject): Promise<EventId> {
    return this.#queue.say(roomId, { said: { sender, type: 'm.room.member', stateKey: target, content: { ...more, membership } } });
  }

  /** @throws {ChatError} forbidden: they are not in this room */
  async mayBeAddressed(userId: UserId, roomId: RoomId): Promise<void> {
    const now = await this.#options.reader.membership(roomId, userId);
    if (now?.membership !== 'join') throw forbiddenError('you are not in this room');
  }

  /** Who never was in a room is told no more of it than of one that does not exist. */
  async #mustBeKnown(userId: UserId, roomId: RoomId): Promise<void> {
    const pair = `${userId} ${roomId}`;
    if (this.#known.has(pair)) return;
    if (!(await this.#options.reader.membership(roomId, userId))) throw forbiddenError('you are not in this room');
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.add(pair);
  }

  /** @throws {ChatError} forbidden, where only those who lead send files */
  async #mayCarryFiles(userId: UserId, roomId: RoomId): Promise<void> {
    const state = await this.#options.reader.state(roomId, [
      [ROOM_KIND, ''],
      ['m.room.power_levels', ''],
      ['m.room.create', ''],
    ]);
    const of = (type: string) => state.find(({ pdu }) => pdu.type === type)?.pdu;
    if (member(of(ROOM_KIND)?.content, 'uploads') !== false) return;
    const levels = new PowerLevels(of('m.room.power_levels'), of('m.room.create')?.sender);
    if (levels.user(userId) < LEADS) throw forbiddenError('files are sent here by those who lead');
  }

  async #profile(userId: UserId): Promise<JsonObject> {
    const chatter = await this.#options.chatter(userId);
    if (!chatter) throw notFoundError(`there is nobody called ${userId}`);
    const { displayName, avatarUrl, isExternal } = chatter;
    return {
      displayname: displayName,
      ...(avatarUrl === undefined ? {} : { avatar_url: avatarUrl }),
      ...(isExternal ? { [EXTERNAL]: true } : {}),
    };
  }

  /** Set as bare state, a membership is judged as by its own request, and bears the name of who it is about. @throws {ChatError} */
  async #memberContent(sender: UserId, roomId: RoomId, stateKey: string, content: JsonObject): Promise<JsonObject> {
    const { externals, reader } = this.#options;
    const membership = membershipIn(content);
    const target = stateKey as UserId;
    if (membership === 'knock') await externals.mustBeOfHouse(sender);
    // Who vouches, and who is external, says the server.
    const { join_authorised_via_users_server: _voucher, [EXTERNAL]: _mark, ...said } = content;
    if (membership === 'leave' && target === sender) await mustNotBeKept(reader, roomId);
    if (membership === 'invite') {
      await externals.mayInvite(sender, roomId, target);
    } else if (membership !== 'join' || target !== sender) return said;
    const profile = await this.#profile(target);
    const about = { ...profile, ...said, ...(profile[EXTERNAL] === true ? { [EXTERNAL]: true } : {}) };
    if (membership === 'invite' || (await reader.membership(roomId, sender))?.membership === 'join') return about;
    await externals.mayJoin(sender, roomId);
    const voucher = await this.#voucherFor(sender, roomId);
    return { ...about, ...(voucher ? { join_authorised_via_users_server: voucher } : {}) };
  }

  /** @throws {ChatError} bad_alias is told as `bad_state`: a name that leads elsewhere */
  async #aliasesLeadHere(roomId: RoomId, content: JsonObject): Promise<void> {
    const others = member(content, 'alt_aliases');
    for (const alias of [member(content, 'alias'), ...(Array.isArray(others) ? others : [])]) {
      if (typeof alias !== 'string' || alias === '') continue;
      if ((await this.#options.reader.roomOfAlias(alias as RoomAlias)) !== roomId)
        throw new ChatError('bad_state', `${alias} does not lead to this room`);
    }
  }

  /** In a restricted room: somebody inside who may invite, if the one who comes is in one of the rooms that it names. */
  async #voucherFor(userId: UserId, roomId: RoomId): Promise<UserId | undefined> {
    const { reader } = this.#options;
    const state = await reader.state(roomId, [
      ['m.room.join_rules', ''],
      ['m.room.power_levels', ''],
      ['m.room.create', ''],
    ]);
    const of = (type: string) => state.find(({ pdu }) => pdu.type === type)?.pdu;
    const rules = of('m.room.join_rules')?.content;
    const rule = member(rules, 'join_rule');
    if (rule !== 'restricted' && rule !== 'knock_restricted') return undefined;
    if (!(await this.#isInOneOf(userId, member(rules, 'allow')))) return undefined;
    const levels = new PowerLevels(of('m.room.power_levels'), of('m.room.create')?.sender);
    for (const candidate of levels.strongest()) {
      const there = await reader.membership(roomId, candidate);
      if (there?.membership === 'join' && levels.may(candidate, 'invite')) return candidate;
    }
    return undefined;
  }

  async #isInOneOf(userId: UserId, allow: unknown): Promise<boolean> {
    for (const condition of Array.isArray(allow) ? (allow as unknown[]) : []) {
      if (!isObject(condition) || member(condition, 'type') !== 'm.room_membership') continue;
      const roomId = member(condition, 'room_id');
      if (typeof roomId === 'string' && (await this.#options.reader.membership(roomId as RoomId, userId))?.membership === 'join')
        return true;
    }
    return false;
  }
}

const because = (reason: string | undefined): JsonObject => (reason === undefined ? {} : { reason });
