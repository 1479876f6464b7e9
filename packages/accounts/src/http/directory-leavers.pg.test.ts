import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';
import { ldifOf, personDn, startSlapd, type Slapd } from '../testing/slapd.ts';

type Run = { id: string; kind: string; state: string; changed: number; disabled: number };
const password = 'Kastanien am Marktplatz';
let slapd: Slapd;
let house: House;
let admin: Browser;

beforeAll(async () => {
  const many = Array.from({ length: 20 }, (_, n) => ({ uid: `p${n}`, name: `Person ${n}`, mail: `p${n}@stadt.example`, password }));
  slapd = await startSlapd(many.map(ldifOf));
  // Without groups, whose changes would have everybody read anyway.
  house = await openHouse({ directory: slapd.settings({ groups: undefined }) });
  await house.accounts.createPerson({
    email: 'chefin@stadt.example',
    displayName: 'Chefin',
    password: goodPassword,
    role: 'administrator',
  });
  admin = new Browser(house);
  await admin.signIn('chefin@stadt.example');
  const first = (await admin.send('POST', '/directory/runs')).json<Run>();
  expect((await admin.send('POST', `/directory/runs/${first.id}/confirm`)).json()).toMatchObject({ state: 'done', added: 20 });
}, 60_000);
afterAll(async () => {
  await house?.close();
  slapd?.close();
});

const runs = async (): Promise<Run[]> => (await admin.send('GET', '/directory')).json<{ runs: Run[] }>().runs;

test('A08: who is deleted in the directory is out within a minute, on the other server too, and does not come in again', async () => {
  const second = house.secondServer();
  const told: string[] = [];
  second.accounts.onSessionEnded(({ personId }) => told.push(personId));
  const gone = new Browser(house, '198.51.100.1');
  const { id } = (await gone.signIn('p7@stadt.example', password)).json<{ id: string }>();
  await slapd.edit((client) => client.del(personDn('p7')));
  const beganAtMs = house.clock.now();
  expect(outcome(await new Browser(house, '198.51.100.2').signIn('p7@stadt.example', password))).toBe('wrong_credentials');
  house.clock.pass(20_000);
  await expect.poll(async () => (await runs())[0], { timeout: 20_000 }).toMatchObject({ kind: 'full', state: 'done', disabled: 1 });
  house.clock.pass(5_000);
  await expect.poll(async () => outcome(await gone.send('GET', '/me')), { timeout: 20_000 }).toBe('not_signed_in');
  await expect.poll(() => told, { timeout: 20_000 }).toContain(id);
  expect(house.clock.now() - beganAtMs).toBeLessThan(60_000);
  second.accounts.close();
  // Nobody else is gone: what follows reads changes only.
  await slapd.set(personDn('p3'), 'title', 'Leitung');
  house.clock.pass(20_000);
  await expect.poll(async () => (await runs())[0], { timeout: 20_000 }).toMatchObject({ kind: 'changes', changed: 1 });
});

test('when many are deleted at once the question to administrators stays the same one until it is answered', async () => {
  const kept = new Browser(house, '198.51.100.3');
  await kept.signIn('p10@stadt.example', password);
  await slapd.edit(async (client) => {
    for (const uid of ['p10', 'p11', 'p12']) await client.del(personDn(uid));
  });
  house.clock.pass(20_000);
  await expect.poll(async () => (await runs())[0], { timeout: 20_000 }).toMatchObject({ state: 'waiting', disabled: 3 });
  const [asked] = await runs();
  expect((await admin.send('POST', '/directory/runs')).json()).toMatchObject({ id: asked?.id, disabled: 3 });
  await slapd.set(personDn('p4'), 'title', 'Leitung');
  house.clock.pass(20_000);
  await expect.poll(async () => (await runs())[0], { timeout: 20_000 }).toMatchObject({ kind: 'changes', changed: 1 });
  expect(outcome(await kept.send('GET', '/me'))).toBe(200);
  expect((await admin.send('POST', `/directory/runs/${asked?.id ?? ''}/confirm`)).json()).toMatchObject({ state: 'done', disabled: 3 });
  expect(outcome(await kept.send('GET', '/me'))).toBe('not_signed_in');
});

test('a directory that tells of nobody disables nobody', async () => {
  const stays = new Browser(house, '198.51.100.4');
  await stays.signIn('p1@stadt.example', password);
  await slapd.edit(async (client) => {
    for (const n of Array.from({ length: 20 }, (_, at) => at).filter((at) => ![7, 10, 11, 12].includes(at)))
      await client.del(personDn(`p${n}`));
  });
  house.clock.pass(20_000);
  await expect.poll(async () => (await runs())[0], { timeout: 20_000 }).toMatchObject({ state: 'failed' });
  expect(outcome(await stays.send('GET', '/me'))).toBe(200);
});
