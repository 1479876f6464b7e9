/**
 * Writes `@saal/embed` as it is published: JavaScript and declarations, without what the workspace needs. For applications that are not in
 * this repository: `npm run embed`, then `npm publish packages/embed/dist` to the registry of the house, or hand out `npm pack packages/embed/dist`.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { z } from 'zod';

const root = new URL('..', import.meta.url).pathname;
const source = join(root, 'packages/embed');
const modules = ['index', 'messages'];
const Manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** @param directory is emptied; default: `packages/embed/dist` */
export function writeEmbedPackage(directory = join(source, 'dist')): void {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const compilerOptions: ts.CompilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true };
  for (const name of modules) {
    const text = readFileSync(join(source, 'src', `${name}.ts`), 'utf8');
    const fileName = `${name}.ts`;
    const { outputText: script } = ts.transpileModule(text, { fileName, compilerOptions });
    const { outputText: declarations, diagnostics = [] } = ts.transpileDeclaration(text, { fileName, compilerOptions });
    if (diagnostics.length > 0)
      throw new TypeError(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')).join('\n'));
    // A module that only names types needs no script; importing it is left out of the others by the compiler.
    if (!/^export \{\};$/.test(script.replace(/\/\*[^]*?\*\//g, '').trim())) writeFileSync(join(directory, `${name}.js`), pointed(script));
    writeFileSync(join(directory, `${name}.d.ts`), pointed(declarations));
  }
  const { name, version, license } = Manifest.parse(JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')));
  const manifest = {
    ...{ name, version, license, description: 'Shows a meeting of Saal inside a page of another application', type: 'module' },
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
    ...{ types: './index.d.ts', sideEffects: false },
  };
  writeFileSync(join(directory, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  copyFileSync(join(source, 'README.md'), join(directory, 'README.md'));
  copyFileSync(join(root, 'LICENSE'), join(directory, 'LICENSE'));
}

/** From the written files to each other. */
function pointed(text: string): string {
  return text.replace(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'");
}

if (import.meta.main) writeEmbedPackage();
