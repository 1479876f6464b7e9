/** Who is there, of those this person shares a room with. */
import { ClientEvent, type MatrixClient, type MatrixEvent } from 'matrix-js-sdk';
import type { Presence } from '../model.ts';
import { ValueModel } from '../../value-model.ts';
import { same } from './same.ts';
import { Soon } from './soon.ts';

export class PresenceList {
  readonly model = new ValueModel<ReadonlyMap<string, Presence>>(new Map());
  readonly #client: MatrixClient;
  readonly #people = new Map<string, Presence>();
  readonly #soon = new Soon(() => this.model.set(new Map(this.#people)));

  constructor(client: MatrixClient) {
    this.#client = client;
    client.on(ClientEvent.Event, this.#told);
  }

  close(): void {
    this.#soon.close();
    this.#client.off(ClientEvent.Event, this.#told);
  }

  readonly #told = (event: MatrixEvent): void => {
    const userId = event.getSender();
    if (event.getType() !== 'm.presence' || userId === undefined) return;
    const now = presenceOf(event.getContent());
    if (same(this.#people.get(userId), now)) return;
    if (now) this.#people.set(userId, now);
    else this.#people.delete(userId);
    this.#soon.ask();
  };
}

/** @returns undefined: away */
export function presenceOf(content: Record<string, unknown>): Presence | undefined {
  const { presence, status_msg: text } = content;
  const doing = content['eu.saal.doing'];
  if (presence !== 'online' && presence !== 'unavailable') return undefined;
  const state = doing === 'busy' || doing === 'dnd' || doing === 'meeting' ? doing : presence === 'online' ? 'available' : 'away';
  return { state, ...(typeof text === 'string' && text !== '' ? { text } : {}) };
}
