/** The list of rooms in its parts. Pure. */
import type { RoomSummary } from '@saal/client';

export type SectionKind = 'invitations' | 'favourites' | 'direct' | 'groups' | 'teams' | 'meetings';
export interface Section {
  kind: SectionKind;
  rooms: readonly RoomSummary[];
}

const order: readonly SectionKind[] = ['invitations', 'favourites', 'direct', 'groups', 'teams', 'meetings'];

function sectionOf(room: RoomSummary): SectionKind {
  if (room.membership === 'invited') return 'invitations';
  if (room.isFavourite) return 'favourites';
  if (room.kind === 'meeting') return 'meetings';
  if (room.kind === 'team' || room.teamId !== undefined) return 'teams';
  return room.kind === 'direct' ? 'direct' : 'groups';
}

/** @returns only parts that have rooms, each in the order given; those whose name holds what is searched */
export function sectionsOf(rooms: readonly RoomSummary[], search: string): Section[] {
  const wanted = search.trim().toLocaleLowerCase();
  const shown = rooms.filter((room) => room.name.toLocaleLowerCase().includes(wanted));
  return order
    .map((kind) => ({ kind, rooms: shown.filter((room) => sectionOf(room) === kind) }))
    .filter((section) => section.rooms.length > 0);
}

/** What stands beside "Chat" in the frame: rooms whose number is turned off count only where one is called. */
export function unreadIn(rooms: readonly RoomSummary[]): number {
  return rooms.reduce((sum, room) => {
    if (room.membership === 'invited') return sum + 1;
    return sum + (room.notifications === 'all' || room.kind === 'direct' ? room.unreadCount : room.mentionCount);
  }, 0);
}
