import { ServerNameFixed } from '@saal/chat';
import { FolderInUse, MigrationRefused, PostgresUnavailable } from '@saal/foundation';
import type { Config } from './config/schema.ts';
import { StartRefused } from './start-refused.ts';

/** Errors that somebody at the terminal can mend, as one line; others stay as they are. */
export function asRefusal(error: unknown, config: Config): unknown {
  if (error instanceof FolderInUse) return new StartRefused(error.message, 'one data folder serves one server', { cause: error });
  if (error instanceof PostgresUnavailable)
    return new StartRefused(error.message, `the data folder is ${config.SAAL_DATA_DIR}`, { cause: error });
  if (error instanceof MigrationRefused) return new StartRefused(error.message, 'nothing was changed', { cause: error });
  if (error instanceof ServerNameFixed) return new StartRefused(error.message, 'set it back; nothing was changed', { cause: error });
  const code = codeOf(error);
  const place = `${config.SAAL_HOST}:${config.SAAL_PORT}`;
  if (code === 'EADDRINUSE')
    return new StartRefused(
      `port ${config.SAAL_PORT} on ${config.SAAL_HOST} is taken by another program`,
      `end that one, or take another port: npm start -- --port ${config.SAAL_PORT + 1}`,
      { cause: error },
    );
  if (code === 'EACCES')
    return new StartRefused(
      `${place} may not be opened by this user`,
      'ports below 1024 need rights: take a higher one, or a reverse proxy',
      { cause: error },
    );
  if (code === 'EADDRNOTAVAIL')
    return new StartRefused(`this machine has no address ${config.SAAL_HOST}`, 'correct SAAL_HOST', { cause: error });
  if (code === 'ENOSPC')
    return new StartRefused('the disk is full', 'make room, or choose another folder with SAAL_DATA_DIR', { cause: error });
  if (config.DATABASE_URL !== undefined && (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === '28P01' || code === '3D000')) {
    return new StartRefused(
      `the database at DATABASE_URL does not let us in (${error instanceof Error && error.message !== '' ? error.message : code})`,
      'see that it runs and that user, password and database are right',
      { cause: error },
    );
  }
  return error;
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
