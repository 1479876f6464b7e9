/** Rooms as those see them who are not in: the published ones, one by its name, and what a team holds (client-server API, "Listing rooms" and "Spaces"). */
import type { DirectoryStore, RoomFacts } from './directory-ports.ts';
import type { Externals } from './externals.ts';
import { forbiddenError, invalidParam, notFoundError } from './errors.ts';
import { isRoomId, type RoomId, type UserId } from './ids.ts';
import { isObject, member, type JsonObject, type JsonValue } from './json.ts';
import type { Membership } from './membership.ts';
import type { RoomReader, StoredEvent } from './ports.ts';

/** State that tells what a room is, to those who may know it. */
const shownTypes = [
  ...['m.room.create', 'm.room.name', 'm.room.topic', 'm.room.avatar', 'm.room.canonical_alias'],
  ...['m.room.join_rules', 'm.room.history_visibility', 'm.room.guest_access', 'm.room.encryption'],
];
const MOST_LISTED = 100;
const DEEPEST = 10;
/** Rooms of one team that are walked through. */
const MOST_WALKED = 1_000;

export interface ListRequest {
  limit: number;
  from: string | undefined;
  text: string | undefined;
  /** Only of these; null: rooms without a type. */
  roomTypes: (string | null)[] | undefined;
}

export interface WalkRequest {
  from: string | undefined;
  limit: number;
  maxDepth: number | undefined;
  suggestedOnly: boolean;
}

export class RoomDirectory {
  readonly #store: DirectoryStore;
  readonly #reader: RoomReader;
  readonly #externals: Pick<Externals, 'isExternal'>;

  constructor(options: { store: DirectoryStore; reader: RoomReader; externals: Pick<Externals, 'isExternal'> }) {
    this.#externals = options.externals;
    this.#store = options.store;
    this.#reader = options.reader;
  }

