/** What the state of a meeting's room has to be, by how people stand in the meeting. Pure. */
import type { UserId } from './ids.ts';
import type { JsonObject } from './json.ts';
import type { MeetingPerson, MeetingStanding, RoomMember } from './meeting-ports.ts';
import { LEADS, ROOM_KIND } from './room-kind.ts';

/** Who may write where not everybody may, and who may not where everybody may. */
const MAY_WRITE = 20;
const MAY_NOT_WRITE = -10;
/** Of the server alone: membership and settings are those of the meeting. */
const SERVER = 100;

export interface MemberThere extends RoomMember {
  /** How they stand; undefined: they are not of this run. */
  there: MeetingPerson | undefined;
  isOwner: boolean;
}

export interface RoomState {
  type: string;
  content: JsonObject;
}

/** @param server who keeps the room */
export function meetingRoomState(
  meetingId: string,
  standing: MeetingStanding,
  members: readonly MemberThere[],
  server: UserId,
): RoomState[] {
  return [
    { type: 'm.room.power_levels', content: powerLevels(standing, members, server) },
    { type: 'm.room.name', content: { name: standing.title } },
    { type: ROOM_KIND, content: { kind: 'meeting', meeting_id: meetingId, uploads: standing.settings.chatUploads } },
  ];
}

function powerLevels({ settings }: MeetingStanding, members: readonly MemberThere[], server: UserId): JsonObject {
  const isOpen = settings.mayChat === 'everyone';
  const isSilent = settings.mayChat === 'nobody';
  const users: JsonObject = { [server]: SERVER };
  for (const member of [...members].sort((a, b) => (a.userId < b.userId ? -1 : 1))) {
    const level = levelOf(member, isOpen);
    if (level !== 0 && member.userId !== server) users[member.userId] = level;
  }
  return {
    ...{ users_default: 0, events_default: isOpen ? 0 : isSilent ? SERVER : MAY_WRITE, state_default: SERVER },
    ...{ ban: SERVER, kick: SERVER, invite: SERVER, redact: LEADS },
    events: {
      ...{ 'm.room.name': SERVER, 'm.room.avatar': SERVER, 'm.room.canonical_alias': SERVER },
      ...{ 'm.room.power_levels': SERVER, 'm.room.history_visibility': SERVER, 'm.room.tombstone': SERVER },
      ...{ 'm.room.server_acl': SERVER, 'm.room.encryption': SERVER },
      // Guests read by a thin client, and what may be sent is looked at: nothing is sealed here.
      ...{ 'm.room.encrypted': SERVER, 'm.room.pinned_events': LEADS },
      // Who leads still takes back what was written.
      ...(isSilent ? { 'm.room.redaction': LEADS } : {}),
    },
    users,
  };
}

function levelOf({ there, isOwner }: MemberThere, isOpen: boolean): number {
  if (isOwner || there?.leads) return LEADS;
  if (!there) return 0;
  if (isOpen) return there.mayChat ? 0 : MAY_NOT_WRITE;
  return there.mayChat ? MAY_WRITE : 0;
}

/** Of a meeting that was deleted. */
export const closedRoomState = (meetingId: string): RoomState => ({
  type: ROOM_KIND,
  content: { kind: 'meeting', meeting_id: meetingId, uploads: false, closed: true },
});

/**
 * Who has no business in the room any more: guests who left, who was removed, and whoever was in an earlier run, once a next one is
 * held. They come in again with the meeting. Of a run that others only wait for the same is said in a personal room alone.
 */
export function mustGo({ there, guest, isOwner }: MemberThere, visitor: string, standing: MeetingStanding): boolean {
  const { keptOut, isPersonal, isOpen, people } = standing;
  if (there?.isInside || isOwner) return false;
  if (guest !== undefined || keptOut.includes(visitor)) return true;
  return isOpen && !there && (isPersonal || people.length > 0);
}
