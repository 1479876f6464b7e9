/** The list of rooms in its parts. Pure. */
import type { RoomSummary } from '@saal/client';

export type SectionKind = 'invitations' | 'favourites' | 'direct' | 'groups' | 'teams' | 'meetings';
export interface Section {
  /** Of a team its id: each is a part of its own. */
  key: string;
  kind: SectionKind;
  /** Of a team its name. */
  title?: string;
  rooms: readonly RoomSummary[];
}

const order: readonly SectionKind[] = ['invitations', 'favourites', 'direct', 'groups', 'teams', 'meetings'];

/** @returns undefined: it has no words of its own, teams are on their page */
function sectionOf(room: RoomSummary): SectionKind | undefined {
  if (room.membership === 'invited') return 'invitations';
  if (room.kind === 'team' || room.membership === 'knocking') return undefined;
  if (room.isFavourite) return 'favourites';
  if (room.kind === 'meeting') return 'meetings';
  if (room.teamId !== undefined) return 'teams';
  return room.kind === 'direct' ? 'direct' : 'groups';
}

/** @returns only parts that have rooms, each in the order given; those whose name, or whose team's, holds what is searched */
export function sectionsOf(rooms: readonly RoomSummary[], search: string): Section[] {
  const wanted = search.trim().toLocaleLowerCase();
  const teamNames = new Map(rooms.filter(({ kind }) => kind === 'team').map(({ roomId, name }) => [roomId, name]));
  const teamName = ({ teamId = '' }: RoomSummary): string => teamNames.get(teamId) ?? '';
  const shown = rooms.filter((room) => `${room.name}\n${teamName(room)}`.toLocaleLowerCase().includes(wanted));
  return order.flatMap((kind): Section[] => {
    const of = shown.filter((room) => sectionOf(room) === kind);
    if (of.length === 0) return [];
    if (kind !== 'teams') return [{ key: kind, kind, rooms: of }];
    const byTeam = Map.groupBy(of, ({ teamId = '' }) => teamId);
    return [...byTeam].map(([key, ofTeam]) => {
      const title = teamNames.get(key);
      return { ...{ key, kind, rooms: ofTeam }, ...(title === undefined ? {} : { title }) };
    });
  });
}

/** What stands beside "Chat" in the frame: rooms whose number is turned off count only where one is called. */
export function unreadIn(rooms: readonly RoomSummary[]): number {
  return rooms.reduce((sum, room) => {
    if (room.membership === 'invited') return sum + 1;
    return sum + (room.notifications === 'all' || room.kind === 'direct' ? room.unreadCount : room.mentionCount);
  }, 0);
}
