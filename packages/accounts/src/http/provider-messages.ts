/** What providers send, by a browser or themselves: forms and addresses, as they came. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SMALL_BODY_BYTES } from './context.ts';

export const ProviderPath = z.object({ id: z.string().regex(/^[a-z0-9-]{1,32}$/) });

/** For the routes of this part only: nowhere else a body is a form. */
export function takeForms(app: FastifyInstance): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: SMALL_BODY_BYTES },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );
}

/** Of a body that is no form: empty. */
export function formOf({ body }: FastifyRequest): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams();
}

/** Without the question mark, letter by letter: signatures cover it so. */
export function queryOf({ raw }: FastifyRequest): string {
  return raw.url?.split('?').slice(1).join('?') ?? '';
}
