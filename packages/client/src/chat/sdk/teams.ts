/** Teams of one person: found, made, entered. */
import { RoomType, Visibility, type ICreateRoomStateEvent, type MatrixClient } from 'matrix-js-sdk';
import { ChatFailed } from '../chat-failed.ts';
import type { FoundTeam, Team, Teams } from '../team-model.ts';
import { joinTeamRooms, makeRoom, makeTeam } from './new-rooms.ts';
import { SdkTeam } from './team.ts';
import { doorOf, joinRules } from './team-door.ts';
import { translated } from './translated.ts';

const MOST_FOUND = 50;

export class SdkTeams implements Teams {
  readonly #client: MatrixClient;
  readonly #known: (roomId: string) => Promise<void>;

  /** @param known resolves when the room is in the list */
  constructor(client: MatrixClient, known: (roomId: string) => Promise<void>) {
    this.#client = client;
    this.#known = known;
  }

  open(teamId: string): Team {
    const room = this.#client.getRoom(teamId);
    if (!room) throw new ChatFailed('not_found', 'this team is not known here');
    return new SdkTeam(this.#client, room, this.#known);
  }

  async create({ firstChannel, door, ...team }: Parameters<Teams['create']>[0]): Promise<string> {
    const client = this.#client;
    const rule: ICreateRoomStateEvent = { type: 'm.room.join_rules', state_key: '', content: { join_rule: joinRules[door] } };
    const visibility = door === 'closed' ? Visibility.Private : Visibility.Public;
    const teamId = await translated(makeTeam(client, team, { visibility, state: [rule] }));
    await translated(makeRoom(client, { kind: 'group', name: firstChannel, userIds: [], isEncrypted: false, teamId }));
    await this.#known(teamId);
    return teamId;
  }

  async find(search: string): Promise<FoundTeam[]> {
    const { chunk } = await translated(
      this.#client.publicRooms({ limit: MOST_FOUND, filter: { generic_search_term: search, room_types: [RoomType.Space] } }),
    );
    return chunk
      .filter(({ room_id: teamId }) => this.#client.getRoom(teamId)?.getMyMembership() !== 'join')
      .map((found) => ({
        isAsked: this.#client.getRoom(found.room_id)?.getMyMembership() === 'knock',
        ...{ teamId: found.room_id, name: found.name ?? '', memberCount: found.num_joined_members, door: doorOf(found.join_rule) },
        ...(found.topic === undefined || found.topic === '' ? {} : { topic: found.topic }),
      }));
  }

  async enter(teamId: string): Promise<void> {
    await translated(this.#client.joinRoom(teamId));
    await translated(joinTeamRooms(this.#client, teamId));
    await this.#known(teamId);
  }

  async ask(teamId: string): Promise<void> {
    await translated(this.#client.knockRoom(teamId));
  }

  async enterChannel(roomId: string): Promise<void> {
    await translated(this.#client.joinRoom(roomId));
    await this.#known(roomId);
  }
}
