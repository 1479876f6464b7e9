/** Groups of a real directory that are teams: nested, in a circle, renamed, gone, and answers that must change nothing. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, goodPassword, openHouse, type House } from '../testing/house.ts';
import { groupLdif, groupsBase, ldifOf, personDn, startSlapd, type Slapd } from '../testing/slapd.ts';

type Teams = { added: number; ended: number; joined: number; left: number };
type Run = { id: string; kind: string; state: string; added: number; disabled: number; teams?: Teams; faults: { reason: string }[] };

let slapd: Slapd;
let house: House;
let admin: Browser;

const group = (cn: string): string => `cn=${cn},${groupsBase}`;
const people = ['anna', 'bert', 'clara', 'dora', 'emil'];

beforeAll(async () => {
  slapd = await startSlapd([
    ...people.map((uid) => ldifOf({ uid, name: uid, mail: `${uid}@stadt.example` })),
    // Depth 4, and a circle from its end to its beginning.
    groupLdif('Team Hauptamt', [personDn('anna'), group('one')]),
    groupLdif('one', [personDn('bert'), group('two')]),
    groupLdif('two', [personDn('clara'), group('three')]),
    groupLdif('three', [personDn('dora'), personDn('anna'), group('Team Hauptamt')]),
    groupLdif('Team Bau', [personDn('emil')]),
    groupLdif('Other', [personDn('emil')]),
  ]);
  house = await openHouse({
    directory: slapd.settings({ mostDisabledPercent: 50, teams: { base: groupsBase, filter: '(&(objectClass=groupOfNames)(cn=Team*))' } }),
  });
  await house.accounts.createPerson({
    ...{ email: 'chefin@stadt.example', displayName: 'Chefin', password: goodPassword, role: 'administrator' },
  });
  admin = new Browser(house, '192.0.2.1');
  await admin.signIn('chefin@stadt.example');
}, 180_000);
afterAll(async () => {
  await house?.close();
  slapd?.close();
});

const read = async (): Promise<Run> => (await admin.send('POST', '/directory/runs')).json();
const confirm = async ({ id }: Run): Promise<Run> => (await admin.send('POST', `/directory/runs/${id}/confirm`)).json();
const teams = async (): Promise<Record<string, string[]>> => {
  const found: Record<string, string[]> = {};
  for (const { id, name, isGone } of await house.accounts.groups.all()) {
    const names = (await house.accounts.groups.people(id)).map(({ displayName }) => displayName).toSorted();
    found[isGone ? `${name} (gone)` : name] = names;
  }
  return found;
};

test('the preview counts teams and who joins, and nothing is there before somebody agrees', async () => {
  const run = await read();
  expect(run).toMatchObject({ state: 'waiting', added: 5, teams: { added: 2, ended: 0, joined: 5, left: 0 } });
  expect(await teams()).toEqual({});
  expect(await confirm(run)).toMatchObject({ state: 'done', teams: { added: 2, joined: 5 } });
  // Through four groups in each other, in a circle; what the filter leaves out is no team.
  expect(await teams()).toEqual({ 'Team Bau': ['emil'], 'Team Hauptamt': ['anna', 'bert', 'clara', 'dora'] });
  expect(await read()).toMatchObject({ state: 'done', teams: { added: 0, ended: 0, joined: 0, left: 0 } });
});

test('a change of a group in a group is seen by the next reading of changes, without reading everybody', async () => {
  let told = 0;
  const end = house.accounts.groups.onChanged(() => told++);
  await slapd.set(group('two'), 'member', personDn('emil'));
  house.clock.pass(20_000);
  await expect.poll(teams, { timeout: 10_000 }).toEqual({ 'Team Bau': ['emil'], 'Team Hauptamt': ['anna', 'bert', 'emil'] });
  const counted = async (): Promise<Teams | undefined> => {
    const { runs }: { runs: Run[] } = (await admin.send('GET', '/directory')).json();
    return runs.map(({ teams: counts }) => counts).find((counts) => counts?.left === 2);
  };
  await expect.poll(counted, { timeout: 10_000 }).toMatchObject({ joined: 1, left: 2 });
  expect(told).toBe(1);
  end();
});

test('who is disabled is in no team, a renamed group stays the same, and one that is gone keeps its people', async () => {
  const before = (await house.accounts.groups.all()).find(({ name }) => name === 'Team Bau');
  await slapd.set(personDn('bert'), 'userAccountControl', '514');
  await slapd.edit((client) => client.modifyDN(group('Team Bau'), 'cn=Team Bauen'));
  expect(await read()).toMatchObject({ state: 'done', disabled: 1 });
  expect(await teams()).toEqual({ 'Team Bauen': ['emil'], 'Team Hauptamt': ['anna', 'emil'] });
  await slapd.edit((client) => client.del(group('Team Bauen')));
  expect(await read()).toMatchObject({ state: 'done', teams: { ended: 1, left: 0 } });
  expect(await teams()).toMatchObject({ 'Team Bauen (gone)': ['emil'] });
  expect((await house.accounts.groups.all()).find(({ isGone }) => isGone)?.id).toBe(before?.id);
});

test('an empty answer empties no team', async () => {
  // Members that are nobody here, as when a right to read is missing.
  await slapd.set(group('Team Hauptamt'), 'member', 'cn=nobody');
  expect(await read()).toMatchObject({ state: 'done', teams: { left: 0 }, faults: [{ reason: 'group-empty' }] });
  expect(await teams()).toMatchObject({ 'Team Hauptamt': ['anna', 'emil'] });
  await slapd.edit((client) => client.del(group('Team Hauptamt')));
  expect(await read()).toMatchObject({ state: 'done', teams: { ended: 0 }, faults: [{ reason: 'groups-missing' }] });
  expect(await teams()).toMatchObject({ 'Team Hauptamt': ['anna', 'emil'] });
});
