import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PersonId, type PhoneBookPage } from '@saal/protocol';
import type { DirectoryEntry } from '../directory-plan.ts';
import { fold } from '../phone-book.ts';
import { digits } from '../phone-number.ts';
import { PostgresDirectoryStore } from '../postgres/directory-store.ts';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';

const facts = { enabled: true, title: '', office: '', mobile: '', extension: '', phone: '', roles: [] };
const people: Record<string, Omit<DirectoryEntry, 'stableId' | 'email'>> = {
  mueller: { ...facts, displayName: 'Jörg Müller', department: 'Stadtkämmerei', phone: '+49 (0)89 233-12345', extension: '12345' },
  muellerin: { ...facts, displayName: 'Mueller, Sabine', department: 'Personalamt', phone: '089 233 54321', mobile: '0170 5550123' },
  muellerstrasse: { ...facts, displayName: 'Karl Huber', department: 'Amt in der Müllerstraße', office: 'Zimmer 012' },
  oezil: { ...facts, displayName: 'Özlem Yılmaz', department: 'Personalamt', title: 'Leitung' },
  zimmermueller: { ...facts, displayName: 'Zimmermüller, Eva', department: 'Personalamt' },
};

let house: House;
let anna: Browser;

beforeAll(async () => {
  house = await openHouse({
    phoneBook: { showsEmail: true, showsMobile: false, isExternal: (email) => !email.endsWith('@stadt.example') },
  });
  const store = new PostgresDirectoryStore(house.db);
  const entries = Object.entries(people).map(([login, entry]) => ({ ...entry, stableId: login, email: `${login}@stadt.example` }));
  const numbered = entries.map((entry) => ({ personId: PersonId.parse(`person-${entry.stableId}`), entry, fingerprint: '' }));
  expect(await store.add(numbered, false, 1)).toEqual([]);
  for (const [email, displayName] of [
    ['anna@stadt.example', 'Anna Local'],
    ['externe@firma.example', 'Externe Müller'],
  ] as const)
    await house.accounts.createPerson({ email, displayName, password: goodPassword, role: 'person' });
  anna = new Browser(house);
  await anna.signIn('anna@stadt.example');
});
afterAll(() => house.close());

const search = async (text: string): Promise<PhoneBookPage> =>
  (await anna.send('GET', `/people/search?text=${encodeURIComponent(text)}`)).json();
const found = async (text: string): Promise<string[]> => (await search(text)).people.map(({ displayName }) => displayName);

test('people are found by name in both orders and every writing, beginnings of names first', async () => {
  for (const text of ['jörg müller', 'Müller Jörg', 'MUELLER, JOERG', 'muller jorg', 'mül jö'])
    expect([text, await found(text)]).toEqual([text, ['Jörg Müller']]);
  expect(await found('müller')).toEqual(['Externe Müller', 'Jörg Müller', 'Mueller, Sabine', 'Karl Huber', 'Zimmermüller, Eva']);
  expect(await found('ozlem yilmaz')).toEqual(['Özlem Yılmaz']);
});

test('people are found by department, the middle of a word, office, title and e-mail', async () => {
  expect(await found('kämmerei')).toEqual(['Jörg Müller']);
  expect(await found('Personalamt Leitung')).toEqual(['Özlem Yılmaz']);
  expect(await found('zimmer 012')).toEqual(['Karl Huber']);
  expect(await found('muellerin@stadt')).toEqual(['Mueller, Sabine']);
});

test('people are found by number in any writing and by extension, not by one that is hidden', async () => {
  for (const text of ['+49 89 233-12345', '0049 (0)89 23312345', '089 233 12345', '23312345', '12345', '+49 89 233-12'])
    expect([text, await found(text)]).toEqual([text, ['Jörg Müller']]);
  expect(await found('+49 89 233 54321')).toEqual(['Mueller, Sabine']);
  expect(await found('0170 5550123')).toEqual([]);
  const [sabine] = (await search('sabine')).people;
  expect(sabine).toEqual({
    ...{ id: 'person-muellerin', displayName: 'Mueller, Sabine', department: 'Personalamt', phone: '089 233 54321' },
    ...{ email: 'muellerin@stadt.example', dial: { phone: '+498923354321' } },
  });
});

test('nothing typed shows the own department, whose people come first among equals', async () => {
  expect(await found('')).toEqual([]);
  await sql`insert into accounts.directory_entry (stable_id, person_id, fingerprint, department)
    select 'anna', id, '', 'Personalamt' from accounts.person where email = 'anna@stadt.example'`.execute(house.db);
  expect(await found('')).toEqual(['Mueller, Sabine', 'Özlem Yılmaz', 'Zimmermüller, Eva']);
  expect((await found('müller')).slice(0, 3)).toEqual(['Mueller, Sabine', 'Externe Müller', 'Jörg Müller']);
  await sql`delete from accounts.directory_entry where stable_id = 'anna'`.execute(house.db);
  expect(await found('')).toEqual([]);
});

test('signs of patterns and of SQL are signs', async () => {
  for (const text of ['%', '_', "'", '\\', '% %', '***', 'j%w', 'q_rg']) expect([text, await found(text)]).toEqual([text, []]);
  expect(outcome(await anna.send('GET', `/people/search?text=${'a'.repeat(81)}`))).toBe('bad_request');
});

