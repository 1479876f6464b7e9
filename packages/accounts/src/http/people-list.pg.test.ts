import { PeoplePage, PersonId, SignInPolicyView, type HouseRole } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';

let house: House;
let admin: Browser;
beforeAll(async () => {
  house = await openHouse();
  await make('Anna Admin', 'administrator');
  admin = new Browser(house);
  await admin.signIn('anna.admin@example.org');
});
afterAll(() => house.close());

async function make(displayName: string, ...roles: HouseRole[]): Promise<PersonId> {
  const email = `${displayName.toLowerCase().replaceAll(' ', '.')}@example.org`;
  return (await house.accounts.createPerson({ email, displayName, password: goodPassword, role: 'person', roles })).id;
}

async function asked(query: string): Promise<z.output<typeof PeoplePage>> {
  return PeoplePage.parse((await admin.send('GET', `/people${query}`)).json());
}

const names = ({ people }: z.output<typeof PeoplePage>): string[] => people.map(({ displayName }) => displayName);

test('people are told with where their account comes from, whether a factor protects them, and found by each', async () => {
  const [dora, petra, fritz] = [await make('Dora Directory'), await make('Petra Provider', 'auditor'), await make('Fritz Faktor')];
  const off = await make('Olga Off');
  await admin.send('PATCH', `/people/${off}`, { disabled: true });
  await house.db
    .insertInto('accounts.directory_entry')
    .values({
      ...{ stable_id: 'd1', person_id: dora, fingerprint: 'x', given_roles: [], disabled_here: false },
      ...{ department: '', title: '', office: '', phone: '', mobile: '', extension: '' },
    })
    .execute();
  const identity = { id: 'i1', provider: 'city', subject: 's1', person_id: petra, created_at_ms: 0, last_used_at_ms: 0 };
  await house.db.insertInto('accounts.identity').values(identity).execute();
  await house.db.deleteFrom('accounts.password').where('person_id', 'in', [dora, petra]).execute();
  await house.db.insertInto('accounts.authenticator').values({ person_id: fritz, sealed_secret: 's', created_at_ms: 0 }).execute();

  const all = await asked('');
  expect(all.people.map(({ displayName, source, secondFactor }) => [displayName, source, secondFactor])).toEqual([
    ['Anna Admin', 'local', false],
    ['Dora Directory', 'directory', false],
    ['Fritz Faktor', 'local', true],
    ['Olga Off', 'local', false],
    ['Petra Provider', 'provider', false],
  ]);
  expect(all).toMatchObject({ more: false, total: 5 });
  expect(names(await asked('?filter=roles'))).toEqual(['Anna Admin', 'Petra Provider']);
  expect(names(await asked('?filter=disabled'))).toEqual(['Olga Off']);
  expect(names(await asked('?filter=local'))).toEqual(['Anna Admin', 'Fritz Faktor', 'Olga Off']);
  expect(names(await asked('?filter=directory'))).toEqual(['Dora Directory']);
  expect(names(await asked('?filter=provider'))).toEqual(['Petra Provider']);
  expect(names(await asked('?filter=no-factor'))).toEqual(['Anna Admin', 'Olga Off']);
  expect(await asked('?filter=roles&search=petra')).toMatchObject({ total: 1 });
  expect(outcome(await admin.send('GET', '/people?filter=everything'))).toBe('bad_request');

  const policy = SignInPolicyView.parse((await admin.send('GET', '/sign-in-policy')).json());
  expect(policy).toEqual({
    ...{ secondFactor: 'off', directory: false },
    people: { local: 2, directory: 1, provider: 1, withFactor: 1, administratorsWithout: 1 },
  });
});

test('who may not change how people sign in does not see it either', async () => {
  for (const role of ['service-desk', 'room-manager', 'auditor'] as const) {
    await make(`Rolle ${role}`, role);
    const browser = new Browser(house);
    await browser.signIn(`rolle.${role}@example.org`);
    expect(outcome(await browser.send('GET', '/sign-in-policy')), role).toBe('not_allowed');
  }
  expect(outcome(await new Browser(house).send('GET', '/sign-in-policy'))).toBe('not_signed_in');
});

test('the list goes on where it ended, without gaps or repeats, also among people of one name', async () => {
  const people = Array.from({ length: 250 }, (_, n) => ({
    ...{
      id: PersonId.parse(`many-${String(n).padStart(5, '0')}`),
      email: `many${n}@example.org`,
      display_name: `Zoe ${n % 7}`,
      role: 'person',
    },
    ...{ further_roles: [], language: 'de', theme: 'system', picture_version: null, disabled_at_ms: null, created_at_ms: 0 },
  })) as Parameters<ReturnType<typeof house.db.insertInto<'accounts.person'>>['values']>[0];
  await house.db.insertInto('accounts.person').values(people).execute();
  const seen: string[] = [];
  for (let after = ''; ;) {
    const page = await asked(`?search=Zoe${after === '' ? '' : `&after=${after}`}`);
    expect(page.total).toBe(250);
    seen.push(...page.people.map(({ id }) => id));
    if (!page.more) break;
    after = seen.at(-1) ?? '';
  }
  expect(seen).toHaveLength(250);
  expect(new Set(seen).size).toBe(250);
  expect(names(await asked('?search=Zoe&after=nobody-of-this-id'))[0]).toBe('Zoe 0');
});
