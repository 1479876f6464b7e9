/** People by their whole address, for panels: nobody can be looked through (LOB-3). */
import { Email, PersonId } from '@saal/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { PersonNotFound } from '../errors.ts';
import type { People } from '../ports.ts';
import { refusals, type CallerOf } from './v1-caller.ts';

export function v1PeopleRoutes(
  instance: FastifyInstance,
  { people, callerOf }: { people: Pick<People, 'byEmail'>; callerOf: CallerOf },
): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  app.get(
    '/people',
    {
      schema: {
        summary: 'Who with an account has this address. Scope people.read',
        querystring: z.object({ email: Email }),
        response: { 200: z.object({ id: PersonId, name: z.string() }), ...refusals },
      },
    },
    async (request) => {
      await callerOf(request, 'people.read');
      const person = await people.byEmail(request.query.email);
      if (!person) throw new PersonNotFound();
      return person;
    },
  );
}