test('guests, strangers and externals see nothing, and nobody sees who is disabled', async () => {
  const stranger = new Browser(house, '192.0.2.77');
  await stranger.send('POST', '/guest', {});
  const external = new Browser(house, '192.0.2.78');
  await external.signIn('externe@firma.example');
  for (const path of ['/people/search?text=m', '/people/person-oezil/card']) {
    expect(outcome(await stranger.send('GET', path))).toBe('not_signed_in');
    expect(outcome(await external.send('GET', path))).toBe('not_allowed');
  }
  expect((await anna.send('GET', '/people/person-oezil/card')).json()).toMatchObject({ title: 'Leitung', department: 'Personalamt' });
  await house.db.updateTable('accounts.person').set({ disabled_at_ms: 5 }).where('id', '=', PersonId.parse('person-oezil')).execute();
  expect(await found('özlem')).toEqual([]);
  const gone = await anna.send('GET', '/people/person-oezil/card');
  const nobody = await anna.send('GET', '/people/person-nobody/card');
  expect([gone.statusCode, gone.body]).toEqual([nobody.statusCode, nobody.body]);
  expect(gone.statusCode).toBe(404);
});

test('who changes their name or gets another number is found by it at once', async () => {
  await anna.send('PATCH', '/me', { displayName: 'Anna Grünwald' });
  expect(await found('gruenwald')).toEqual(['Anna Grünwald']);
  expect(await found('local')).toEqual([]);
  const store = new PostgresDirectoryStore(house.db);
  const jörg = { ...facts, displayName: 'Jörg Müller', department: 'Stadtkämmerei', phone: '233-777', stableId: 'mueller' };
  await store.change(PersonId.parse('person-mueller'), { ...jörg, email: 'mueller@stadt.example' }, '2');
  expect(await found('233 777')).toEqual(['Jörg Müller']);
  expect(await found('12345')).toEqual([]);
});

test('what is typed is folded as the database folds what is stored', async () => {
  const texts = [
    ...['Jörg Müller-Lüdenscheidt', 'STRAẞE Straße', 'Łódź Ðorđe Þór Æsir Œuvre', 'Ïñtërnâtiônàlizætiøn', 'Zoë Aue Bauer Joe'],
    ...['İstanbul ısı', 'Ǆ ﬁ ½ Ⅳ ²', 'a.b_c-d@e.f', ' \t x ', 'Дмитрий Ёлкин', 'Ελένη', '王小明', 'O’Neill & Søn', 'aee uee ooe', '👩‍💻 x'],
  ];
  for (const text of texts) {
    const { rows } = await sql<{ fold: string; digits: string }>`
      select trim(accounts.fold(${text})) as fold, accounts.digits(${text}) as digits`.execute(house.db);
    expect([text, fold(text), digits(text)]).toEqual([text, rows[0]?.fold, rows[0]?.digits]);
  }
});

test('other features find people the same way, those of other houses are marked, and what is hidden finds nobody', async () => {
  const names = async (text: string, limit = 10): Promise<string[]> =>
    (await house.accounts.search(text, limit)).map(({ displayName }) => displayName);
  for (const text of ['jörg müller', 'Müller Jörg', 'MUELLER, JOERG']) expect([text, await names(text)]).toEqual([text, ['Jörg Müller']]);
  expect(await names('müller')).toEqual(['Externe Müller', 'Jörg Müller', 'Mueller, Sabine', 'Karl Huber', 'Zimmermüller, Eva']);
  expect(await names('müller', 2)).toEqual(['Externe Müller', 'Jörg Müller']);
  expect((await house.accounts.search('müller', 2)).map(({ external }) => external)).toEqual([true, undefined]);
  expect(await names('0170 5550123')).toEqual([]);
  for (const nothing of ['', ' ', '%', '_', '\\', "'"]) {
    expect([nothing, await names(nothing)]).toEqual([nothing, []]);
    expect([nothing, await house.accounts.lookUp(nothing, 10)]).toEqual([nothing, []]);
  }
  expect(await house.accounts.byEmail('anna@stadt.example')).toMatchObject({ displayName: 'Anna Grünwald' });
  for (const nobody of ['anna@stadt.exampl', 'nna@stadt.example', '%']) expect(await house.accounts.byEmail(nobody)).toBeUndefined();
});

test('who looks up colleagues for another feature is told what the phone book shows, and no address or number that it hides', async () => {
  expect(await house.accounts.lookUp('sabine', 10)).toEqual((await search('sabine')).people);
  const discreet = await openHouse({ phoneBook: { showsEmail: false, showsMobile: false, isExternal: () => false } });
  try {
    const { id } = await discreet.accounts.createPerson({
      ...{ email: 'sabine@stadt.example', displayName: 'Sabine Mueller', password: goodPassword, role: 'person' },
    });
    expect(await discreet.accounts.lookUp('mueller', 10)).toEqual([{ id, displayName: 'Sabine Mueller' }]);
    expect(await discreet.accounts.lookUp('sabine@stadt', 10)).toEqual([]);
  } finally {
    await discreet.close();
  }
});
