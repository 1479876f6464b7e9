import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';

/** Another process works on the folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
  readonly folder: string;
  constructor(folder: string) {
    super(`the data folder ${folder} is in use by another running Saal: stop that one, or choose another folder with SAAL_DATA_DIR`);
    this.folder = folder;
  }
}

/**
 * Takes the folder for this process alone, until `release` or the process's end, however it ends.
 *
 * The kernel keeps the lock (flock(2)), so nothing stale stays behind after `kill -9`. Node has no call for it; the
 * `flock` program locks the descriptor it inherits, and such a lock belongs to the open file, which this process holds on to.
 * @throws {FolderInUse}
 */
export function lockFolder(folder: string): { release(): void } {
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, 'lock'), constants.O_RDWR | constants.O_CREAT, 0o600);
  const result = spawnSync('flock', ['--nonblock', '--conflict-exit-code', '7', '3'], { stdio: ['ignore', 'ignore', 'pipe', file] });
  let open = true;
  const release = (): void => {
    if (open) closeSync(file);
    open = false;
  };
  if (result.status === 0) return { release };
  // macOS has no such program; there only developers work, and PostgreSQL's own pid file still stands guard.
  if (process.platform === 'darwin' && result.error) return { release };
  release();
  if (result.status === 7) throw new FolderInUse(folder);
  throw new Error(
    `the data folder ${folder} could not be locked: ${result.error?.message ?? result.stderr.toString().trim()}; is \`flock\` (util-linux) installed?`,
  );
}
