import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NotFound } from './errors.ts';

/** Names of built files hold a hash of their content, so they never change. */
const ONE_YEAR_MS = 365 * 24 * 3600 * 1000;

/**
 * Serves the built pages. Every address that is no file and no API belongs to the app's own router, so it gets index.html.
 * @param embedOrigins pages that may show this meeting inside of them
 * @param directory `apps/web/dist`; without it the server works, and says what is missing where a page was asked for
 */
export async function webClient(
  app: FastifyInstance,
  directory: string,
  embedOrigins: (meetingId: string) => Promise<readonly string[]>,
): Promise<void> {
  const built = existsSync(join(directory, 'index.html'));
  if (built) {
    await app.register(fastifyStatic, {
      root: directory,
      wildcard: false,
      index: false,
      preCompressed: true, // tools/bootstrap.mjs puts .br and .gz beside each file
      cacheControl: false,
      setHeaders: (reply, path) => {
        void reply.header('cache-control', path.includes('/assets/') ? `public, max-age=${ONE_YEAR_MS / 1000}, immutable` : 'no-cache');
      },
    });
  }
  app.get<{ Params: { id: string } }>('/embed/m/:id', { schema: { hide: true } }, async (request, reply) => {
    const origins = await embedOrigins(request.params.id);
    if (origins.length > 0) {
      const policy = String(reply.getHeader('content-security-policy'));
      // The older header knows no list.
      void reply.removeHeader('x-frame-options');
      void reply.header('content-security-policy', policy.replace("frame-ancestors 'none'", `frame-ancestors ${origins.join(' ')}`));
    }
    return sendPage(reply, built);
  });
  app.setNotFoundHandler((request, reply) => (wantsPage(request) ? sendPage(reply, built) : refuse()));
}

function sendPage(reply: FastifyReply, built: boolean): FastifyReply {
  if (!built)
    return reply.status(503).type('text/plain; charset=utf-8').send('The pages have not been built yet: start with `npm start`.\n');
  return reply.sendFile('index.html');
}

/** A browser that opens an address, not a script that misses a file. */
function wantsPage(request: FastifyRequest): boolean {
  const path = request.url.split('?')[0] ?? '/';
  return (
    (request.method === 'GET' || request.method === 'HEAD') &&
    !path.startsWith('/api/') &&
    path !== '/api' &&
    !/\.[a-z0-9]{2,5}$/i.test(path)
  );
}

function refuse(): never {
  throw new NotFound();
}
