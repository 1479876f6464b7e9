import type { Logger } from './log.ts';

/**
 * Lets the process end in order on SIGTERM and SIGINT: with 0 when all is closed, with 1 when that failed. A second signal
 * ends it at once.
 * @param options.limitMs after so long it ends with 1, closed or not
 */
export function stopOnSignals(stop: () => Promise<void>, { log, limitMs }: { log: Logger; limitMs: number }): void {
  let asked = false;
  const end = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(1);
    asked = true;
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
