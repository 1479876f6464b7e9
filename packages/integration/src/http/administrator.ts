import type { HouseRight, PersonId } from '@saal/protocol';
import type { FastifyRequest } from 'fastify';
import { NotAllowed, NotSignedIn } from '../errors.ts';

/** Who looks, as far as it matters here. */
export type Administrators = {
  viewerOf(
    cookie: string | undefined,
  ): Promise<{ kind: 'guest' } | { kind: 'person'; person: { id: PersonId; rights: readonly HouseRight[] } } | undefined>;
};

/** @throws {NotSignedIn, NotAllowed} */
export async function administratorOf(accounts: Administrators, request: FastifyRequest): Promise<PersonId> {
  const viewer = await accounts.viewerOf(request.headers.cookie);
  if (viewer?.kind !== 'person') throw new NotSignedIn();
  if (!viewer.person.rights.includes('applications.change')) throw new NotAllowed();
  return viewer.person.id;
}
