import { RegistrationView, type MeetingSettings } from '@saal/protocol';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type House } from '../testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const event = (settings: Partial<MeetingSettings> = {}) =>
  house.meetingOf('Alice', { size: 'event', lobbyBypass: 'everyone', registration: 'open', registrationLimit: 2, ...settings });

async function ask(cookie: string, method: 'GET' | 'POST' | 'DELETE', id: string, body?: unknown) {
  const answer = await house.request(cookie, method, `/api/public/meetings/${id}/registration`, body);
  return answer.status === 200 ? RegistrationView.parse(answer.body) : answer;
}
const register = (cookie: string, id: string, name?: string) => ask(cookie, 'POST', id, name === undefined ? {} : { name });
const publicly = async (cookie: string, id: string) => (await house.request(cookie, 'GET', `/api/public/meetings/${id}`)).body;

test('places go in the order of coming, then a waiting list; a place that is given up goes to the first of it', async () => {
  const { id } = await event();
  expect(await register('person=Bob', id)).toMatchObject({ free: 1, mine: { state: 'registered', name: 'Bob', place: null } });
  expect(await register('guest=carol', id, 'Carol')).toMatchObject({ free: 0, mine: { state: 'registered', name: 'Carol' } });
  expect(await register('guest=dora', id, 'Dora')).toMatchObject({ waiting: 1, mine: { state: 'waiting', place: 1 } });
  expect(await register('guest=erik', id, 'Erik')).toMatchObject({ waiting: 2, mine: { state: 'waiting', place: 2 } });

  expect(await ask('guest=carol', 'DELETE', id)).toMatchObject({ free: 0, waiting: 1, mine: null });
  expect(await ask('guest=dora', 'GET', id)).toMatchObject({ mine: { state: 'registered' } });
  expect(await ask('guest=erik', 'GET', id)).toMatchObject({ mine: { state: 'waiting', place: 1 } });
  await house.request('person=Alice', 'PATCH', `/api/meetings/${id}`, { settings: { registrationLimit: 3 } });
  expect(await ask('guest=erik', 'GET', id)).toMatchObject({ mine: { state: 'registered' }, waiting: 0 });
});

test('two who come for the last place at once do not both get it', async () => {
  const { id } = await event({ registrationLimit: 5 });
  const all = await Promise.all(Array.from({ length: 12 }, (_, index) => register(`guest=rush-${index}`, id, `Guest ${index}`)));
  expect(all.filter((one) => 'mine' in one && one.mine?.state === 'registered')).toHaveLength(5);
  expect(await ask('person=Alice', 'GET', id)).toMatchObject({ free: 0, waiting: 7, owner: true });
});

test('only who has a place comes in; the others are told why', async () => {
  const { id } = await event({ registrationLimit: 1 });
  await register('guest=carol', id, 'Carol');
  await register('guest=dora', id, 'Dora');
  const alice = await house.connect('person=Alice');
  await alice.join(id);
  await alice.ask('meeting.start-event', {});
  expect(await (await house.connect('guest=erik')).joinRefusal(id, { name: 'Erik' })).toBe('not_registered');
  expect(await (await house.connect('guest=dora')).joinRefusal(id, { name: 'Dora' })).toBe('not_registered');
  expect(await (await house.connect('guest=carol')).join(id, { name: 'Carol' })).toMatchObject({ state: 'joined' });
  expect([await publicly('guest=erik', id), await publicly('guest=carol', id), await publicly('person=Alice', id)]).toMatchObject([
    { registration: 'needed' },
    { registration: 'registered' },
    { registration: 'none' },
  ]);
});

test('nobody registers where it is off or closed, without a name, or without a cookie; nobody is named to others', async () => {
  const { id } = await event();
  await register('guest=carol', id, 'Carol');
  expect(JSON.stringify(await ask('person=Alice', 'GET', id))).not.toContain('Carol');
  expect(await register('guest=dora', id)).toMatchObject({ status: 422, body: { error: { code: 'name_needed' } } });
  expect(await register('', id, 'Dora')).toMatchObject({ status: 401 });
  for (const registration of ['off', 'closed'] as const) {
    const other = await event({ registration });
    expect(await register('guest=dora', other.id, 'Dora')).toMatchObject({ status: 409, body: { error: { code: 'registration_closed' } } });
  }
});