  /** Published rooms, the largest first; for externals those they are in. @throws {ChatError} invalid_param */
  async list(userId: UserId, { limit, from, text, roomTypes }: ListRequest): Promise<JsonObject> {
    const start = from === undefined ? 0 : numberIn(from, 'p');
    const most = Math.min(Math.max(1, limit), MOST_LISTED);
    const published = await this.#store.published();
    const own = (await this.#externals.isExternal(userId)) ? new Set(await this.#reader.joinedRooms(userId)) : undefined;
    const roomIds = own ? published.filter((roomId) => own.has(roomId)) : published;
    const facts = await this.#store.facts(roomIds, shownTypes);
    const wanted = text?.trim().toLowerCase();
    const rooms = roomIds
      .flatMap((roomId) => facts.get(roomId) ?? [])
      .map(publicRoom)
      .filter((room) => {
        if (roomTypes && !roomTypes.includes(typeof room.room_type === 'string' ? room.room_type : null)) return false;
        const texts = [room.name, room.topic, room.canonical_alias].filter((value) => typeof value === 'string');
        return wanted === undefined || wanted === '' || texts.some((value) => value.toLowerCase().includes(wanted));
      });
    const chunk = rooms.slice(start, start + most);
    return {
      chunk,
      total_room_count_estimate: rooms.length,
      ...(start + most < rooms.length ? { next_batch: `p${start + most}` } : {}),
      ...(start > 0 ? { prev_batch: `p${Math.max(0, start - most)}` } : {}),
    };
  }

  /** What a room is, for who is in or might come in. @throws {ChatError} not_found: also when it is nobody's business */
  async summary(userId: UserId, roomId: RoomId): Promise<JsonObject> {
    const facts = (await this.#store.facts([roomId], shownTypes)).get(roomId);
    if (!facts || !(await this.#maySee(userId, facts))) throw notFoundError('there is no such room');
    const own = await this.#reader.membership(roomId, userId);
    return { ...summaryOf(facts), membership: own?.membership ?? 'leave' };
  }

  /** A team's rooms, from the top down, those only that this person may see. @throws {ChatError} forbidden, invalid_param */
  async hierarchy(userId: UserId, roomId: RoomId, request: WalkRequest): Promise<JsonObject> {
    const start = request.from === undefined ? 0 : numberIn(request.from, 'h');
    const most = Math.min(Math.max(1, request.limit), MOST_LISTED);
    const walked = await this.#walk(userId, roomId, request, start + most + 1);
    if (walked.length === 0) throw forbiddenError('you may not see this room');
    return {
      rooms: walked.slice(start, start + most),
      ...(walked.length > start + most ? { next_batch: `h${start + most}` } : {}),
    };
  }

  async #walk(userId: UserId, roomId: RoomId, request: WalkRequest, most: number): Promise<JsonObject[]> {
    const deepest = Math.min(request.maxDepth ?? DEEPEST, DEEPEST);
    const waiting: { roomId: RoomId; depth: number }[] = [{ roomId, depth: 0 }];
    const seen = new Set<RoomId>();
    const walked: JsonObject[] = [];
    for (let next = waiting.pop(); next && walked.length < most && seen.size < MOST_WALKED; next = waiting.pop()) {
      if (seen.has(next.roomId)) continue;
      seen.add(next.roomId);
      const facts = (await this.#store.facts([next.roomId], shownTypes)).get(next.roomId);
      if (!facts || !(await this.#maySee(userId, facts))) continue;
      const children = isSpace(facts) ? await this.#childrenOf(next.roomId, request.suggestedOnly) : [];
      walked.push({ ...summaryOf(facts), children_state: children.map(({ told }) => told) });
      if (next.depth >= deepest) continue;
      for (const child of children.toReversed()) waiting.push({ roomId: child.roomId, depth: next.depth + 1 });
    }
    return walked;
  }

  /** In the order that the team gives them. A child that names no server is none any more. */
  async #childrenOf(roomId: RoomId, suggestedOnly: boolean): Promise<{ roomId: RoomId; told: JsonObject }[]> {
    const events = (await this.#store.children([roomId])).get(roomId) ?? [];
    return events
      .filter(({ pdu }) => Array.isArray(member(pdu.content, 'via')))
      .filter(({ pdu }) => !suggestedOnly || member(pdu.content, 'suggested') === true)
      .sort(byOrder)
      .map(({ pdu }) => ({
        roomId: (pdu.state_key ?? '') as RoomId,
        told: {
          ...{ type: pdu.type, state_key: pdu.state_key ?? '', content: pdu.content },
          ...{ sender: pdu.sender, origin_server_ts: pdu.origin_server_ts },
        },
      }));
  }

  /** Who is in or invited, and who could come in or knock; what anybody may read. */
  async #maySee(userId: UserId, facts: RoomFacts): Promise<boolean> {
    const own = await this.#reader.membership(facts.roomId, userId);
    if (own && isExpected(own.membership)) return true;
    if (own?.membership === 'ban' || (await this.#externals.isExternal(userId))) return false;
    if (valueIn(facts, 'm.room.history_visibility', 'history_visibility') === 'world_readable') return true;
    switch (valueIn(facts, 'm.room.join_rules', 'join_rule')) {
      case 'public':
      case 'knock':
      case 'knock_restricted':
        return true;
      case 'restricted':
        return this.#isInOneOf(userId, allowedRooms(facts));
      default:
        return false;
    }
  }

  async #isInOneOf(userId: UserId, roomIds: readonly RoomId[]): Promise<boolean> {
    for (const roomId of roomIds) if ((await this.#reader.membership(roomId, userId))?.membership === 'join') return true;
    return false;
  }
}

const isExpected = (membership: Membership): boolean => membership === 'join' || membership === 'invite' || membership === 'knock';

function contentOf(facts: RoomFacts, type: string): JsonObject | undefined {
  return facts.state.find(({ pdu }) => pdu.type === type)?.pdu.content;
}

function valueIn(facts: RoomFacts, type: string, key: string): JsonValue | undefined {
  return member(contentOf(facts, type), key);
}

const isSpace = (facts: RoomFacts): boolean => valueIn(facts, 'm.room.create', 'type') === 'm.space';

function allowedRooms(facts: RoomFacts): RoomId[] {
  const allow = valueIn(facts, 'm.room.join_rules', 'allow');
  const conditions: JsonValue[] = Array.isArray(allow) ? allow : [];
  return conditions.flatMap((condition) => {
    const roomId = isObject(condition) && member(condition, 'type') === 'm.room_membership' ? member(condition, 'room_id') : undefined;
    return typeof roomId === 'string' && isRoomId(roomId) ? [roomId] : [];
  });
}

/** As lists of rooms show it ("PublishedRoomsChunk"). */
function publicRoom(facts: RoomFacts): JsonObject {
  const texts: [string, JsonValue | undefined][] = [
    ['name', valueIn(facts, 'm.room.name', 'name')],
    ['topic', valueIn(facts, 'm.room.topic', 'topic')],
    ['avatar_url', valueIn(facts, 'm.room.avatar', 'url')],
    ['canonical_alias', valueIn(facts, 'm.room.canonical_alias', 'alias')],
    ['join_rule', valueIn(facts, 'm.room.join_rules', 'join_rule')],
    ['room_type', valueIn(facts, 'm.room.create', 'type')],
  ];
  return {
    room_id: facts.roomId,
    num_joined_members: facts.joined,
    world_readable: valueIn(facts, 'm.room.history_visibility', 'history_visibility') === 'world_readable',
    guest_can_join: valueIn(facts, 'm.room.guest_access', 'guest_access') === 'can_join',
    ...Object.fromEntries(texts.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '')),
  };
}

function summaryOf(facts: RoomFacts): JsonObject {
  const [encryption, allowed] = [valueIn(facts, 'm.room.encryption', 'algorithm'), allowedRooms(facts)];
  return {
    ...publicRoom(facts),
    room_version: facts.version,
    ...(encryption === undefined ? {} : { encryption }),
    ...(allowed.length > 0 ? { allowed_room_ids: allowed } : {}),
  };
}

/** Client-server API, "Ordering of children within a space". */
function byOrder(a: StoredEvent, b: StoredEvent): number {
  const [first, second] = [orderOf(a), orderOf(b)];
  if (first !== second) return first === undefined ? 1 : second === undefined ? -1 : first < second ? -1 : 1;
  return a.pdu.origin_server_ts - b.pdu.origin_server_ts || ((a.pdu.state_key ?? '') < (b.pdu.state_key ?? '') ? -1 : 1);
}

/** At most 50 printable ASCII characters; anything else orders nothing. */
function orderOf({ pdu }: StoredEvent): string | undefined {
  const order = member(pdu.content, 'order');
  return typeof order === 'string' && /^[\x20-\x7e]{0,50}$/.test(order) ? order : undefined;
}

/** @throws {ChatError} invalid_param */
function numberIn(token: string, letter: string): number {
  const digits = token.startsWith(letter) ? token.slice(1) : '';
  if (!/^\d{1,6}$/.test(digits)) throw invalidParam('this is no token of ours');
  return Number(digits);
}
