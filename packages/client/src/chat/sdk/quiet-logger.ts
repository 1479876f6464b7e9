/** What the Matrix library says, without its daily life. It never holds tokens or words of messages at these levels. */
import type { Logger } from 'matrix-js-sdk/lib/logger.js';

const silent = (): void => undefined;

export const quietLogger: Logger = {
  trace: silent,
  debug: silent,
  info: silent,
  warn: silent,
  error: (...words: unknown[]) => console.error(...words),
  getChild: () => quietLogger,
};