const secretOf = (link: string | undefined): string => link?.split('#place=')[1] ?? '';
const claim = async (cookie: string, id: string, secret: string) => {
  const answer = await house.request(cookie, 'POST', `/api/public/meetings/${id}/registration/claim`, { secret });
  return answer.status === 200 ? RegistrationView.parse(answer.body) : answer;
};
async function registered(cookie: string, id: string, name: string): Promise<string> {
  const view = await register(cookie, id, name);
  return secretOf('mine' in view ? view.link : undefined);
}

test('a guest is told a personal link once; in another browser it opens the place, as a guest, in one browser at a time', async () => {
  const { id } = await event();
  const secret = await registered('guest=carol', id, 'Carol');
  expect(secret.length).toBeGreaterThanOrEqual(22);
  expect(await ask('guest=carol', 'GET', id)).not.toHaveProperty('link');
  expect(await register('person=Bob', id)).not.toHaveProperty('link');

  expect(await claim('guest=phone', id, secret)).toMatchObject({ free: 0, mine: { state: 'registered', name: 'Carol' } });
  expect(await ask('guest=carol', 'GET', id)).toMatchObject({ mine: null });
  expect(await claim('guest=phone', id, secret)).toMatchObject({ mine: { name: 'Carol' } });
  const alice = await house.connect('person=Alice');
  await alice.join(id);
  await alice.ask('meeting.start-event', {});
  const phone = await house.connect('guest=phone');
  expect(await phone.join(id, { name: 'Carol' })).toMatchObject({ state: 'joined' });
  expect(phone.person('Carol')).toMatchObject({ role: 'participant', guest: true, stage: 'off' });
  expect(await (await house.connect('guest=carol')).joinRefusal(id, { name: 'Carol' })).toBe('not_registered');

  expect(await claim('guest=carol', id, secret)).toMatchObject({ mine: { name: 'Carol' } });
});

test('a link is void when the registration is withdrawn, made anew, or another meeting is meant', async () => {
  const { id } = await event();
  const [old, other] = [await registered('guest=carol', id, 'Carol'), await event()];
  const secret = await registered('guest=carol', id, 'Carol');
  const refused = { body: { error: { code: 'link_invalid' } } };
  expect(await claim('guest=phone', id, old)).toMatchObject(refused);
  expect(await claim('guest=phone', other.id, secret)).toMatchObject(refused);
  await ask('guest=carol', 'DELETE', id);
  expect(await claim('guest=phone', id, secret)).toMatchObject(refused);
  expect(await claim('', id, secret)).toMatchObject({ status: 401 });
});

test('who takes over a place gives up the one they had, to the first who waits', async () => {
  const { id } = await event();
  const secret = await registered('guest=carol', id, 'Carol');
  await register('guest=phone', id, 'Phone');
  await register('guest=dora', id, 'Dora');
  expect(await claim('guest=phone', id, secret)).toMatchObject({ free: 0, waiting: 0, mine: { name: 'Carol' } });
  expect(await ask('guest=dora', 'GET', id)).toMatchObject({ mine: { state: 'registered' } });
});

test('secrets and addresses are stored as hashes only, and guessing ends after some tries', async () => {
  const { id } = await event();
  const secret = await registered('guest=carol', id, 'Carol');
  const rows = JSON.stringify([
    (await sql`select * from meetings.registration`.execute(house.db)).rows,
    (await sql`select * from meetings.attempt`.execute(house.db)).rows,
  ]);
  expect(rows).toContain('Carol');
  expect(rows).not.toContain(secret);
  expect(rows).not.toContain('192.0.2.10');
  expect(house.log()).not.toContain(secret);
  for (let guess = 0; guess < 60; guess++) await claim('guest=eve', id, `guess-${guess}`);
  expect(await claim('guest=eve', id, 'once-more')).toMatchObject({ status: 429, body: { error: { code: 'rate_limited' } } });
});
