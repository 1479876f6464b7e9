import { errorCodes } from '@saal/protocol';
import { expect, test } from 'vitest';

type Tree = { [key: string]: string | Tree };
const files = import.meta.glob<Tree>('./{de,en}/*.json', { eager: true, import: 'default' });
const sources = import.meta.glob<string>('../**/*.{ts,tsx}', { eager: true, query: '?raw', import: 'default' });

const areas = [...new Set(Object.keys(files).map((path) => path.replace(/^\.\/..\/(.*)\.json$/, '$1')))];

function flat(tree: Tree | undefined, prefix = ''): Map<string, string> {
  const entries = Object.entries(tree ?? {}).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : [...flat(value, `${prefix}${key}.`)],
  );
  return new Map(entries);
}

const placeholders = (text: string): string[] => [...new Set([...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1] ?? ''))].sort();

test.each(areas)('%s has the same keys and placeholders in German and English', (area) => {
  const german = flat(files[`./de/${area}.json`]);
  const english = flat(files[`./en/${area}.json`]);
  expect([...english.keys()].sort()).toEqual([...german.keys()].sort());
  for (const [key, text] of german) expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text));
});

test.each(areas)('%s leaves no text empty', (area) => {
  for (const language of ['de', 'en'])
    for (const [key, text] of flat(files[`./${language}/${area}.json`])) expect(text.trim(), key).not.toBe('');
});

test('every error code of the protocol has its sentence', () => {
  expect(Object.keys(files['./de/error.json'] ?? {}).sort()).toEqual([...errorCodes].sort());
});

test('every key that a component names is in its catalogue', () => {
  const missing: string[] = [];
  for (const [path, source] of Object.entries(sources)) {
    if (path.includes('.test.') || path.startsWith('../meeting/')) continue;
    const own = /(?:useTranslation\(\[?|TFunction<)'(\w+)'/.exec(source)?.[1] ?? 'common';
    for (const [, named, key] of source.matchAll(/\bt\(\s*'(?:(\w+):)?([\w.-]+)'/g)) {
      const keys = flat(files[`./de/${named ?? own}.json`]);
      if (key !== undefined && !keys.has(key) && !keys.has(`${key}_other`)) missing.push(`${path}: ${named ?? own}:${key}`);
    }
  }
  expect(missing).toEqual([]);
});
