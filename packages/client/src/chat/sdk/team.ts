/** One team: what its space says, and what is done to its channels with it. */
import { Direction, Filter, RoomStateEvent, type MatrixClient, type Room } from 'matrix-js-sdk';
import type { RoomMember } from '../model.ts';
import type { Team, TeamAbout, TeamChannel, TeamDoor, TeamFile, TeamLink } from '../team-model.ts';
import { ValueModel } from '../../value-model.ts';
import { isObject } from './content.ts';
import { makeRoom } from './new-rooms.ts';
import { roleLevels } from './role-levels.ts';
import { personOf } from './people.ts';
import { ofDirectory, ROOM_MARK, stateContent, stateOf } from './room-kind.ts';
import { same } from './same.ts';
import { doorOf, joinRules } from './team-door.ts';
import { translated } from './translated.ts';

const LINKS = 'eu.saal.links';
const MEETING = 'eu.saal.meeting';
const MOST_LINKS = 50;
const MOST_CHANNELS = 100;
const LOOKED_AT = 100;
const MOST_FILES = 30;

export class SdkTeam implements Team {
  readonly about: ValueModel<TeamAbout>;
  readonly #client: MatrixClient;
  readonly #room: Room;
  readonly #known: (roomId: string) => Promise<void>;

  constructor(client: MatrixClient, room: Room, known: (roomId: string) => Promise<void>) {
    this.#client = client;
    this.#room = room;
    this.#known = known;
    this.about = new ValueModel(aboutOf(room, client.getSafeUserId()));
    client.on(RoomStateEvent.Update, this.#stateChanged);
  }

  async channels(): Promise<TeamChannel[]> {
    const { rooms } = await translated(this.#client.getRoomHierarchy(this.#room.roomId, MOST_CHANNELS, 1));
    return rooms
      .filter(({ room_id: roomId, room_type: type }) => roomId !== this.#room.roomId && type !== 'm.space')
      .map((told) => {
        const room = this.#client.getRoom(told.room_id);
        return {
          ...{ roomId: told.room_id, name: told.name ?? '' },
          ...(told.topic === undefined || told.topic === '' ? {} : { topic: told.topic }),
          isJoined: room?.getMyMembership() === 'join',
          isAnnouncements: room ? stateContent(room, ROOM_MARK)['kind'] === 'announcements' : false,
        };
      });
  }

  async files(): Promise<TeamFile[]> {
    const found = await Promise.all(this.#joined().map((room) => translated(filesOf(this.#client, room))));
    return found
      .flat()
      .toSorted((a, b) => b.atMs - a.atMs)
      .slice(0, MOST_FILES);
  }

  async addChannel({ name, topic, isAnnouncements }: Parameters<Team['addChannel']>[0]): Promise<string> {
    const kind = isAnnouncements ? 'announcements' : 'group';
    const channel = { kind, name, userIds: [], isEncrypted: false, teamId: this.#room.roomId } as const;
    const roomId = await translated(makeRoom(this.#client, { ...channel, ...(topic === undefined ? {} : { topic }) }));
    await this.#known(roomId);
    return roomId;
  }

  async invite(people: readonly { userId: string; isExternal: boolean }[]): Promise<void> {
    for (const { userId, isExternal } of people) {
      await translated(this.#client.invite(this.#room.roomId, userId));
      if (isExternal) await this.#inChannels((room) => this.#client.invite(room.roomId, userId));
    }
  }

  async remove(userId: string): Promise<void> {
    // The team first: who is out of it cannot come back into its channels.
    await translated(this.#client.kick(this.#room.roomId, userId));
    await this.#inChannels(async (room) => room.getMember(userId) && this.#client.kick(room.roomId, userId));
  }

  async setRole(userId: string, role: RoomMember['role']): Promise<void> {
    await translated(this.#client.setPowerLevel(this.#room.roomId, userId, roleLevels[role]));
    await this.#inChannels((room) => this.#client.setPowerLevel(room.roomId, userId, roleLevels[role]));
  }

  setLinks(links: readonly TeamLink[]): Promise<void> {
    return this.#setState(LINKS, { links: links.slice(0, MOST_LINKS).map(({ title, url }) => ({ title, url })) });
  }

  setMeeting(meetingId: string): Promise<void> {
    return this.#setState(MEETING, { meeting_id: meetingId });
  }

  setExternals(letIn: boolean): Promise<void> {
    return this.#setState(ROOM_MARK, { ...stateContent(this.#room, ROOM_MARK), kind: 'team', externals: letIn });
  }

  async setDoor(door: TeamDoor): Promise<void> {
    await this.#setState('m.room.join_rules', { join_rule: joinRules[door] });
    await translated(this.#client.setRoomDirectoryVisibility(this.#room.roomId, (door === 'closed' ? 'private' : 'public') as never));
  }

  async leave(): Promise<void> {
    await this.#inChannels((room) => this.#client.leave(room.roomId));
    await translated(this.#client.leave(this.#room.roomId));
  }

  close(): void {
    this.#client.off(RoomStateEvent.Update, this.#stateChanged);
  }

  /** The channels one is in. */
  #joined(): Room[] {
    const children = stateOf(this.#room).getStateEvents('m.space.child');
    return children.flatMap((event) => {
      const room = Array.isArray(event.getContent()['via']) ? this.#client.getRoom(event.getStateKey()) : null;
      return room?.getMyMembership() === 'join' ? [room] : [];
    });
  }

  /** Where one may; a channel whose owner is somebody else stays as it is. */
  async #inChannels(act: (room: Room) => Promise<unknown>): Promise<void> {
    await Promise.allSettled(this.#joined().map(act));
  }

  readonly #stateChanged = ({ roomId }: { roomId: string }): void => {
    if (roomId !== this.#room.roomId) return;
    const about = aboutOf(this.#room, this.#client.getSafeUserId());
    if (!same(about, this.about.get())) this.about.set(about);
  };

  async #setState(type: string, content: Record<string, unknown>): Promise<void> {
    await translated(this.#client.sendStateEvent(this.#room.roomId, type as never, content as never));
  }
}

function aboutOf(room: Room, ownId: string): TeamAbout {
  const state = stateOf(room);
  const may = (type: string) => room.getMyMembership() === 'join' && state.maySendStateEvent(type, ownId);
  const { meeting_id: meetingId } = stateContent(room, MEETING);
  const directory = ofDirectory(room);
  return {
    links: linksIn(stateContent(room, LINKS)['links']),
    ...(typeof meetingId === 'string' && /^[\w-]+$/.test(meetingId) ? { meetingId } : {}),
    ...(directory ? { ofDirectory: directory } : {}),
    letsExternalsIn: stateContent(room, ROOM_MARK)['externals'] === true,
    door: doorOf(stateContent(room, 'm.room.join_rules')['join_rule']),
    mayChangeTeam: may(ROOM_MARK),
    mayAddChannels: may('m.space.child'),
    mayChangeLinks: may(LINKS),
  };
}

/** What others wrote is looked at: only addresses that a browser opens as pages. */
function linksIn(value: unknown): TeamLink[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MOST_LINKS).flatMap((one: unknown) => {
    const { title, url } = isObject(one) ? one : {};
    return typeof title === 'string' && typeof url === 'string' && url.startsWith('https://') && URL.canParse(url) ? [{ title, url }] : [];
  });
}

async function filesOf(client: MatrixClient, room: Room): Promise<TeamFile[]> {
  const filter = new Filter(client.getSafeUserId());
  filter.setDefinition({ room: { timeline: { types: ['m.room.message'] } } });
  const { chunk } = await client.createMessagesRequest(room.roomId, null, LOOKED_AT, Direction.Backward, filter);
  return chunk.flatMap(({ event_id: eventId, sender, content, origin_server_ts: atMs }) => {
    const { url, filename, body } = content as Record<string, unknown>;
    const fileName = typeof filename === 'string' ? filename : body;
    if (typeof url !== 'string' || typeof fileName !== 'string') return [];
    const senderName = personOf(client, sender, room.getMember(sender)).displayName;
    return [{ ...{ roomId: room.roomId, eventId, fileName, senderName, atMs } }];
  });
}
