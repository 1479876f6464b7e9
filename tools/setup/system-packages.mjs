// @ts-check
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { lastWords, run } from './run.mjs';
import { SetupFailed, step } from './say.mjs';

/** Where a program may lie besides PATH. */
const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/bin'];

/** @param {string} program */
export function isInstalled(program) {
  return places.some((place) => isExecutable(join(place, program)));
}

/** @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * How this machine installs packages: the words before the names, or undefined where neither apt nor dnf is.
 * @param {(program: string) => boolean} has
 */
export function packageManager(has = isInstalled) {
  if (has('apt-get')) return { kind: 'deb', install: ['apt-get', 'install', '-y', '--no-install-recommends'] };
  if (has('dnf')) return { kind: 'rpm', install: ['dnf', 'install', '-y'] };
  return undefined;
}

/**
 * Installs packages of the distribution: as root, or by sudo where it asks for no password. Otherwise stops and prints the command.
 * @param {string} what they are for
 * @param {{ deb: readonly string[], rpm: readonly string[] }} packages
 * @param {string} without how to do without
 */
export async function installPackages(what, packages, without) {
  const manager = packageManager();
  if (!manager) throw new SetupFailed(`${what} needs ${packages.deb.join(', ')}, and this machine has neither apt-get nor dnf`, without);
  const names = manager.kind === 'deb' ? packages.deb : packages.rpm;
  const command = [...manager.install, ...names];
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (asRoot.length > 0 && (await run('sudo', ['-n', 'true'])).code !== 0) {
    throw new SetupFailed(`${what} needs packages that only root may install`, `Run: sudo ${command.join(' ')}   (or: ${without})`);
  }
  await step(`installing ${names.join(' ')} for ${what} (${without})`, async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    // Somebody else may be installing just now, and the lists of a fresh container are empty.
    const patience = manager.kind === 'deb' ? ['-o', 'DPkg::Lock::Timeout=600'] : [];
    const attempt = async () => {
      const [program = '', ...argv] = [...asRoot, ...manager.install, ...patience, ...names];
      return run(program, argv, { env });
    };
    let result = await attempt();
    if (result.code !== 0 && manager.kind === 'deb') {
      const [program = '', ...argv] = [...asRoot, 'apt-get', 'update'];
      await run(program, argv, { env });
      result = await attempt();
    }
    if (result.code !== 0) {
      throw new SetupFailed(
        `${manager.install[0]} failed (${lastWords(result.output, /^(E:|Error)/i)})`,
        `Run it yourself: ${[...asRoot.slice(0, 1), ...command].join(' ')}   (or: ${without})`,
      );
    }
  });
}
