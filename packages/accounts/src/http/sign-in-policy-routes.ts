/** How people sign in here, for those who hold `sign-in.change`. What is set is set by the operator: nothing is changed here. */
import { SignInPolicyView } from '@saal/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { requireRight, type AccountsContext } from './context.ts';

export function signInPolicyRoutes(instance: FastifyInstance, context: AccountsContext): void {
  const { directory, peopleList, signInPolicy } = context;
  instance
    .withTypeProvider<ZodTypeProvider>()
    .get('/sign-in-policy', { schema: { response: { 200: SignInPolicyView } } }, async (request) => {
      await requireRight(context, request, 'sign-in.change', 'see how people sign in');
      return { ...signInPolicy, directory: directory !== undefined, people: await peopleList.counts() };
    });
}
