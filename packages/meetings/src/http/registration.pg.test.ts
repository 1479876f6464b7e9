import { RegistrationView, type MeetingSettings } from '@saal/protocol';
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
