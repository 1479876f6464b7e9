import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';

/** Structured log. Ids go into fields; no secrets, and no names of persons at `info` and above (LOG-2). */
export type Logger = PinoLogger;

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** Paths that are blanked wherever they appear, should one slip in. */
const secretPaths = ['password', 'token', 'secret', 'passcode', 'cookie', 'authorization'].flatMap((key) => [
  key,
  `*.${key}`,
  `*.*.${key}`,
]);

export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths: secretPaths, censor: '[redacted]' } };
  return destination ? pino(options, destination) : pino(options);
}
