import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { failedWith, passed, type Check } from './check.ts';

/** Licences that go with the EUPL and bind neither us nor an operator beyond naming the authors. */
const permitted = new Set([
  'MIT',
  'MIT-0',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  '0BSD',
  'BlueOak-1.0.0',
  'MPL-2.0',
  'Unlicense',
  'Zlib',
  'Python-2.0',
  'EUPL-1.2',
]);
/** Of data and fonts, not of code. */
const permittedForData = new Set(['CC0-1.0', 'CC-BY-4.0', 'CC-BY-3.0', 'OFL-1.1']);

const Lockfile = z.object({
  packages: z.record(z.string(), z.looseObject({ license: z.string().optional(), version: z.string().optional() })),
});
const Manifest = z.looseObject({
  license: z.union([z.string(), z.object({ type: z.string() })]).optional(),
  licenses: z.array(z.object({ type: z.string() })).optional(),
});

export const licenceCheck: Check = {
  name: 'licences of dependencies',
  kind: 'static',
  async run() {
    const { packages } = Lockfile.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
    const faults = Object.entries(packages)
      .filter(([path]) => path.includes('node_modules/'))
      .map(([path, { license }]) => ({ path, licence: license ?? licenceInFolder(path) }))
      .filter(({ licence }) => licence === undefined || !isPermitted(licence))
      .map(({ path, licence }) => `${path}: ${licence ?? 'no licence given'}`);
    return faults.length === 0 ? passed : failedWith(`not among the permitted licences (tools/check/licences.ts):\n${faults.join('\n')}`);
  },
};

/** @param expression SPDX: of `A OR B` one is enough, of `A AND B` both are needed */
export function isPermitted(expression: string): boolean {
  const plain = expression.replace(/[()]/g, '');
  return plain
    .split(/ OR /i)
    .some((choice) => choice.split(/ AND /i).every((licence) => permitted.has(licence.trim()) || permittedForData.has(licence.trim())));
}

/** Old packages name it in other ways. Packages for other machines are in the lockfile and not on the disk; those all name it there. */
function licenceInFolder(path: string): string | undefined {
  const file = join(path, 'package.json');
  if (!existsSync(file)) return undefined;
  const { license, licenses } = Manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
  if (license !== undefined) return typeof license === 'string' ? license : license.type;
  return licenses?.map(({ type }) => type).join(' OR ');
}
