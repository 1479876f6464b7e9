/** Teams of the directory for those who look after it or after rooms: how far they follow their groups, and who moderates them. */
import { DirectoryTeamList, DirectoryTeamPeople, SetDirectoryModerator, type DirectoryTeamView } from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Chatters, PersonHere } from '../chatters.ts';
import type { DirectoryTeamStore, HouseGroup, HouseGroups } from '../directory-team-ports.ts';
import { standing, type DirectoryTeams } from '../directory-teams.ts';
import { ChatError } from '../errors.ts';
import { isUserId } from '../ids.ts';
import type { HouseAccounts } from './context.ts';
import { NotAllowed, NotFound, NotSignedIn } from './page-errors.ts';

const SHOWN = 50;
const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const TeamPath = z.object({ groupId: Id });
const ModeratorPath = z.object({ groupId: Id, userId: z.string().max(255) });
const Search = z.object({ text: z.string().trim().max(100).default('') });

export interface DirectoryTeamRouteParts {
  accounts: Pick<HouseAccounts, 'signedIn'>;
  chatters: Chatters;
  house: HouseGroups;
  teams: DirectoryTeams;
  store: Pick<DirectoryTeamStore, 'rooms' | 'states' | 'namesOf'>;
  /** For the audit of the house. */
  write: (entry: { action: string; actor: string; subject?: string; details: Record<string, string> }) => Promise<void>;
}

export function directoryTeamsPlugin({ accounts, chatters, house, teams, store, write }: DirectoryTeamRouteParts): FastifyPluginAsync {
  /** @throws {NotSignedIn, NotAllowed} */
  const holderOf = async (request: FastifyRequest, rights: readonly ('directory.change' | 'rooms.change')[]): Promise<PersonHere> => {
    const person = await accounts.signedIn(request.headers.cookie);
    if (!person) throw new NotSignedIn();
    if (rights.some((right) => person.rights?.includes(right) === true)) return person;
    await write({ action: 'not-allowed', actor: person.id, details: { path: request.routeOptions.url ?? '' } });
    throw new NotAllowed();
  };

  /** @throws {NotFound} */
  const teamOf = async (groupId: string) => {
    const { team } = await store.rooms(groupId);
    if (!team) throw new NotFound();
    return team;
  };

  return async (app) => {
    app.get('/v1/chat/directory-teams', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      await holderOf(request, ['directory.change', 'rooms.change']);
      const [groups, states] = await Promise.all([house.all(), store.states()]);
      const stateOf = (group: HouseGroup): DirectoryTeamView['state'] => {
        const state = states.find(({ groupId }) => groupId === group.id);
        if (state?.failedAtMs !== undefined) return 'failed';
        // Of a group that was gone before it had a team there is none to close.
        const isDone = state ? state.followed === standing(group) : group.isGone;
        return isDone ? (group.isGone ? 'closed' : 'followed') : 'pending';
      };
      return DirectoryTeamList.parse({ teams: groups.map((group) => ({ ...group, state: stateOf(group) })) });
    });

    app.get('/v1/chat/directory-teams/:groupId/people', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      await holderOf(request, ['rooms.change']);
      const { groupId } = TeamPath.parse(request.params);
      const { text } = Search.parse(request.query);
      const moderators = new Set(await teams.moderators(await teamOf(groupId)));
      const wanted = text.toLowerCase();
      const people = (await house.people(groupId)).filter(({ isExternal }) => isExternal !== true);
      const names = await store.namesOf(people.map(({ id }) => id));
      const found = people
        .flatMap(({ id, displayName }) => {
          const name = names.get(id);
          return name ? [{ userId: name.userId, displayName, moderates: moderators.has(name.userId) }] : [];
        })
        .filter(({ displayName }) => displayName.toLowerCase().includes(wanted))
        .toSorted((a, b) => Number(b.moderates) - Number(a.moderates) || a.displayName.localeCompare(b.displayName, 'de'));
      return DirectoryTeamPeople.parse({ people: found.slice(0, SHOWN), more: found.length > SHOWN });
    });

    app.put('/v1/chat/directory-teams/:groupId/moderators/:userId', async (request, reply) => {
      const by = await holderOf(request, ['rooms.change']);
      const { groupId, userId } = ModeratorPath.parse(request.params);
      const { moderates } = SetDirectoryModerator.parse(request.body);
      if (!isUserId(userId)) throw new NotFound();
      try {
        await teams.setModerator(groupId, userId, moderates);
      } catch (error) {
        if (error instanceof ChatError && error.code === 'not_found') throw new NotFound();
        throw error;
      }
      const actor = (await chatters.ofPerson(by.id))?.userId ?? by.id;
      await write({ action: 'team-moderator', actor, subject: userId, details: { groupId, moderates: String(moderates) } });
      return reply.code(204).send();
    });
  };
}
