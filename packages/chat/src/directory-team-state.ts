/** What the rooms of a directory's team say of themselves. Pure. */
import type { HouseGroup } from './directory-team-ports.ts';
import { forbiddenError } from './errors.ts';
import type { RoomId, UserId } from './ids.ts';
import { isObject, member, type JsonObject } from './json.ts';
import type { RoomReader } from './ports.ts';
import { LEADS, OF_DIRECTORY, ROOM_KIND } from './room-kind.ts';

/** Of the server alone: who is in it, and what it is, says the directory. */
const SERVER = 100;
/** German first: whoever moderates may call it otherwise. */
export const FIRST_CHANNEL = 'Allgemein';

export interface WantedState {
  type: string;
  stateKey: string;
  content: JsonObject;
}

const mark = ({ isGone }: Pick<HouseGroup, 'isGone'>): WantedState => ({
  ...{ type: OF_DIRECTORY, stateKey: '' },
  // Of a closed team nobody is kept: whoever does not want to read it any more leaves.
  content: { kept: !isGone },
});

/** @param levels of moderators, who are named by name */
export function teamState(group: HouseGroup, server: UserId, moderators: readonly UserId[]): WantedState[] {
  return [
    { type: 'm.room.power_levels', stateKey: '', content: teamLevels(server, group.isGone ? [] : moderators) },
    { type: 'm.room.name', stateKey: '', content: { name: group.name } },
    { type: ROOM_KIND, stateKey: '', content: { kind: 'team' } },
    mark(group),
  ];
}

export function channelState(
  group: HouseGroup,
  teamId: RoomId,
  serverName: string,
  server: UserId,
  moderators: readonly UserId[],
): WantedState[] {
  return [
    { type: 'm.room.power_levels', stateKey: '', content: channelLevels(group, server, moderators) },
    { type: ROOM_KIND, stateKey: '', content: { kind: 'group', team_id: teamId } },
    { type: 'm.space.parent', stateKey: teamId, content: { via: [serverName], canonical: true } },
    mark(group),
  ];
}

/** Nobody comes in by themselves: the server vouches for each. */
export const closedDoor = (): WantedState => ({
  ...{ type: 'm.room.join_rules', stateKey: '' },
  content: { join_rule: 'restricted', allow: [] },
});

function teamLevels(server: UserId, moderators: readonly UserId[]): JsonObject {
  return {
    ...{ users_default: 0, events_default: SERVER, state_default: SERVER },
    ...{ ban: SERVER, kick: SERVER, invite: SERVER, redact: LEADS },
    events: { ...kept, 'm.room.topic': LEADS, 'm.space.child': LEADS, 'eu.saal.links': LEADS, 'eu.saal.meeting': LEADS },
    users: users(server, moderators),
  };
}

function channelLevels({ isGone }: HouseGroup, server: UserId, moderators: readonly UserId[]): JsonObject {
  return {
    // Of a closed team all is kept, and nothing is added.
    ...{ users_default: 0, events_default: isGone ? SERVER : 0, state_default: isGone ? SERVER : LEADS },
    ...{ ban: SERVER, kick: SERVER, invite: SERVER, redact: LEADS },
    events: { ...kept, 'm.room.name': LEADS, 'm.room.topic': LEADS, ...(isGone ? closed : {}) },
    users: users(server, isGone ? [] : moderators),
  };
}

const kept: JsonObject = {
  ...{ 'm.room.name': SERVER, 'm.room.avatar': SERVER, 'm.room.canonical_alias': SERVER, 'm.room.power_levels': SERVER },
  ...{ 'm.room.history_visibility': SERVER, 'm.room.tombstone': SERVER, 'm.room.server_acl': SERVER, 'm.room.encryption': SERVER },
  ...{ 'm.room.join_rules': SERVER, 'm.room.guest_access': SERVER, [ROOM_KIND]: SERVER, [OF_DIRECTORY]: SERVER },
};
const closed: JsonObject = { 'm.room.name': SERVER, 'm.room.topic': SERVER };

function users(server: UserId, moderators: readonly UserId[]): JsonObject {
  return { [server]: SERVER, ...Object.fromEntries([...moderators].sort().map((userId) => [userId, LEADS])) };
}

/** Who moderates, by the levels of the team. @param levels content of its power levels */
export function moderatorsIn(levels: JsonObject | undefined, server: UserId): UserId[] {
  const named = member(levels, 'users');
  if (!isObject(named)) return [];
  return Object.entries(named).flatMap(([userId, level]) => (userId !== server && level === LEADS ? [userId as UserId] : []));
}

/** @throws {ChatError} forbidden: of a team of the directory one is, or one is not; what one hears of it can be muted */
export async function mustNotBeKept(reader: Pick<RoomReader, 'state'>, roomId: RoomId): Promise<void> {
  const [state] = await reader.state(roomId, [[OF_DIRECTORY, '']]);
  if (member(state?.pdu.content, 'kept') === true)
    throw forbiddenError('the people of this team come from the directory: it is not left, but it can be muted');
}
