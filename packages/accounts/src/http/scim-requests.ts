/** What all requests of SCIM have in common (RFC 7644, section 3). */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isObject, ScimRefusal, type Json, type JsonObject } from '../scim-user.ts';

export const scimType = 'application/scim+json';
const PAGE = 100;
/** On one page. */
export const MOST = 500;

export const Query = z.object({
  filter: z.string().max(1_000).optional(),
  startIndex: z.coerce.number().int().catch(1).default(1),
  count: z.coerce.number().int().catch(PAGE).default(PAGE),
  excludedAttributes: z.string().max(1_000).optional(),
});

/** @throws {ScimRefusal} */
export function bodyOf(request: FastifyRequest): JsonObject {
  const body = request.body as Json | undefined;
  if (!isObject(body)) throw new ScimRefusal(400, 'invalidSyntax', 'the body is no object');
  return body;
}

/** Of a PatchOp; names of attributes count without their case. */
export function operationsOf(body: JsonObject): Json | undefined {
  return Object.entries(body).find(([key]) => key.toLowerCase() === 'operations')?.[1];
}

export function idOf(request: FastifyRequest): string {
  return z.object({ id: z.string() }).parse(request.params).id;
}
