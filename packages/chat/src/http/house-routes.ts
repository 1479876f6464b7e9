/** What clients ask of every server, and of which this one has none, or keeps it in the account of the house. */
import type { FastifyInstance } from 'fastify';
import { ChatError } from '../errors.ts';
import { askerOf, ownPath, type ChatParts } from './context.ts';

export function houseRoutes(app: FastifyInstance, parts: ChatParts): void {
  const { turn } = parts;

  app.get('/voip/turnServer', async (request) => {
    const { userId } = await askerOf(request, parts);
    return turn(userId) ?? {};
  });

  // There are no bridges to other networks.
  app.get('/thirdparty/protocols', async (request) => {
    await askerOf(request, parts);
    return {};
  });
  for (const kind of ['location', 'user']) {
    app.get(`/thirdparty/${kind}`, async (request) => {
      await askerOf(request, parts);
      return [];
    });
  }

  app.get('/account/3pid', async (request) => {
    await askerOf(request, parts);
    return { threepids: [] };
  });

  // DEVIATION: client-server API, "Account management": accounts are those of the house, made, changed and ended there.
  for (const path of [
    '/account/password',
    '/account/deactivate',
    '/account/3pid/add',
    '/account/3pid/bind',
    '/account/3pid/delete',
    '/account/3pid/unbind',
  ]) {
    app.post(path, async (request) => {
      await askerOf(request, parts);
      throw new ChatError('forbidden', 'accounts are managed by this organisation, not by chat clients');
    });
  }
  app.post('/register', () => {
    throw new ChatError('forbidden', 'accounts are made by this organisation');
  });

  // DEVIATION: client-server API, "OpenID": a token would prove somebody to servers of others, and none of those is served.
  app.post('/user/:userId/openid/request_token', async (request) => {
    ownPath(request, await askerOf(request, parts));
    throw new ChatError('forbidden', 'nobody is proven to servers of others');
  });
}
