/** Who a connection belongs to, as far as a meeting needs to know: also what one server tells another of it. */
import type { PersonId } from '@saal/protocol';
import { guestKey, personKey, type IdentityKey } from './identity.ts';

export type Visitor = {
  key: IdentityKey;
  /** With an account: as others see them. A guest says the name on joining. */
  account?: { displayName: string; pictureUrl?: string | undefined; sessionId: string; external?: true | undefined } | undefined;
  /** Of the server that holds the socket: people come in near where they are. Unknown where there is one site. */
  site?: string | undefined;
};

/** What accounts say of who looks (`Viewer`). */
type Looker =
  | { kind: 'person'; person: { id: PersonId; displayName: string; pictureUrl?: string; external?: true }; sessionId: string }
  | { kind: 'guest'; guestId: string };

export function visitorOf(looker: Looker): Visitor {
  if (looker.kind === 'guest') return { key: guestKey(looker.guestId) };
  const { person, sessionId } = looker;
  const { displayName, pictureUrl, external } = person;
  return { key: personKey(person.id), account: { displayName, pictureUrl, sessionId, ...(external && { external }) } };
}
