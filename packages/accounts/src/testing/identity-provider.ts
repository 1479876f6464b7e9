/** A real provider of OpenID Connect (oidc-provider) in this process, which believes every name it is told. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** What the provider says of somebody, by the name they type in. */
export type Claims = { email?: string; email_verified?: boolean; name?: string; groups?: string[] };
export type TestIdentityProvider = { issuer: string; clientId: string; clientSecret: string; close(): Promise<void> };

/** @param o.redirectUri the only one it sends anybody back to; `o.backUri` the only one after signing out */
export async function startIdentityProvider(o: {
  redirectUri: string;
  backUri: string;
  people: Record<string, Claims>;
}): Promise<TestIdentityProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const client = { clientId: 'saal', clientSecret: 'secret-of-saal' };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [o.redirectUri],
        post_logout_redirect_uris: [o.backUri],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    cookies: { keys: ['a key of the test'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...o.people[sub] }) }),
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client?.clientId, accountId: oidc.session?.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
    interaction(provider, request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  return {
    issuer,
    ...client,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function interaction(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      '<!doctype html><html lang="en"><title>City sign-in</title><main><h1>City sign-in</h1><form method="post"><label>Name <input name="login" autofocus></label> <button>Go on</button> <button name="refuse" value="1">Refuse</button></form></main></html>',
    );
    return;
  }
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const form = new URLSearchParams(body);
  const result = form.has('refuse') ? { error: 'access_denied' } : { login: { accountId: form.get('login') ?? '' } };
  await provider.interactionFinished(request, response, result);
}

/** Goes through the provider's pages as `login` would. @returns the address it sends the browser back to */
export async function visitIdentityProvider(address: string, login: string | undefined): Promise<URL> {
  const cookies = new Map<string, string>();
  let next = new URL(address);
  const home = next.origin;
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 10 && next.origin === home; step++) {
    // eslint-disable-next-line no-restricted-globals -- as the browser of a person would
    const response = await fetch(next, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split(/=(.*)/s) ?? [];
      cookies.set(name, value);
    }
    form = undefined;
    const location = response.headers.get('location');
    if (location !== null) next = new URL(location, next);
    else if (response.status === 200) form = new URLSearchParams(login === undefined ? { refuse: '1' } : { login });
    else throw new Error(`the provider answered ${response.status}: ${await response.text()}`);
  }
  return next;
}
