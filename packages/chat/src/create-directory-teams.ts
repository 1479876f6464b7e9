/** Joins the teams of the directory with the groups they follow. */
import type { Ground } from './create-ground.ts';
import { DirectoryTeams, type DirectoryTeamsOptions } from './directory-teams.ts';
import type { HouseGroups } from './directory-team-ports.ts';
import { PostgresDirectoryTeamStore } from './postgres/directory-team-store.ts';

type Parts = Pick<DirectoryTeamsOptions, 'rooms' | 'reader' | 'chatters'>;

/** @param house undefined: there are no groups here. What others left undone is looked for from now on. */
export function createDirectoryTeams(
  house: HouseGroups | undefined,
  { db, clock, log, serverName }: Ground,
  { rooms, reader, chatters }: Parts,
): { house: HouseGroups; teams: DirectoryTeams; store: PostgresDirectoryTeamStore } | undefined {
  if (!house) return undefined;
  const store = new PostgresDirectoryTeamStore(db);
  const teams = new DirectoryTeams({
    ...{ house, store, rooms, reader, chatters, serverName, clock },
    failed: (error, groupId) => log.warn({ err: error, groupId }, 'the team of a group does not follow it yet'),
  });
  teams.begin();
  return { house, teams, store };
}
