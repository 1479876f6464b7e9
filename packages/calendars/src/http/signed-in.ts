import type { PersonId } from '@saal/protocol';
import type { FastifyRequest } from 'fastify';
import { NotSignedIn } from '../errors.ts';

/** Who sends this cookie; undefined for guests too. */
export type ViewerOf = (cookie: string | undefined) => Promise<PersonId | undefined>;

/** @returns the person of a request. @throws {NotSignedIn} */
export function signedInBy(viewerOf: ViewerOf): (request: FastifyRequest) => Promise<PersonId> {
  return async (request) => {
    const viewer = await viewerOf(request.headers.cookie);
    if (!viewer) throw new NotSignedIn();
    return viewer;
  };
}
