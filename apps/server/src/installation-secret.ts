/** What this installation alone knows: keys that seal things in the database are derived from it. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config/schema.ts';

const FILE = 'installation.secret';

/**
 * SAAL_SECRET, or a random one that the first start leaves in the data folder, readable to its owner only.
 * Beside the database and not in it, so that a copy of the database alone opens nothing.
 */
export async function installationSecret(config: Pick<Config, 'SAAL_SECRET' | 'SAAL_DATA_DIR'>): Promise<string> {
  if (config.SAAL_SECRET !== undefined) return config.SAAL_SECRET;
  const path = join(config.SAAL_DATA_DIR, FILE);
  await mkdir(config.SAAL_DATA_DIR, { recursive: true });
  try {
    // Never over one that is there: of two first starts at once, the second reads what the first wrote.
    await writeFile(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return (await readFile(path, 'utf8')).trim();
}
