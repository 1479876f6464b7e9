import { existsSync, readFileSync } from 'node:fs';
import type { Language } from '@saal/protocol';
import { z } from 'zod';

type Tree = { [key: string]: string | Tree };
const Tree: z.ZodType<Tree> = z.lazy(() => z.record(z.string(), z.union([z.string(), Tree])));

const loaded = new Map<string, Tree>();

function catalogue(language: Language, namespace: string): Tree {
  const key = `${language}/${namespace}`;
  const known = loaded.get(key);
  if (known) return known;
  const file = new URL(`../../../apps/web/src/i18n/${key}.json`, import.meta.url);
  if (!existsSync(file)) throw new Error(`there is no catalogue ${key}.json`);
  const tree = Tree.parse(JSON.parse(readFileSync(file, 'utf8')));
  loaded.set(key, tree);
  return tree;
}

/**
 * A sentence as the product shows it, from its own catalogues.
 * @param key `meeting:microphone.mute`
 * @throws when the catalogue does not hold it, so that a renamed key fails loudly
 */
export function text(language: Language, key: string, values: Record<string, string | number> = {}): string {
  const raw = template(language, key);
  return raw.replace(/\{\{\s*(\w+)(?:\s*,[^}]*)?\s*\}\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** The same as a pattern in which every placeholder matches anything: for names that hold names or numbers. */
export function pattern(language: Language, key: string): RegExp {
  const escaped = template(language, key)
    .split(/\{\{[^}]*\}\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`);
}

/** Matches any of several sentences exactly: a toggle whose name says what it does next. */
export function anyOf(language: Language, ...keys: string[]): RegExp {
  return new RegExp(keys.map((key) => pattern(language, key).source).join('|'));
}

function template(language: Language, key: string): string {
  const [namespace, path] = key.split(':');
  if (!namespace || !path) throw new Error(`not a catalogue key: ${key}`);
  const tree = catalogue(language, namespace);
  const flat = tree[path];
  if (typeof flat === 'string') return flat;
  let node: string | Tree | undefined = tree;
  for (const step of path.split('.')) node = typeof node === 'object' ? node[step] : undefined;
  if (typeof node !== 'string') throw new Error(`the catalogue ${language}/${namespace}.json holds no ${path}`);
  return node;
}
