/** Who may do what in a room (room version 11; client-server API, `m.room.power_levels`). */
import { isUserId, type UserId } from './ids.ts';
import { isObject, member, type JsonObject } from './json.ts';
import type { Pdu, StateView } from './pdu.ts';

export type PowerAction = 'ban' | 'kick' | 'invite' | 'redact';

/** The levels of a room at one point. Without an event of them its maker has 100 and everybody may write. */
export class PowerLevels {
  readonly #content: JsonObject | undefined;
  readonly #creator: UserId | undefined;

  /** @param levels the event `m.room.power_levels`, if there is one */
  constructor(levels: Pdu | undefined, creator: UserId | undefined) {
    this.#content = levels?.content;
    this.#creator = creator;
  }

  static of(state: StateView): PowerLevels {
    return new PowerLevels(state.get('m.room.power_levels', ''), state.get('m.room.create', '')?.sender);
  }

  user(userId: UserId): number {
    if (!this.#content) return userId === this.#creator ? 100 : 0;
    return this.#entry('users', userId) ?? this.#level('users_default', 0);
  }

  /** To send an event of this type. */
  event(type: string, isState: boolean): number {
    if (!this.#content) return 0;
    return this.#entry('events', type) ?? (isState ? this.#level('state_default', 50) : this.#level('events_default', 0));
  }

  action(action: PowerAction): number {
    return this.#level(action, action === 'invite' ? 0 : 50);
  }

  /** To call people by it, such as everybody of the room by `room`. */
  notification(key: string): number {
    return this.#entry('notifications', key) ?? 50;
  }

  may(userId: UserId, action: PowerAction): boolean {
    return this.user(userId) >= this.action(action);
  }

  /** Who is named with a level, the strongest first; without levels the maker. */
  strongest(): UserId[] {
    const users = member(this.#content, 'users');
    if (!isObject(users)) return this.#creator === undefined ? [] : [this.#creator];
    return Object.keys(users)
      .filter((key) => isUserId(key))
      .sort((a, b) => this.user(b) - this.user(a));
  }

  #level(key: string, otherwise: number): number {
    return wholeNumber(member(this.#content, key)) ?? otherwise;
  }

  #entry(table: 'users' | 'events' | 'notifications', key: string): number | undefined {
    const entries = member(this.#content, table);
    return isObject(entries) ? wholeNumber(member(entries, key)) : undefined;
  }
}

/** Since room version 10 levels are whole numbers and nothing else. */
export function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}
