/** Groups in groups that the directory walks itself, as an Active Directory does. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startActiveDirectory, type ActiveDirectory } from '../testing/active-directory.ts';
import { Browser, goodPassword, openHouse, type House } from '../testing/house.ts';
import { groupLdif, groupsBase, ldifOf, peopleBase, personDn, startSlapd, type Slapd } from '../testing/slapd.ts';

let slapd: Slapd;
let directory: ActiveDirectory;
let house: House;
let admin: Browser;

const group = (cn: string): string => `cn=${cn},${groupsBase}`;

beforeAll(async () => {
  slapd = await startSlapd([
    ...['anna', 'bert', 'clara', 'emil', 'pförtner'].map((uid) => ldifOf({ uid, name: uid, mail: `${uid.slice(0, 1)}@stadt.example` })),
    groupLdif('Team Hauptamt (Mitte)*', [personDn('anna'), group('one')]),
    groupLdif('one', [personDn('bert'), group('two')]),
    groupLdif('two', [personDn('clara'), group('one')]),
    groupLdif('Team Bau', [personDn('emil')]),
  ]);
  directory = await startActiveDirectory(slapd);
  const teams = { base: groupsBase, filter: '(&(objectClass=groupOfNames)(cn=Team*))' };
  const people = { base: peopleBase, filter: '(&(objectClass=inetOrgPerson)(!(uid=clara)))' };
  house = await openHouse({ directory: slapd.settings({ url: directory.url, groups: undefined, people, teams, pageSize: 10 }) });
  await house.accounts.createPerson({
    ...{ email: 'chefin@stadt.example', displayName: 'Chefin', password: goodPassword, role: 'administrator' },
  });
  admin = new Browser(house, '192.0.2.1');
  await admin.signIn('chefin@stadt.example');
}, 180_000);
afterAll(async () => {
  await house?.close();
  await directory?.close();
  slapd?.close();
});

const teams = async (): Promise<Record<string, string[]>> =>
  Object.fromEntries(
    await Promise.all(
      (await house.accounts.groups.all()).map(async ({ id, name }): Promise<[string, string[]]> => [
        name,
        (await house.accounts.groups.people(id)).map(({ displayName }) => displayName).toSorted(),
      ]),
    ),
  );

test('a directory that says it is an Active Directory is asked who is in each team through others, whatever signs are in its name', async () => {
  const run: { id: string } = (await admin.send('POST', '/directory/runs')).json();
  expect((await admin.send('POST', `/directory/runs/${run.id}/confirm`)).json()).toMatchObject({ state: 'done', faults: [] });
  // Clara is in the group, and none of the people that the house takes.
  expect(await teams()).toEqual({ 'Team Bau': ['emil'], 'Team Hauptamt (Mitte)*': ['anna', 'bert'] });
  expect(new Set(directory.asked)).toEqual(new Set([group('Team Hauptamt (Mitte)*'), group('Team Bau')]));
});

test('who leaves a group in a group is out of the team', async () => {
  await slapd.set(group('one'), 'member', group('two'));
  expect((await admin.send('POST', '/directory/runs')).json()).toMatchObject({ state: 'done', teams: { joined: 0, left: 1 } });
  expect(await teams()).toEqual({ 'Team Bau': ['emil'], 'Team Hauptamt (Mitte)*': ['anna'] });
});
