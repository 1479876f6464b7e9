import type { Logger } from './log.ts';

/** A signal to a whole group arrives once by itself and once more from the parent that passes it on: that is one wish. */
const SAME_WISH_MS = 2_000;

/**
 * Lets the process end in order on SIGTERM and SIGINT: with 0 when all is closed, with 1 when that failed. A second
 * signal, given by somebody who will not wait, ends it at once.
 * @param options.limitMs after so long it ends with 1, closed or not
 */
export function stopOnSignals(stop: () => Promise<void>, { log, limitMs }: { log: Logger; limitMs: number }): void {
  let askedAtMs: number | undefined;
  const end = (signal: NodeJS.Signals): void => {
    if (askedAtMs !== undefined) {
      if (performance.now() - askedAtMs > SAME_WISH_MS) process.exit(1);
      return;
    }
    askedAtMs = performance.now();
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error('stopping took too long');
      process.exit(1);
    }, limitMs).unref();
    stop().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
