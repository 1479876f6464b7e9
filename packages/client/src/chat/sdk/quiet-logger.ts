/** What the Matrix library says, without its daily life: nothing but errors, which hold neither tokens nor words of messages. */
import { logger, type Logger } from 'matrix-js-sdk/lib/logger.js';

const silent = (): void => undefined;

export const quietLogger: Logger = {
  ...{ trace: silent, debug: silent, info: silent, warn: silent },
  error: (...words: unknown[]) => console.error(...words),
  getChild: () => quietLogger,
};

/** Parts of the library speak by a logger of their own, which is one of "loglevel". */
export function quietenLibrary(): void {
  if ('setLevel' in logger && typeof logger.setLevel === 'function') logger.setLevel('error', false);
  logger.getChild = () => quietLogger;
}
