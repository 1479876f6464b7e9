import type { FastifyInstance } from 'fastify';
import type { BlockList } from 'node:net';
import type { Metrics } from '@saal/foundation';
import { NotFound } from './errors.ts';
import { cameThroughUnknownProxy, clientAddressOf, isIn } from './forwarded.ts';

export interface OperationOptions {
  metrics: Metrics;
  metricsNetworks: BlockList;
  trustedProxies: BlockList;
  /** What is not ready now (`database`, `stopping`), or undefined when requests can be served. */
  notReady: () => Promise<string | undefined>;
}

/** What watches the server: `/healthz` (the process lives), `/readyz` (send people here), `/metrics` (Prometheus). */
export function operationRoutes(app: FastifyInstance, options: OperationOptions): void {
  app.get('/healthz', { schema: { hide: true } }, async (_request, reply) => reply.type('text/plain').send('ok\n'));

  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const reason = await options.notReady();
    return reply
      .status(reason === undefined ? 200 : 503)
      .type('text/plain')
      .send(reason === undefined ? 'ready\n' : `not ready: ${reason}\n`);
  });

  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    const address = clientAddressOf(request.raw, options.trustedProxies);
    // Behind a proxy that is not configured everybody seems to come from the proxy's address, often a permitted one.
    if (cameThroughUnknownProxy(request.raw) || !isIn(options.metricsNetworks, address)) throw new NotFound();
    return reply.type(options.metrics.contentType).send(await options.metrics.text());
  });
}
