/**
 * What people may do who are not of this administration, and who may bring them. They come in where they were invited and nowhere
 * else, find only people they are in a room with, and are in a team only while its owner lets externals in.
 */
import { forbiddenError } from './errors.ts';
import { isRoomId, type RoomId, type UserId } from './ids.ts';
import { isObject, member, type JsonObject } from './json.ts';
import { membershipIn } from './membership.ts';
import type { Chatter, RoomReader } from './ports.ts';
import type { Said } from './room-draft.ts';
import { ROOM_KIND } from './room-kind.ts';

export interface ExternalsOptions {
  reader: Pick<RoomReader, 'state' | 'membership'>;
  chatter: (userId: UserId) => Promise<Pick<Chatter, 'isExternal'> | undefined>;
  /** Whether both are in one room. */
  areTogether: (userId: UserId, other: UserId) => Promise<boolean>;
}

/** What a room says of itself that decides who may be brought: state with an empty key. */
type StateOf = (type: string) => JsonObject | undefined;

export class Externals {
  readonly #options: ExternalsOptions;

  constructor(options: ExternalsOptions) {
    this.#options = options;
  }

  async isExternal(userId: UserId): Promise<boolean> {
    return (await this.#options.chatter(userId))?.isExternal === true;
  }

  areTogether(userId: UserId, other: UserId): Promise<boolean> {
    return this.#options.areTogether(userId, other);
  }

  /** Of rooms that are shown to all. @throws {ChatError} forbidden */
  async mustBeOfHouse(userId: UserId): Promise<void> {
    if (await this.isExternal(userId)) throw forbiddenError('this is for people of this organisation');
  }

  /** Whoever is not asked in stays outside, whatever the room says of others. @throws {ChatError} forbidden */
  async mayJoin(userId: UserId, roomId: RoomId): Promise<void> {
    if (!(await this.isExternal(userId))) return;
    const own = await this.#options.reader.membership(roomId, userId);
    if (own?.membership !== 'invite') throw forbiddenError('people from elsewhere come in by invitation');
    await this.#mustLetIn(roomId);
  }

  /** @throws {ChatError} forbidden */
  async mayInvite(by: UserId, roomId: RoomId, target: UserId): Promise<void> {
    const [isGuest, isHost] = await Promise.all([this.isExternal(target), this.isExternal(by)]);
    if (isGuest) await this.#mustLetIn(roomId);
    if (isHost) await this.#mayBring(by, target, teamsNamed(await this.#stateOf(roomId)).length > 0);
  }

  /** @param said the first events of a room. @throws {ChatError} forbidden */
  async mayMake(creator: UserId, said: readonly Said[]): Promise<void> {
    const state: StateOf = (type) => said.findLast((one) => one.type === type && one.stateKey === '')?.content;
    const teams = teamsNamed(state);
    const isOfTeam = isTeam(state) || teams.length > 0;
    const byExternal = await this.isExternal(creator);
    if (byExternal && (isOfTeam || member(state('m.room.join_rules'), 'join_rule') !== 'invite'))
      throw forbiddenError('people from elsewhere make no teams, and no rooms that are open');
    for (const { type, stateKey, content } of said) {
      if (type !== 'm.room.member' || membershipIn(content) !== 'invite' || stateKey === undefined) continue;
      const target = stateKey as UserId;
      if (byExternal) await this.#mayBring(creator, target, isOfTeam);
      if (!(await this.isExternal(target))) continue;
      if (isTeam(state) && !letsIn(state)) throw refused();
      for (const team of teams) await this.#teamMustLetIn(team);
    }
  }

  async #mayBring(by: UserId, target: UserId, isOfTeam: boolean): Promise<void> {
    if (isOfTeam || !(await this.#options.areTogether(by, target)))
      throw forbiddenError('people from elsewhere invite only whom they know, and nobody into teams');
  }

  async #mustLetIn(roomId: RoomId): Promise<void> {
    const state = await this.#stateOf(roomId);
    if (isTeam(state)) {
      if (!letsIn(state)) throw refused();
      return;
    }
    for (const team of teamsNamed(state)) await this.#teamMustLetIn(team);
  }

  async #teamMustLetIn(team: RoomId): Promise<void> {
    if (!letsIn(await this.#stateOf(team))) throw refused();
  }

  async #stateOf(roomId: RoomId): Promise<StateOf> {
    const state = await this.#options.reader.state(roomId, [
      ['m.room.create', ''],
      ['m.room.join_rules', ''],
      [ROOM_KIND, ''],
    ]);
    return (type) => state.find(({ pdu }) => pdu.type === type)?.pdu.content;
  }
}

const refused = () => forbiddenError('this team takes nobody from elsewhere');
const letsIn = (state: StateOf): boolean => member(state(ROOM_KIND), 'externals') === true;
const isTeam = (state: StateOf): boolean =>
  member(state('m.room.create'), 'type') === 'm.space' || member(state(ROOM_KIND), 'kind') === 'team';

/** The teams a room belongs to: that it names as its own, or whose members it lets in. */
function teamsNamed(state: StateOf): RoomId[] {
  const allow = member(state('m.room.join_rules'), 'allow');
  const conditions = Array.isArray(allow) ? allow.filter(isObject).map((condition) => member(condition, 'room_id')) : [];
  const named = [member(state(ROOM_KIND), 'team_id'), ...conditions];
  return [...new Set(named.filter((one): one is RoomId => typeof one === 'string' && isRoomId(one)))];
}
