/** A provider of SAML 2.0 in this process, which believes every name it is told and remembers who is signed in. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inflateRawSync } from 'node:zlib';
import { makeKeyPair, type KeyPair } from './key-pair.ts';
import { honestAnswer } from './saml-answer.ts';

export type SamlProviderForTests = {
  entityId: string;
  signInUrl: string;
  signOutUrl: string;
  key: KeyPair;
  /** Sign-outs that were asked for, as XML. */
  signOuts: string[];
  close(): Promise<void>;
};

/** @param o.redirectUri the only one it answers to; `o.backUri` where it sends people who signed out */
export async function startSamlProvider(o: {
  redirectUri: string;
  backUri: string;
  ownEntityId: string;
  people: Record<string, Record<string, string | string[]>>;
}): Promise<SamlProviderForTests> {
  const key = makeKeyPair('City sign-in');
  const signOuts: string[] = [];
  const sessions = new Map<string, string>();
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const entityId = `${base}/metadata`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', base);
    const session = /city_session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
    const asked = messageOf(searchParams);
    const requestId = / ID="([^"]+)"/.exec(asked)?.[1] ?? '';
    if (pathname === '/sign-out') {
      signOuts.push(asked);
      sessions.delete(session);
      response.writeHead(302, { location: `${o.backUri}?SAMLResponse=told`, 'set-cookie': 'city_session=; Max-Age=0' }).end();
      return;
    }
    if (pathname !== '/sign-in') return void response.writeHead(404, { 'content-type': 'text/html' }).end(page('Nothing is here.'));
    if (/AssertionConsumerServiceURL="([^"]+)"/.exec(asked)?.[1] !== o.redirectUri)
      return void response.writeHead(400).end('unknown service');
    let login = sessions.get(session);
    if (request.method === 'POST') {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      login = new URLSearchParams(body).get('login') ?? '';
      const id = randomUUID();
      sessions.set(id, login);
      response.setHeader('set-cookie', `city_session=${id}; HttpOnly`);
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    if (login === undefined)
      return void response.end(
        page('<form method="post"><label>Name <input name="login" autofocus></label> <button>Go on</button></form>'),
      );
    const { redirectUri, ownEntityId: audience } = o;
    const answer = honestAnswer(
      { requestId, redirectUri, entityId, audience, nameId: `id-of-${login}`, attributes: o.people[login] ?? {} },
      key,
    );
    response.end(
      page(formOf(redirectUri, { SAMLResponse: Buffer.from(answer).toString('base64'), RelayState: searchParams.get('RelayState') ?? '' })),
    );
  }

  return {
    ...{ entityId, signInUrl: `${base}/sign-in`, signOutUrl: `${base}/sign-out`, key, signOuts },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function messageOf(query: URLSearchParams): string {
  const encoded = query.get('SAMLRequest');
  return encoded === null ? '' : inflateRawSync(Buffer.from(encoded, 'base64')).toString();
}

function page(content: string): string {
  return `<!doctype html><html lang="en"><title>City sign-in</title><main><h1>City sign-in</h1>${content}</main></html>`;
}

/** Sends itself off, as those of providers do. */
function formOf(action: string, fields: Record<string, string>): string {
  const inputs = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`);
  return `<form method="post" action="${action}">${inputs.join('')}<button>Go on</button></form><script>document.forms[0].submit()</script>`;
}

/** Goes through the provider's page as `login` would. @returns what the browser posts back */
export async function visitSamlProvider(address: string, login: string): Promise<URLSearchParams> {
  // eslint-disable-next-line no-restricted-globals -- as the browser of a person would
  const response = await fetch(address, { method: 'POST', body: new URLSearchParams({ login }) });
  const text = await response.text();
  const fields = [...text.matchAll(/name="(SAMLResponse|RelayState)" value="([^"]*)"/g)];
  if (fields.length !== 2) throw new Error(`the provider answered ${response.status}: ${text}`);
  return new URLSearchParams(fields.map(([, name = '', value = '']) => [name, value]));
}
