/** Who somebody is across visits: an account, or the browser of a guest. One identity is one participant of a meeting. */
import { PersonId } from '@saal/protocol';

export type IdentityKey = `person:${string}` | `guest:${string}`;

/** As they enter: the key that stays, and how others see them now. */
export type Identity = { key: IdentityKey; name: string; pictureUrl?: string | undefined; external?: true | undefined };

export function personKey(personId: PersonId): IdentityKey {
  return `person:${personId}`;
}

export function guestKey(guestId: string): IdentityKey {
  return `guest:${guestId}`;
}

/** Who a personal link names. Ids of browsers hold no dot. */
export function inviteeKey(inviteeId: string): IdentityKey {
  return `guest:invitee.${inviteeId}`;
}

/** @returns undefined for a guest */
export function personIdOf(key: IdentityKey): PersonId | undefined {
  return isGuest(key) ? undefined : PersonId.parse(key.slice('person:'.length));
}

export function isGuest(key: IdentityKey): boolean {
  return key.startsWith('guest:');
}
