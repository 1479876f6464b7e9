import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MeetingDetail } from '@saal/protocol';
import { openHouse, type House } from '../testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const code = (answer: { body: unknown }): unknown => (answer.body as { error?: { code: string } } | undefined)?.error?.code;

test('a meeting is planned with number, passcode and link, changed, listed and deleted by its owner', async () => {
  const now = house.clock.now();
  const soon = await house.request('person=Olga', 'POST', '/api/meetings', {
    kind: 'planned',
    title: 'Klausur',
    startsAtMs: now + 86_400_000 * 3,
    durationMin: 90,
    timeZone: 'Europe/Berlin',
  });
  expect(soon.status).toBe(201);
  const meeting = soon.body as MeetingDetail;
  expect(meeting).toMatchObject({
    kind: 'planned',
    title: 'Klausur',
    durationMin: 90,
    running: false,
    owner: true,
    url: `https://saal.example.org/m/${meeting.id}`,
  });
  expect(meeting.number).toMatch(/^[1-9][0-9]{8}$/);
  expect(meeting.passcode).toMatch(/^[0-9]{6}$/);
  expect(meeting.id).toHaveLength(22);
  const today = (await house.request('person=Olga', 'POST', '/api/meetings', { kind: 'instant' })).body as MeetingDetail;
  expect(today.title).toBe('Besprechung von Olga');
  const past = (
    await house.request('person=Olga', 'POST', '/api/meetings', {
      kind: 'planned',
      startsAtMs: now - 86_400_000 * 3,
      timeZone: 'Europe/Berlin',
    })
  ).body as MeetingDetail;

  const list = async (when: string): Promise<string[]> =>
    (
      (await house.request('person=Olga', 'GET', `/api/meetings?when=${when}&timeZone=Europe/Berlin`)).body as { meetings: MeetingDetail[] }
    ).meetings.map(({ id }) => id);
  expect([await list('today'), await list('coming'), await list('past')]).toEqual([[today.id], [meeting.id], [past.id]]);

  const changed = await house.request('person=Olga', 'PATCH', `/api/meetings/${meeting.id}`, {
    title: 'Klausurtagung',
    passcode: '12345678',
    settings: { joinMuted: false },
  });
  expect(changed.body).toMatchObject({ title: 'Klausurtagung', passcode: '12345678', settings: { joinMuted: false, joinCameraOff: true } });
  expect((await house.request('person=Olga', 'DELETE', `/api/meetings/${meeting.id}`)).status).toBe(204);
  expect(code(await house.request('person=Olga', 'GET', `/api/meetings/${meeting.id}`))).toBe('meeting_not_found');
});

test('the personal room is made once, also when asked for twice at the same time', async () => {
  const [one, two] = await Promise.all([
    house.request('person=Paul', 'GET', '/api/meetings/personal'),
    house.request('person=Paul', 'GET', '/api/meetings/personal'),
  ]);
  expect(one.body).toMatchObject({ kind: 'personal', title: 'Raum von Paul' });
  expect(two.body).toEqual(one.body);
});

test('A03: a meeting of somebody else answers like one that does not exist', async () => {
  const meeting = await house.meetingOf('Alice');
  for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
    const body = method === 'PATCH' ? { title: 'Mine' } : undefined;
    const foreign = await house.request('person=Mallory', method, `/api/meetings/${meeting.id}`, body);
    const absent = await house.request('person=Mallory', method, '/api/meetings/AAAAAAAAAAAAAAAAAAAAAA', body);
    expect(foreign.status).toBe(404);
    expect(foreign).toEqual(absent);
  }
  expect((await house.request('person=Alice', 'GET', `/api/meetings/${meeting.id}`)).body).toMatchObject({ title: 'Jour fixe' });
});

test('without an account there is nothing to plan or list, and by the link only what one sees before entering', async () => {
  const meeting = await house.meetingOf('Alice');
  for (const path of ['/api/meetings', '/api/meetings/personal', `/api/meetings/${meeting.id}`]) {
    expect(code(await house.request('guest=carol', 'GET', path))).toBe('not_signed_in');
  }
  const seen = await house.request('', 'GET', `/api/public/meetings/${meeting.id}`);
  expect(seen.body).toEqual({
    id: meeting.id,
    title: 'Jour fixe',
    inviterName: 'Alice',
    startsAtMs: null,
    durationMin: null,
    timeZone: null,
    running: false,
    passcodeNeeded: false,
    registration: 'none',
    joinMuted: true,
    joinCameraOff: true,
  });
  expect(code(await house.request('', 'GET', '/api/public/meetings/no'))).toBe('meeting_not_found');
});

test('A12: a wrong number and a wrong passcode are told alike, and guessing is slowed without locking anybody out', async () => {
  const meeting = await house.meetingOf('Alice');
  const find = (cookie: string, number: string, passcode?: string): Promise<{ status: number; text: string; body: unknown }> =>
    house.request(cookie, 'POST', '/api/meetings/by-number', { number, passcode });
  const wrongCode = await find('guest=g1', meeting.number, '000000');
  const wrongNumber = await find('guest=g2', '999999999', '000000');
  const nonsense = await find('guest=g3', 'abc', '000000');
  expect(wrongCode.text).toBe(wrongNumber.text);
  expect(nonsense.text).toBe(wrongNumber.text);
  expect(wrongCode.status).toBe(404);

  const spaced = `${meeting.number.slice(0, 3)} ${meeting.number.slice(3, 6)} ${meeting.number.slice(6)}`;
  expect((await find('guest=g4', spaced, meeting.passcode)).body).toEqual({ id: meeting.id });
  expect((await find('person=Bob', meeting.number)).body).toEqual({ id: meeting.id });

  const codes: unknown[] = [];
  for (let guess = 0; guess < 60; guess++) codes.push(code(await find('', meeting.number, `${200_000 + guess}`)));
  expect(codes.at(-1)).toBe('rate_limited');
  expect(codes.filter((one) => one === 'meeting_or_passcode_wrong').length).toBeLessThanOrEqual(50);
  // The same address is served again soon.
  house.clock.skip(60_000);
  expect((await find('guest=g5', meeting.number, meeting.passcode)).status).toBe(200);
});

test('bad bodies are refused with the field that is wrong', async () => {
  expect(code(await house.request('person=Alice', 'POST', '/api/meetings', { kind: 'planned', title: 'x' }))).toBe('bad_request');
  expect((await house.request('person=Alice', 'POST', '/api/meetings', { kind: 'instant', title: ' ' })).status).toBe(400);
  expect((await house.request('person=Alice', 'POST', '/api/meetings', { kind: 'instant', owner: 'me' })).status).toBe(400);
  expect((await house.request('person=Alice', 'POST', '/api/meetings', { kind: 'planned', startsAtMs: 1e300 })).status).toBe(400);
});
