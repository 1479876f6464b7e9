import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ldifOf, startSlapd, type Slapd } from '../testing/slapd.ts';
import { LdapDirectory } from './ldap-directory.ts';

const password = 'Kastanien am Marktplatz';
let slapd: Slapd;
let directory: LdapDirectory;

beforeAll(async () => {
  slapd = await startSlapd([
    ldifOf({ uid: 'alice', name: 'Alice', mail: 'alice@stadt.example', password }),
    ldifOf({ uid: 'bob', name: 'Bob', mail: 'bob@stadt.example', password }),
    ldifOf({ uid: 'star*(x)', name: 'Star', mail: 'star@stadt.example', password }),
  ]);
  directory = new LdapDirectory(slapd.settings());
}, 60_000);
afterAll(() => slapd?.close());

/** What means something in filters, names and on the wire, between what is somebody's name. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom('*', '(', ')', '\\', '\0', '&', '|', '!', '=', '~', '<', '>', ':', ',', '+', '"', ';', '/', '#', '\r', '\n', ' '),
      fc.constantFrom(
        'alice',
        'bob',
        'uid',
        'mail',
        'objectClass',
        '\\2a',
        '\\00',
        '*)(uid=*',
        ')(|(mail=*',
        'dn:',
        '1.1',
        'ü',
        '\u202e',
        '😀',
      ),
      fc.string({ maxLength: 8 }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''));

/** As the directory compares: without case, and without spaces around and doubled. */
const plain = (text: string): string => text.toLowerCase().replace(/ +/g, ' ').trim();
const isSomebody = (text: string): boolean =>
  ['alice', 'bob', 'star*(x)', 'alice@stadt.example', 'bob@stadt.example'].includes(plain(text));

const filters = (): string[] => [...slapd.log().matchAll(/ SRCH base=.* filter="(.*)"$/gm)].map(([, filter = '']) => filter);

/** What the directory has to do for `task`, without what it is asked. */
async function workOf(task: () => Promise<unknown>): Promise<string[]> {
  const before = slapd.log().length;
  await task();
  const done = (): string[] =>
    [
      ...slapd
        .log()
        .slice(before)
        .matchAll(/ op=\d+ (BIND dn="[^"]*" method|SRCH base)=/g),
    ].map(([, op = '']) => op.slice(0, 4));
  await expect.poll(() => done().length).toBeGreaterThanOrEqual(3); // it writes a moment after it answered
  return done();
}

describe('A07: whatever is typed for a name', () => {
  test('is that name or nobody, by password and by proxy', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (typed) => {
        fc.pre(!isSomebody(typed));
        expect(await directory.prove(typed, password)).toBeUndefined();
        expect(await directory.idOf(typed)).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  }, 120_000);

  test('is asked for as a value, as the directory itself tells', () => {
    const asked = filters().filter((filter) => /sAMAccountName/i.test(filter));
    expect(asked.length).toBeGreaterThan(200);
    // One value in the place of each, in which every sign that means something is written as a number.
    const value = '[^()*\\\\\\0]*(?:\\\\[0-9A-Fa-f]{2}[^()*\\\\\\0]*)*';
    const byPassword = new RegExp(
      `^\\(&\\(objectClass=inetOrgPerson\\)\\(\\|\\(\\??mail=${value}\\)\\(\\??sAMAccountName=${value}\\)\\)\\)$`,
    );
    const byProxy = new RegExp(`^\\(&\\(objectClass=inetOrgPerson\\)\\(\\|\\(\\??sAMAccountName=${value}\\)\\)\\)$`);
    expect(asked.filter((filter) => !byPassword.test(filter) && !byProxy.test(filter))).toEqual([]);
    expect(asked.some((filter) => filter.includes('\\2A') || filter.includes('\\2a'))).toBe(true);
  });

  test('is found when somebody has it, also with such signs in it', async () => {
    expect(await directory.prove('star*(x)', password)).toBeDefined();
    expect(await directory.prove('star*(x)', 'another')).toBeUndefined();
    expect(await directory.idOf('ALICE')).toBe(await directory.prove('alice@stadt.example', password));
  });

  test('and whatever is typed for a password opens nothing', async () => {
    for (const typed of ['\0', '*', `${password}\0`, password.toUpperCase(), '{SSHA}x'])
      expect([typed, await directory.prove('alice', typed)]).toEqual([typed, undefined]);
  });
});

test('A12: a known and an unknown name make the directory do the same', async () => {
  const known = await workOf(() => directory.prove('alice', 'wrong'));
  expect(known).toEqual(['BIND', 'SRCH', 'BIND']);
  expect(await workOf(() => directory.prove('nobody', 'wrong'))).toEqual(known);
  expect(await workOf(() => directory.prove('alice', password))).toEqual(known);
});
