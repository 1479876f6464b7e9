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

/**
 * What is written of an error. Only these parts: libraries hang whole clients, with their passwords, on their errors.
 * `cause` is followed three times.
 */
function writtenError(error: unknown, depth = 3): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : 'not an Error';
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(error.cause !== undefined && depth > 0 ? { cause: writtenError(error.cause, depth - 1) } : {}),
  };
}

/** Calendar programs can show a secret in no other place than the path (decision 0055). */
const secretInPath = /(\/calendars\/feed\/).+/;

/** What is written of an HTTP request: its path alone, since old clients show their secrets in the query. */
function writtenRequest(request: { method?: string; url?: string }): unknown {
  return { method: request.method, path: request.url?.split('?')[0]?.replace(secretInPath, '$1[redacted]') };
}

export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secretPaths, censor: '[redacted]' },
    serializers: { err: writtenError, req: writtenRequest },
  };
  return destination ? pino(options, destination) : pino(options);
}
