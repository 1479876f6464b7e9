import { MeetingId } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type House } from '../testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const startsAtMs = Date.UTC(2027, 2, 1, 8);
async function planned(name: string) {
  const appointment = {
    ...{ id: MeetingId.parse(`appointment-${name}`), ownerId: house.accounts.personNamed('Alice').id, title: `Interview: ${name}` },
    ...{ startsAtMs, durationMin: 30, timeZone: 'Europe/Berlin' },
  };
  await house.meetings.appointments.plan(appointment);
  return appointment;
}

test('planning an appointment again moves it and makes no second one', async () => {
  const appointment = await planned('Dora');
  await house.meetings.appointments.plan({ ...appointment, startsAtMs: startsAtMs + 900_000 });
  const range = { fromMs: startsAtMs - 1, toMs: startsAtMs + 1_000_000 };
  expect(await house.meetings.appointments.busy(appointment.ownerId, range)).toEqual([
    { meetingId: appointment.id, fromMs: startsAtMs + 900_000, toMs: startsAtMs + 2_700_000 },
  ]);
});

test('a visit goes from waiting over running to done, and the panel begins without who planned it', async () => {
  const { id } = await planned('Emil');
  const visit = () => house.meetings.appointments.visit(id);
  expect(await visit()).toBe('nobody');
  const guest = await house.connect('guest=Emil');
  expect(await guest.join(id, { name: 'Emil' })).toMatchObject({ state: 'waiting' });
  expect(await visit()).toBe('waiting');
  const bob = await house.connect('person=Bob');
  const joined = await bob.join(id);
  expect(joined).toMatchObject({ state: 'joined' });
  await bob.ask('meeting.admit-all', {});
  await guest.next('lobby.admitted');
  expect(await guest.join(id, { name: 'Emil' })).toMatchObject({ state: 'joined' });
  expect(await visit()).toBe('running');
  await bob.ask('meeting.end', {});
  expect(await visit()).toBe('done');
});

test('a withdrawn appointment is gone, for those who wait too, and only its owner withdraws it', async () => {
  const { id, ownerId } = await planned('Frida');
  await house.meetings.appointments.withdraw(id, house.accounts.personNamed('Mallory').id);
  expect((await house.request('', 'GET', `/api/public/meetings/${id}`)).status).toBe(200);
  await house.meetings.appointments.withdraw(id, ownerId);
  await house.meetings.appointments.withdraw(id, ownerId);
  expect((await house.request('', 'GET', `/api/public/meetings/${id}`)).status).toBe(404);
});
