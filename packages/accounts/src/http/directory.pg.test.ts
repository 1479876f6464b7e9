import { afterAll, beforeAll, expect, test } from 'vitest';
import { LdapDirectory } from '../ldap/ldap-directory.ts';
import { rightsOf } from '../rights.ts';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';
import { groupLdif, groupsBase, ldifOf, personDn, startSlapd, type Slapd } from '../testing/slapd.ts';

type Run = { id: string; kind: string; state: string; added: number; changed: number; disabled: number; faults: unknown[]; error?: string };
const password = 'Kastanien am Marktplatz';

let slapd: Slapd;
let house: House;
let admin: Browser;

beforeAll(async () => {
  const many = Array.from({ length: 290 }, (_, n) => ({ uid: `p${n}`, name: `Person ${n}`, mail: `p${n}@stadt.example` }));
  slapd = await startSlapd([
    ldifOf({
      uid: 'mueller',
      name: 'Jörg Müller',
      mail: 'Mueller@stadt.example',
      password,
      more: { department: 'Hauptamt', ipPhone: '4711' },
    }),
    ldifOf({ uid: 'huber', name: 'Anna Huber', mail: 'huber@stadt.example', password }),
    ldifOf({ uid: 'lokal', name: 'Lokal Anders', mail: 'chefin@stadt.example', password }),
    ldifOf({ uid: 'ohne', name: 'Ohne Adresse' }),
    ...many.map(ldifOf),
    groupLdif('helpers', [personDn('mueller'), `cn=circle,${groupsBase}`]),
    groupLdif('circle', [`cn=helpers,${groupsBase}`, personDn('huber')]),
  ]);
  const roles = { [`CN=helpers, ${groupsBase}`]: 'service-desk' };
  house = await openHouse({ directory: slapd.settings({ roles }) });
  await house.accounts.createPerson({
    email: 'chefin@stadt.example',
    displayName: 'Chefin',
    password: goodPassword,
    role: 'administrator',
  });
  admin = new Browser(house, '192.0.2.1');
  await admin.signIn('chefin@stadt.example');
}, 180_000);
afterAll(async () => {
  await house.close();
  slapd.close();
});

const read = async (): Promise<Run> => (await admin.send('POST', '/directory/runs')).json();
const idOf = async (email: string): Promise<string | undefined> =>
  (await house.db.selectFrom('accounts.person').select('id').where('email', '=', email).executeTakeFirst())?.id;
let visitors = 0;
const comes = (): Browser => new Browser(house, `198.51.100.${++visitors}`);

test('the first reading is a preview that changes nothing, and somebody confirms it', async () => {
  const before = (await house.db.selectFrom('accounts.person').select('id').execute()).length;
  const run = await read();
  expect(run).toMatchObject({ state: 'waiting', added: 293, changed: 0, disabled: 0 });
  expect((await house.db.selectFrom('accounts.person').select('id').execute()).length).toBe(before);
  expect(outcome(await comes().signIn('huber@stadt.example', password))).toBe('wrong_credentials');
  const done: Run = (await admin.send('POST', `/directory/runs/${run.id}/confirm`)).json();
  expect(done).toMatchObject({ state: 'done', added: 293 });
  // Local accounts stay who they are, and an entry without an address is told of.
  expect(done.faults).toEqual([
    { entry: personDn('ohne'), reason: 'email-invalid' },
    { entry: 'chefin@stadt.example', reason: 'email-taken' },
  ]);
  expect(outcome(await admin.send('POST', `/directory/runs/${run.id}/confirm`))).toBe('not_found');
  expect(await read()).toMatchObject({ state: 'done', added: 1, changed: 0, disabled: 0 });
});

test('people sign in with the password of the directory, by e-mail or login, and local ones beside them', async () => {
  const anna = comes();
  expect((await anna.signIn('huber@stadt.example', password)).json()).toMatchObject({ displayName: 'Anna Huber' });
  expect(outcome(await comes().signIn('MUELLER', password))).toBe(200);
  expect(outcome(await comes().signIn('chefin@stadt.example'))).toBe(200);
  // The password of the directory is changed there.
  expect(outcome(await admin.send('POST', `/people/${await idOf('huber@stadt.example')}/password-reset`))).toBe('not_allowed');
  for (const [who, word] of [
    ['huber@stadt.example', 'falsch'],
    ['huber@stadt.example', ''],
    ['chefin@stadt.example', password],
    ['niemand@stadt.example', password],
    ['*', password],
    ['huber*', password],
    ['huber)(uid=*', password],
    ['huber\u0000', 'falsch'],
    [`cn=reader,dc=stadt,dc=example`, 'liest nur'],
  ] as const)
    expect([who, outcome(await comes().signIn(who, word))]).toEqual([who, 'wrong_credentials']);
});

test('groups give roles, through groups that hold each other, and take no others', async () => {
  const anna = comes();
  await anna.signIn('huber', password);
  expect((await anna.send('GET', '/me')).json()).toMatchObject({ role: 'person', rights: [...rightsOf({ roles: ['service-desk'] })] });
  const id = await idOf('huber@stadt.example');
  await admin.send('PATCH', `/people/${id}`, { roles: ['service-desk', 'auditor'] });
  await slapd.set(`cn=circle,${groupsBase}`, 'member', `cn=helpers,${groupsBase}`);
  expect(await read()).toMatchObject({ state: 'done', changed: 1 });
  const people: { people: { id: string; roles: string[] }[] } = (await admin.send('GET', '/people?search=huber')).json();
  expect(people.people.find((person) => person.id === id)?.roles).toEqual(['auditor']);
});

