/** The Matrix library is silent: what matters of it is told by the models, and its lines would hold names of rooms and people. */
import loglevel from 'loglevel';
import type { Logger } from 'matrix-js-sdk/lib/logger.js';

const silent = (): void => undefined;

export const quietLogger: Logger = {
  ...{ trace: silent, debug: silent, info: silent, warn: silent, error: silent },
  getChild: () => quietLogger,
};

/** Parts of the library speak by loggers of their own. */
export function quietenLibrary(): void {
  loglevel.methodFactory = () => silent;
  for (const logger of Object.values(loglevel.getLoggers())) {
    logger.methodFactory = () => silent;
    logger.rebuild();
  }
}
