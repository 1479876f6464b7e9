import { SignInFile } from '@saal/accounts';
import { readSecretJson } from './secret-json.ts';
import { StartRefused } from './start-refused.ts';

const remedy = 'correct it by deploy/sign-in.example.json, or take SAAL_SIGN_IN_FILE away';

/**
 * Providers of identities (decision 0041).
 * @param file undefined: passwords only
 * @param o.hasDirectory who comes by a proxy is looked for there
 * @throws {StartRefused} with every fault and where it stands, and when everybody may read the secrets in it
 */
export function readSignInFile(file: string | undefined, { hasDirectory } = { hasDirectory: false }): SignInFile | undefined {
  if (file === undefined) return undefined;
  const parsed = SignInFile.safeParse(readSecretJson(file, 'SAAL_SIGN_IN_FILE', remedy));
  if (parsed.success) {
    if (!hasDirectory && parsed.data.providers.some(({ kind }) => kind === 'proxy'))
      throw new StartRefused(
        `${file} lets a proxy say who people are, and there is no directory to find them in`,
        'set SAAL_DIRECTORY_FILE',
      );
    return parsed.data;
  }
  // Without values: a secret could stand where something else was meant.
  const faults = parsed.error.issues.map(({ path, message }) => `${path.length === 0 ? 'the whole' : path.join('.')}: ${message}`);
  throw new StartRefused(`${file} is wrong: ${faults.join('; ')}`, remedy);
}
