/** Whom somebody does not want to hear (client-server API, "Ignoring Users"). Pure, but for the port. */
import { isUserId, type UserId } from './ids.ts';
import { isObject, member, type JsonObject } from './json.ts';
import type { Pdu } from './pdu.ts';

/** Account data with the list. */
export const IGNORED_USERS = 'm.ignored_user_list';

/** Filling: `postgres/ignored-store.ts`. */
export interface IgnoredPeople {
  /** Asked with each request, so mostly out of memory. */
  of(userId: UserId): Promise<ReadonlySet<UserId>>;
}

/** The people of a list. Nobody is deaf to oneself. */
export function ignoredIn(content: JsonObject, own: UserId): UserId[] {
  const people = member(content, 'ignored_users');
  if (!isObject(people)) return [];
  return Object.keys(people).filter((name): name is UserId => isUserId(name) && name !== own);
}

/**
 * What is kept from whoever ignores these people. State is told, since it is what the room is for everybody.
 * DEVIATION: client-server API, "Ignoring Users": that words were taken back is told as well. Otherwise words of others that a moderator
 * removed would stay with those who ignore the moderator.
 */
export function isUnheard(pdu: Pick<Pdu, 'type' | 'state_key'> & { sender?: UserId }, ignored: ReadonlySet<UserId>): boolean {
  return pdu.sender !== undefined && ignored.has(pdu.sender) && pdu.state_key === undefined && pdu.type !== 'm.room.redaction';
}
