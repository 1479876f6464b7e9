import { sql } from 'kysely';
import { StatisticsView } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { createStatisticsStore, keepStatistic } from '../postgres/statistics-store.ts';
import { meetingTables } from '../postgres/tables.ts';
import { openHouse, type House } from '../testing/house.ts';
import { until } from '../testing/test-client.ts';
import { threeInside } from '../testing/three-inside.ts';

const dayMs = 86_400_000;
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const textOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

async function seen(query: string): Promise<z.output<typeof StatisticsView>> {
  return StatisticsView.parse((await house.request('person=Auditor', 'GET', `/api/statistics?${query}`)).body);
}

test('figures are told to those who hold the right, and to nobody else', async () => {
  const day = textOf(house.clock.now());
  for (const path of ['/api/statistics', '/api/statistics.csv']) {
    const ask = (cookie: string) => house.requestText(cookie, `${path}?from=${day}&until=${day}`);
    expect((await ask('person=Auditor')).status).toBe(200);
    expect((await ask('person=Alice')).status).toBe(403);
    expect((await ask('guest=carol')).status).toBe(401);
    expect((await ask('')).status).toBe(401);
  }
});

test('what cannot be answered is refused: no day, the wrong way round, too long', async () => {
  for (const query of [
    '',
    'from=x&until=y',
    'from=2026-11-02&until=2026-11-01',
    'from=2020-01-01&until=2026-11-01',
    'from=2026-02-30&until=2026-03-01',
  ])
    expect((await house.request('person=Auditor', 'GET', `/api/statistics?${query}`)).status, query).toBe(400);
});

test('a meeting that ended is counted, joins too, and nothing kept names it or anybody', async () => {
  const { id, alice } = await threeInside(house);
  await alice.ask('meeting.end', {});
  await until('the end', () => alice.toldOf('meeting.gone')[0]);
  const kept = await sql<{ people: number; guests: number; peak: number }>`select * from meetings.run_statistic`.execute(house.db);
  expect(kept.rows).toMatchObject([{ people: 3, guests: 1, peak: 3 }]);
  house.clock.skip(61_000);
  const day = textOf(house.clock.now());
  await expect.poll(async () => (await seen(`from=${day}&until=${day}`)).joins.answered).toBeGreaterThanOrEqual(4);
  const { joins } = await seen(`from=${day}&until=${day}`);
  expect(joins.failed).toBe(0);
  expect(joins.within.reduce((sum, each) => sum + each.joins, 0)).toBe(joins.answered);
  const stored = JSON.stringify([
    kept.rows,
    (await sql`select * from meetings.day_joins`.execute(house.db)).rows,
    (await seen(`from=${day}&until=${day}`)).periods,
  ]);
  for (const secret of [id, 'Alice', 'Bob', 'Carol', 'person:', 'guest:']) expect(stored).not.toContain(secret);
  await sql`delete from meetings.run_statistic`.execute(house.db);
});

test('minutes of good and bad connections are counted while people are inside, by two servers into one sum, and of nobody after', async () => {
  const { alice, bob, carol } = await threeInside(house);
  await alice.ask('media.report-quality', { level: 3, reason: 'none' });
  await bob.ask('media.report-quality', { level: 1, reason: 'network-in' });
  await carol.ask('media.report-quality', { level: 0, reason: 'none' });
  const day = textOf(house.clock.now());
  const kept = async () =>
    (await sql`select level, reason, minutes::integer from meetings.day_quality order by level`.execute(house.db)).rows;
  house.clock.skip(60_000);
  await expect.poll(kept).toEqual([
    { level: 1, reason: 'network-in', minutes: 1 },
    { level: 3, reason: 'none', minutes: 1 },
  ]);
  const store = createStatisticsStore(house.db);
  const another = [
    { level: 3, reason: 'none', minutes: 90 },
    { level: 1, reason: 'network-in', minutes: 3 },
  ] as const;
  await Promise.all([1, 2].map(() => store.addQuality(Math.floor(house.clock.now() / dayMs), another)));
  expect((await seen(`from=${day}&until=${day}`)).quality).toEqual([
    { level: 3, reason: 'none', minutes: 181 },
    { level: 1, reason: 'network-in', minutes: 7 },
  ]);
  await alice.ask('meeting.end', {});
  await until('the end', () => alice.toldOf('meeting.gone')[0]);
  house.clock.skip(180_000);
  expect((await kept()).map((row) => (row as { minutes: number }).minutes)).toEqual([7, 181]);
  await sql`delete from meetings.run_statistic`.execute(house.db);
});

test('runs become a line a day after two days, each counted once, by however many servers; later ones are added', async () => {
  const store = createStatisticsStore(house.db);
  const begun = Date.UTC(2026, 5, 1, 9);
  const day = begun / dayMs - 9 / 24;
  const keep = (o: { at: number; people: number; eachMinute: number[] }): Promise<void> =>
    keepStatistic(meetingTables(house.db), {
      ...{ beganAtMs: begun + o.at * 60_000, people: o.people, guests: 2, peak: Math.max(...o.eachMinute) },
      ...{ stayedMs: o.people * 60_000, eachMinute: o.eachMinute },
    });
  await keep({ at: 0, people: 7, eachMinute: [2, 7, 6] });
  await keep({ at: 2, people: 30, eachMinute: [30, 1] });
  await keep({ at: 10, people: 2, eachMinute: [2] });
  const summed = {
    ...{ day, meetings: 3, people: 39, guests: 6, stayedMs: 39 * 60_000, peakPeople: 36, peakMeetings: 2 },
    sizes: [1, 0, 1, 0, 1, 0],
  };
  expect(await store.days(day, day)).toEqual([summed]);
  await store.fold(begun + dayMs);
  expect((await sql`select 1 from meetings.run_statistic`.execute(house.db)).rows).toHaveLength(3);
  await Promise.all([1, 2, 3].map(() => store.fold(begun + 2 * dayMs)));
  expect((await sql`select 1 from meetings.run_statistic`.execute(house.db)).rows).toEqual([]);
  expect(await store.days(day, day)).toEqual([summed]);
  await keep({ at: 20, people: 40, eachMinute: [40, 40] });
  await store.fold(begun + 3 * dayMs);
  const later = { meetings: 4, people: 79, guests: 8, stayedMs: 79 * 60_000, peakPeople: 40, sizes: [1, 0, 1, 0, 2, 0] };
  expect(await store.days(day, day)).toEqual([{ ...summed, ...later }]);
  expect(await store.days(day + 1, day + 5)).toEqual([]);
  const told = await seen('from=2026-05-30&until=2026-06-02&by=month');
  expect(told.periods.map(({ from, participations }) => [from, participations])).toEqual([
    ['2026-05-01', 0],
    ['2026-06-01', 79],
  ]);
});
