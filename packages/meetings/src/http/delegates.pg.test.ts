import type { AttendedMeeting, Delegations, MeetingDetail } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type House } from '../testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
  // Who is named by an address has to exist.
  for (const name of ['Paul', 'Petra', 'Dora', 'Dirk', 'Mallory']) house.accounts.personNamed(name);
});
afterAll(() => house.close());

const day = 86_400_000;
const code = (answer: { body: unknown }): unknown => (answer.body as { error?: { code: string } } | undefined)?.error?.code;
const idOf = (name: string): string => house.accounts.personNamed(name).id;
const name = (principal: string, delegate: string) =>
  house.request(`person=${principal}`, 'POST', '/api/me/delegates', { email: `${delegate.toLowerCase()}@example.org` });
const withdraw = (principal: string, delegate: string) =>
  house.request(`person=${principal}`, 'DELETE', `/api/me/delegates/${idOf(delegate)}`);
const planFor = (planner: string, principal: string) =>
  house.request(`person=${planner}`, 'POST', '/api/meetings', {
    ...{ kind: 'planned', title: 'Rücksprache', startsAtMs: house.clock.now() + 2 * day, timeZone: 'Europe/Berlin' },
    onBehalfOf: idOf(principal),
  });
const listOf = async (who: string): Promise<(MeetingDetail | AttendedMeeting)[]> =>
  ((await house.request(`person=${who}`, 'GET', '/api/meetings?when=coming')).body as { meetings: MeetingDetail[] }).meetings;

test('a person names delegates by their address and withdraws them; both sides see it', async () => {
  expect((await name('Paul', 'Dora')).body).toEqual({ delegates: [{ id: idOf('Dora'), displayName: 'Dora' }], principals: [] });
  expect((await name('Paul', 'Dora')).status).toBe(200);
  const byAccount = (personId: string) => house.request('person=Paul', 'POST', '/api/me/delegates', { personId });
  expect((await byAccount(idOf('Dirk'))).body).toMatchObject({ delegates: [{ displayName: 'Dora' }, { displayName: 'Dirk' }] });
  expect((await withdraw('Paul', 'Dirk')).status).toBe(204);
  expect(code(await byAccount('nobody-at-all-0'))).toBe('person_not_found');
  expect(code(await byAccount(idOf('Paul')))).toBe('bad_request');
  const ofDora = (await house.request('person=Dora', 'GET', '/api/me/delegates')).body as Delegations;
  expect(ofDora).toEqual({ delegates: [], principals: [{ id: idOf('Paul'), displayName: 'Paul' }] });
  expect(code(await name('Paul', 'nobody'))).toBe('person_not_found');
  expect(code(await name('Paul', 'Paul'))).toBe('bad_request');
  expect(code(await house.request('guest=carol', 'GET', '/api/me/delegates'))).toBe('not_signed_in');
  // Nobody withdraws for others.
  expect((await withdraw('Mallory', 'Dora')).status).toBe(404);
  expect(((await house.request('person=Paul', 'GET', '/api/me/delegates')).body as Delegations).delegates).toHaveLength(1);
});

test('what a delegate plans is the principal’s; both find it and change it, and see who planned it for whom', async () => {
  await name('Petra', 'Dora');
  const planned = await planFor('Dora', 'Petra');
  expect(planned.status).toBe(201);
  const meeting = planned.body as MeetingDetail;
  const onBehalf = { principalId: idOf('Petra'), principal: 'Petra', planner: 'Dora' };
  expect(meeting.onBehalf).toEqual(onBehalf);
  for (const who of ['Petra', 'Dora']) expect(await listOf(who)).toMatchObject([{ id: meeting.id, owner: true, onBehalf }]);
  expect((await house.request('person=Dora', 'PATCH', `/api/meetings/${meeting.id}`, { title: 'Jour fixe' })).body).toMatchObject({
    title: 'Jour fixe',
    onBehalf,
  });
  const seen = await house.request('', 'GET', `/api/public/meetings/${meeting.id}`);
  expect(seen.body).toMatchObject({ inviterName: 'Petra' });
  expect((await house.request('person=Dora', 'DELETE', `/api/meetings/${meeting.id}`)).status).toBe(204);
  expect(await listOf('Petra')).toEqual([]);
});

test('A03: for who was not named, and for who is not any more, there is neither the principal nor the meeting', async () => {
  await name('Petra', 'Dirk');
  const meeting = (await planFor('Dirk', 'Petra')).body as MeetingDetail;
  const own = (await house.request('person=Petra', 'POST', '/api/meetings', { kind: 'planned', startsAtMs: house.clock.now() + 3 * day }))
    .body as MeetingDetail;
  const refusals = async (who: string, id: string): Promise<unknown[]> =>
    Promise.all(
      (['GET', 'PATCH', 'DELETE'] as const).map(async (method) =>
        code(await house.request(`person=${who}`, method, `/api/meetings/${id}`, method === 'PATCH' ? { title: 'Mine' } : undefined)),
      ),
    );
  const absent = ['meeting_not_found', 'meeting_not_found', 'meeting_not_found'];
  expect(await refusals('Mallory', meeting.id)).toEqual(absent);
  // What the principal planned alone is no business of the delegate.
  expect(await refusals('Dirk', own.id)).toEqual(absent);
  expect((await listOf('Dirk')).map(({ id }) => id)).toEqual([meeting.id]);
  const strange = await planFor('Mallory', 'Petra');
  const nobody = await house.request('person=Mallory', 'POST', '/api/meetings', {
    ...{ kind: 'planned', startsAtMs: house.clock.now() + day, onBehalfOf: 'AAAAAAAAAAAAAAAAAAAAAA' },
  });
  expect(strange.text).toBe(nobody.text);
  expect(code(strange)).toBe('not_a_delegate');

  await withdraw('Petra', 'Dirk');
  expect(await refusals('Dirk', meeting.id)).toEqual(absent);
  expect(await listOf('Dirk')).toEqual([]);
  expect(code(await planFor('Dirk', 'Petra'))).toBe('not_a_delegate');
  expect((await house.request('person=Petra', 'GET', `/api/meetings/${meeting.id}`)).status).toBe(200);
});

test('addresses cannot be tried one after the other', async () => {
  house.accounts.personNamed('Trudy');
  const answers: unknown[] = [];
  for (let index = 0; index < 21; index++) answers.push(code(await name('Trudy', `guess${index}`)));
  expect([answers[19], answers[20]]).toEqual(['person_not_found', 'rate_limited']);
  expect((await name('Paul', 'Petra')).status).toBe(200);
});
