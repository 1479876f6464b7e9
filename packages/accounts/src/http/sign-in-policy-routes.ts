/** How people sign in here, and what the house decides for everybody: for those who hold `sign-in.change`. */
import { ChangePolicies, PoliciesView, SignInPolicyView } from '@saal/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { ExternalsRefused } from '../errors.ts';
import { callerOf, requireRight, SMALL_BODY_BYTES, type AccountsContext } from './context.ts';

export function signInPolicyRoutes(instance: FastifyInstance, context: AccountsContext): void {
  const { directory, peopleList, signInWays, house, sessions, hasExternals } = context;
  const { policies } = house;
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get('/sign-in-policy', { schema: { response: { 200: SignInPolicyView } } }, async (request) => {
    await requireRight(context, request, 'sign-in.change', 'see how people sign in');
    const { secondFactor } = await policies.now();
    return { secondFactor, ...(signInWays && { ways: signInWays }), directory: directory !== undefined, people: await peopleList.counts() };
  });

  const view = async (): Promise<z.output<typeof PoliciesView>> => ({
    ...{ policies: await policies.now(), defaults: policies.defaults, fixed: [...policies.fixed], hasExternals },
  });

  app.get('/policies', { schema: { response: { 200: PoliciesView } } }, async (request) => {
    await requireRight(context, request, 'sign-in.change', 'see the policies of the house');
    return view();
  });

  app.patch(
    '/policies',
    { bodyLimit: SMALL_BODY_BYTES, schema: { body: ChangePolicies, response: { 200: PoliciesView } } },
    async (request) => {
      const by = await requireRight(context, request, 'sign-in.change', 'change the policies of the house');
      // Who decides so would be out at once, and nobody of theirs could take it back.
      if (request.body.externals === 'refused' && house.isExternal(by.email)) throw new ExternalsRefused();
      const { before, after } = await policies.change(by, request.body, callerOf(request));
      context.viewers.forget();
      if (before.externals !== after.externals && after.externals === 'refused') await sessions.endExternals();
      return view();
    },
  );
}
