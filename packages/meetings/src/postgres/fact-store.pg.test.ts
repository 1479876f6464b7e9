import { MeetingId } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fact } from '../fact.ts';
import { openHouse, type House } from '../testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

async function taken(): Promise<Fact[]> {
  const facts: Fact[] = [];
  while (await house.meetings.facts.takeNext(async (fact) => void facts.push(fact)));
  return facts;
}
const short = (facts: readonly Fact[]) => facts.map((fact) => (fact.type === 'joined' ? `${fact.type} ${fact.name}` : fact.type));

test('who follows a meeting learns once of its plan, its run and who came, and of nobody who only waited', async () => {
  const { id } = await house.meetingOf('Alice', { lobbyBypass: 'nobody' });
  await house.meetings.facts.follow(MeetingId.parse(id));
  await house.meetings.facts.follow(MeetingId.parse(id));
  await house.request('person=Alice', 'PATCH', `/api/meetings/${id}`, { title: 'Interview' });
  await house.request('person=Alice', 'PATCH', `/api/meetings/${id}`, { title: 'Interview' });
  const alice = await house.connect('person=Alice');
  await alice.join(id);
  const guest = await house.connect('guest=gerd');
  expect(await guest.join(id, { name: 'Gerd' })).toMatchObject({ state: 'waiting' });
  await alice.ask('meeting.admit-all', {});
  await guest.next('lobby.admitted');
  await guest.join(id, { name: 'Gerd' });
  await guest.ask('meeting.leave', {});
  await alice.ask('meeting.end', {});
  await house.request('person=Alice', 'DELETE', `/api/meetings/${id}`);
  const facts = await taken();
  expect(short(facts)).toEqual(['planned', 'changed', 'started', 'joined Alice', 'joined Gerd', 'left', 'ended', 'deleted']);
  expect(facts.filter((fact) => fact.type === 'joined').map(({ isGuest }) => isGuest)).toEqual([false, true]);
  expect(new Set(facts.map((fact) => fact.id)).size).toBe(facts.length);
  expect(await taken()).toEqual([]);
});

test('of a meeting that nobody follows nothing is kept', async () => {
  const { id } = await house.meetingOf('Alice');
  const alice = await house.connect('person=Alice');
  await alice.join(id);
  await alice.ask('meeting.end', {});
  expect(await taken()).toEqual([]);
});

test('a fact whose taker failed is told again, and holds back those after it but no other meeting', async () => {
  const [one, other] = [MeetingId.parse((await house.meetingOf('Alice')).id), MeetingId.parse((await house.meetingOf('Alice')).id)];
  await house.meetings.facts.follow(one);
  await house.request('person=Alice', 'PATCH', `/api/meetings/${one}`, { title: 'Second' });
  await house.meetings.facts.follow(other);
  const seen: string[] = [];
  const name = (fact: Fact): string => `${fact.meetingId === one ? 'one' : 'other'} ${fact.type}`;
  await expect(house.meetings.facts.takeNext(() => Promise.reject(new Error('died')))).rejects.toThrow('died');
  await house.meetings.facts.takeNext(async (fact) => {
    seen.push(name(fact));
    await house.meetings.facts.takeNext(async (meanwhile) => void seen.push(name(meanwhile)));
    expect(await house.meetings.facts.takeNext(async (third) => void seen.push(name(third)))).toBe(false);
  });
  seen.push(...(await taken()).map(name));
  expect(seen).toEqual(['one planned', 'other planned', 'one changed']);
});

test('an appointment that is followed before it is made is told when it is made, and when it is moved', async () => {
  const appointment = {
    ...{ id: MeetingId.parse('appointment-Dora'), ownerId: house.accounts.personNamed('Alice').id, title: 'Interview: Dora' },
    ...{ startsAtMs: Date.UTC(2027, 2, 1, 8), durationMin: 30, timeZone: 'Europe/Berlin' },
  };
  await house.meetings.facts.follow(appointment.id);
  expect(await taken()).toEqual([]);
  await house.meetings.appointments.plan(appointment);
  await house.meetings.appointments.plan(appointment);
  await house.meetings.appointments.plan({ ...appointment, durationMin: 45 });
  await house.meetings.appointments.withdraw(appointment.id, appointment.ownerId);
  expect(short(await taken())).toEqual(['planned', 'changed', 'deleted']);
});
