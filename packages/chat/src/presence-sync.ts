/** Who is there, as `/sync` tells it: only of people one shares a room with. */
import { passes, type EventFilter } from './filter.ts';
import type { UserId } from './ids.ts';
import type { JsonObject } from './json.ts';
import { presenceContent, type PresenceState, type PresentPeople } from './presence.ts';

export interface Circles {
  /** Those among `others` who share a room with one of these people, or are one of them. */
  known(userIds: readonly UserId[], others: readonly UserId[]): Promise<UserId[]>;
}

export class PresenceSync {
  readonly #people: PresentPeople;
  readonly #circles: Circles;

  constructor(people: PresentPeople, circles: Circles) {
    this.#people = people;
    this.#circles = circles;
  }

  seen(userId: UserId, state: PresenceState): Promise<void> {
    return this.#people.seen(userId, state);
  }

  /** @param after undefined: all who are there */
  async told(userId: UserId, after: number | undefined, filter: EventFilter): Promise<JsonObject[]> {
    const changed = this.#people.changedAfter(after).filter((sender) => passes(filter, { type: 'm.presence', sender }));
    const known = await this.#circles.known([userId], changed);
    return known.map((sender) => ({ type: 'm.presence', sender, content: presenceContent(this.#people.of(sender)) }));
  }
}
