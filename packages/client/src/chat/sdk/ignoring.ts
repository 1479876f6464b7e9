/** Whom this person does not want to hear (client-server API, "Ignoring Users"): the server keeps it back, and what is here already is hidden. */
import { ClientEvent, type MatrixClient, type MatrixEvent } from 'matrix-js-sdk';
import type { ChatPerson, Ignoring } from '../model.ts';
import { ValueModel } from '../../value-model.ts';
import { personOf } from './people.ts';
import { keepingSame } from './same.ts';
import { translated } from './translated.ts';

const TYPE = 'm.ignored_user_list';

export class SdkIgnoring implements Ignoring {
  readonly people = new ValueModel<readonly ChatPerson[]>([]);
  readonly #client: MatrixClient;
  #known: readonly string[];

  constructor(client: MatrixClient) {
    this.#client = client;
    this.#known = client.getIgnoredUsers();
    client.on(ClientEvent.AccountData, this.#changed);
    client.on(ClientEvent.Sync, this.#named);
    this.#renew();
  }

  async set(userId: string, ignored: boolean): Promise<void> {
    const others = this.#client.getIgnoredUsers().filter((one) => one !== userId);
    await translated(this.#client.setIgnoredUsers(ignored ? [...others, userId] : others));
  }

  close(): void {
    this.#client.off(ClientEvent.AccountData, this.#changed);
    this.#client.off(ClientEvent.Sync, this.#named);
  }

  readonly #changed = (event: MatrixEvent): void => {
    if (event.getType() !== TYPE) return;
    const now = this.#client.getIgnoredUsers();
    const isHeardAgain = this.#known.some((userId) => !now.includes(userId));
    this.#known = now;
    this.#renew();
    if (!isHeardAgain) return;
    // What they said meanwhile stands between what is here: each room is filled anew, by the same answer of the server that told this.
    for (const room of this.#client.getRooms()) if (room.getMyMembership() === 'join') room.resetLiveTimeline(null);
  };

  /** Names come with the rooms. */
  readonly #named = (): void => {
    if (this.#known.length > 0) this.#renew();
  };

  #renew(): void {
    const rooms = this.#client.getRooms();
    const people = this.#known.map((userId) => {
      const member = rooms.map((room) => room.getMember(userId)).find((found) => found !== null);
      return personOf(this.#client, userId, member);
    });
    const next = keepingSame(this.people.get(), people, ({ userId }) => userId);
    if (next !== this.people.get()) this.people.set(next);
  }
}
