import { afterAll, beforeAll, expect, test } from 'vitest';
import { guestKey } from '../identity.ts';
import { openHouse, type House } from '../testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const code = (answer: { body: unknown }): unknown => (answer.body as { error?: { code: string } } | undefined)?.error?.code;
const planned = () => ({ kind: 'planned', startsAtMs: house.clock.now() + 86_400_000 });

test('whom the house does not let plan, plans and begins nothing, and takes part in meetings of others', async () => {
  const { id: eveId } = house.accounts.personNamed('Eve');
  house.rules.planNothing.add(eveId);
  for (const body of [planned(), { kind: 'instant' }])
    expect(code(await house.request('person=Eve', 'POST', '/api/meetings', body))).toBe('planning_refused');
  expect(code(await house.request('person=Eve', 'GET', '/api/meetings/personal'))).toBe('planning_refused');
  // A delegate is no way around it, in neither direction.
  await house.request('person=Alice', 'POST', '/api/me/delegates', { email: 'eve@example.org' });
  const { id: aliceId } = house.accounts.personNamed('Alice');
  const forAlice = await house.request('person=Eve', 'POST', '/api/meetings', { ...planned(), onBehalfOf: aliceId });
  expect(code(forAlice)).toBe('planning_refused');
  const { id } = await house.meetingOf('Alice', { lobbyBypass: 'accounts' });
  await (await house.connect('person=Alice')).join(id);
  expect(await (await house.connect('person=Eve')).join(id)).toMatchObject({ state: 'joined' });
});

test('where the house lets nobody without an account come, guests and bearers of links are refused; who is inside comes back', async () => {
  const { id } = await house.meetingOf('Bob', { lobbyBypass: 'everyone' });
  await (await house.connect('person=Bob')).join(id);
  const early = await house.connect('guest=early', 'device-of-early');
  expect(await early.join(id, { name: 'Early' })).toMatchObject({ state: 'joined' });
  const { id: bobId } = house.accounts.personNamed('Bob');
  house.rules.withoutGuests.add(bobId);
  await expect((await house.connect('guest=late')).join(id, { name: 'Late' })).rejects.toMatchObject({ code: 'guests_refused' });
  house.invitations.invite(id, guestKey('dora'), { role: 'co-host', passesLobby: true, guest: { id: 'invitee-d', name: 'Dora' } });
  await expect((await house.connect('guest=dora')).join(id)).rejects.toMatchObject({ code: 'guests_refused' });
  expect(await (await house.connect('guest=early', 'device-of-early')).join(id, { name: 'Early' })).toMatchObject({ state: 'joined' });
  expect(await (await house.connect('person=Carol')).join(id)).toMatchObject({ state: 'joined' });
});

test('who opens the link is told that the house lets nobody without an account come, as soon as it does so', async () => {
  const { id } = await house.meetingOf('Petra');
  const told = async () => (await house.request('person=Carol', 'GET', `/api/public/meetings/${id}`)).body;
  expect(await told()).not.toHaveProperty('guestsRefused');
  house.rules.withoutGuests.add(house.accounts.personNamed('Petra').id);
  expect(await told()).toMatchObject({ guestsRefused: true });
});
