import { readFileSync, statSync } from 'node:fs';
import { StartRefused } from './start-refused.ts';

/**
 * A file of JSON that holds secrets.
 * @param setting that names the file; @param remedy when it is no JSON
 * @throws {StartRefused} also when everybody may read it
 */
export function readSecretJson(file: string, setting: string, remedy: string): unknown {
  let text: string;
  try {
    if ((statSync(file).mode & 0o007) !== 0)
      throw new StartRefused(`${file} holds secrets and everybody on this machine may use it`, `chmod o= ${file}`);
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof StartRefused) throw cause;
    throw new StartRefused(`${file} cannot be read`, `correct ${setting} or the rights of the file`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch {
    // Not as cause: the parser's message quotes the text around the fault.
    throw new StartRefused(`${file} is no JSON`, remedy);
  }
}
