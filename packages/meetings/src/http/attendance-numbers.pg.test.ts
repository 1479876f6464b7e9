import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type House } from '../testing/house.ts';
import { until } from '../testing/test-client.ts';
import { threeInside } from '../testing/three-inside.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const csv = (cookie: string, id: string) => house.request(cookie, 'GET', `/api/meetings/${id}/attendance.csv`);

test('the owner has the numbers of a meeting while it runs and after it, and names of nobody', async () => {
  const { id, alice, bob } = await threeInside(house);
  await bob.ask('meeting.leave', {});
  const running = await house.requestText('person=Alice', `/api/meetings/${id}/attendance.csv`);
  expect(running.type).toBe('text/csv; charset=utf-8');
  expect(running.text).toContain('1;Höchstzahl gleichzeitig;;3\r\n1;Personen insgesamt;;3\r\n');
  expect(running.text).not.toContain('Ende');

  await alice.ask('meeting.end', {});
  await until('the end', () => alice.toldOf('meeting.gone')[0]);
  const over = await house.requestText('person=Alice', `/api/meetings/${id}/attendance.csv`);
  expect(over.text).toContain('1;Ende;');
  expect(over.text).toContain('1;Höchstzahl gleichzeitig;;3\r\n1;Personen insgesamt;;3\r\n');
  const kept = JSON.stringify((await sql`select * from meetings.run_numbers where meeting_id = ${id}`.execute(house.db)).rows);
  for (const text of [running.text, over.text, kept]) expect(text).not.toMatch(/Alice|Bob|Carol|person:|guest:/);
});

test('nobody else has them', async () => {
  const { id } = await threeInside(house);
  expect((await csv('person=Bob', id)).status).toBe(404);
  expect((await csv('guest=carol', id)).status).toBe(401);
});
