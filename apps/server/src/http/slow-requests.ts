import type { FastifyInstance } from 'fastify';

/**
 * Ends requests whose body does not come (slowloris). The limit of Node's server is one for all, and files need a longer one.
 * @param options.but addresses that have their own limit
 */
export function endSlowRequests(app: FastifyInstance, options: { timeoutMs: number; but: RegExp }): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { raw } = request;
    if (!raw.complete && !options.but.test(raw.url ?? '')) {
      const timer = setTimeout(() => {
        if (!raw.complete) raw.socket.destroy();
      }, options.timeoutMs);
      timer.unref();
      raw.once('close', () => clearTimeout(timer));
    }
    done();
  });
}