test('who is renamed, moved and gets another e-mail stays the same person', async () => {
  const id = await idOf('mueller@stadt.example');
  await slapd.edit((client) => client.modifyDN(personDn('mueller'), 'uid=mueller-ott'));
  await slapd.set(personDn('mueller-ott'), 'mail', 'mueller-ott@stadt.example');
  await slapd.set(personDn('mueller-ott'), 'displayName', 'Jörg Müller-Ott');
  expect(await read()).toMatchObject({ state: 'done', changed: 1, disabled: 0 });
  expect(await idOf('mueller-ott@stadt.example')).toBe(id);
  expect(outcome(await comes().signIn('mueller-ott@stadt.example', password))).toBe(200);
});

test('who is disabled in the directory is out within a minute, on the other server too, and comes back when enabled', async () => {
  const second = house.secondServer();
  const told: string[] = [];
  second.accounts.onSessionEnded(({ personId }) => told.push(personId));
  const anna = comes();
  await anna.signIn('huber@stadt.example', password);
  const id = await idOf('huber@stadt.example');
  await slapd.set(personDn('huber'), 'userAccountControl', '514');
  house.clock.pass(20_000);
  await expect
    .poll(
      async () => {
        house.clock.pass(2_000); // who did the reading was perhaps the other one
        return outcome(await anna.send('GET', '/me'));
      },
      { timeout: 20_000 },
    )
    .toBe('not_signed_in');
  await expect
    .poll(
      () => {
        house.clock.pass(5_000);
        return told;
      },
      { timeout: 10_000 },
    )
    .toContain(id);
  expect(outcome(await comes().signIn('huber@stadt.example', password))).toBe('account_disabled');
  await slapd.set(personDn('huber'), 'userAccountControl', '512');
  await expect.poll(async () => (await read()).state, { timeout: 10_000 }).toBe('done');
  expect(outcome(await comes().signIn('huber@stadt.example', password))).toBe(200);
});

test('whom an administrator disabled here, the directory does not enable', async () => {
  const id = await idOf('p1@stadt.example');
  await admin.send('PATCH', `/people/${id}`, { disabled: true });
  expect(await read()).toMatchObject({ state: 'done' });
  const row = await house.db
    .selectFrom('accounts.person')
    .select('disabled_at_ms')
    .where('email', '=', 'p1@stadt.example')
    .executeTakeFirst();
  expect(row?.disabled_at_ms).not.toBeNull();
});

test('what changed since a moment is told alone, and a changed group asks for all', async () => {
  const source = new LdapDirectory(slapd.settings({ roles: { [`cn=helpers,${groupsBase}`]: 'service-desk' } }));
  const sinceMs = Date.now() + 2_000;
  await expect.poll(() => Date.now(), { timeout: 5_000 }).toBeGreaterThan(sinceMs + 1_000);
  await slapd.set(personDn('p2'), 'title', 'Leitung');
  expect((await source.changedSince(sinceMs, new Set()))?.entries.map(({ email, title }) => [email, title])).toEqual([
    ['p2@stadt.example', 'Leitung'],
  ]);
  await slapd.set(`cn=circle,${groupsBase}`, 'member', personDn('p2'));
  expect(await source.changedSince(sinceMs, new Set())).toBeUndefined();
  // Where groups give nobody anything, nobody is read for them.
  const without = new LdapDirectory(slapd.settings());
  expect((await without.changedSince(sinceMs, new Set()))?.entries).toHaveLength(1);
});

test('many who are gone at once wait for somebody, who agrees to these and no others', async () => {
  await slapd.edit(async (client) => {
    for (let n = 100; n < 150; n++) await client.del(personDn(`p${n}`));
  });
  const waiting = await read();
  expect(waiting).toMatchObject({ state: 'waiting', disabled: 50 });
  await slapd.edit((client) => client.del(personDn('p150')));
  const again: Run = (await admin.send('POST', `/directory/runs/${waiting.id}/confirm`)).json();
  expect(again).toMatchObject({ state: 'waiting', disabled: 51 });
  expect((await admin.send('POST', `/directory/runs/${again.id}/confirm`)).json()).toMatchObject({ state: 'done', disabled: 51 });
  const gone = await house.db.selectFrom('accounts.person').select('disabled_at_ms').where('email', '=', 'p120@stadt.example').execute();
  expect(gone.map(({ disabled_at_ms }) => disabled_at_ms !== null)).toEqual([true]);
});

test('an empty or broken answer disables nobody, and who is not entitled sees nothing of the directory', async () => {
  const open = async (): Promise<number> =>
    (await house.db.selectFrom('accounts.person').select('id').where('disabled_at_ms', 'is', null).execute()).length;
  const before = await open();
  await slapd.edit(async (client) => {
    for (const uid of [...Array.from({ length: 290 }, (_, n) => `p${n}`), 'huber', 'mueller-ott', 'lokal', 'ohne'])
      await client.del(personDn(uid)).catch((error: unknown) => {
        if (!(error instanceof Error && error.name === 'NoSuchObjectError')) throw error;
      });
  });
  expect(await read()).toMatchObject({ state: 'failed', error: 'the directory told of nobody' });
  expect(await open()).toBe(before);
  slapd.close();
  await expect.poll(async () => (await read()).error, { timeout: 10_000 }).toBe('the directory does not answer as it should');
  expect(await open()).toBe(before);
  expect(outcome(await comes().signIn('huber@stadt.example', password))).toBe('not_ready');
  expect(outcome(await comes().signIn('chefin@stadt.example'))).toBe(200);
  expect(outcome(await comes().send('GET', '/directory'))).toBe('not_signed_in');
});
