import { expect, test } from 'vitest';
import join from '../i18n/de/join.json' with { type: 'json' };
import meeting from '../i18n/de/meeting.json' with { type: 'json' };

type Tree = { [key: string]: string | Tree };
const sources = import.meta.glob<string>('./**/*.{ts,tsx}', { eager: true, query: '?raw', import: 'default' });

function keysOf(tree: Tree, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [prefix + key] : keysOf(value, `${prefix}${key}.`)));
}

const known: Record<string, Set<string>> = { join: new Set(keysOf(join)), meeting: new Set(keysOf(meeting)) };

/** `t('a.b')`, `t('join:a.b')` and templates with a known beginning, by file. */
function used(): { file: string; namespace: string; key: string; exact: boolean }[] {
  return Object.entries(sources)
    .filter(([file]) => !file.includes('.test.'))
    .flatMap(([file, source]) => {
      const own = /useTranslation\(\[?'(\w+)'/.exec(source)?.[1] ?? /TFunction<'(\w+)'>/.exec(source)?.[1] ?? 'meeting';
      return [
        ...source.matchAll(/'((?:(?:join|meeting):)?[a-z]\w*(?:\.[\w-]+)+)'|`((?:(?:join|meeting):)?[a-zA-Z]\w*\.(?:[\w-]+\.)*)\$\{/g),
      ].map((match) => {
        const text = match[1] ?? match[2] ?? '';
        const colon = text.indexOf(':');
        return { file, namespace: colon < 0 ? own : text.slice(0, colon), key: text.slice(colon + 1), exact: match[1] !== undefined };
      });
    });
}

test('every word that is asked for is in the catalogue', () => {
  const missing = used().filter(({ namespace, key, exact }) => {
    const keys = known[namespace];
    // Names of stored things and of messages are no words.
    if (!keys || /^(saal|meeting)\./.test(key)) return false;
    if (exact) return !keys.has(key) && !keys.has(`${key}_other`);
    return ![...keys].some((one) => one.startsWith(key));
  });
  expect(missing.map(({ file, namespace, key }) => `${file}: ${namespace}:${key}`)).toEqual([]);
});
