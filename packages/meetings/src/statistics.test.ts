import { expect, test } from 'vitest';
import { runNumbers } from './attendance-numbers.ts';
import { dayOf, runStatistic, statisticsTable, statisticsView, type DayStatistic } from './statistics.ts';
import { alice, bob, carol, Rehearsal } from './testing/rehearsal.ts';

const today = dayOf('2026-11-29');

function day(text: string, people: number, more: Partial<DayStatistic> = {}): DayStatistic {
  const sums = { meetings: 10, people, guests: 6, stayedMs: people * 600_000, peakPeople: people, peakMeetings: 5 };
  return { day: dayOf(text), ...sums, sizes: [1, 9, 0, 0, 0, 0], ...more };
}

const view = (by: 'day' | 'week' | 'month', days: DayStatistic[], from = '2026-11-20', until = '2026-12-31') =>
  statisticsView({ from, until, by }, { days, joins: [], quality: [] }, today);

test('of a run is kept how many came and stayed, and how many of them were guests, but nobody', () => {
  const meeting = new Rehearsal();
  meeting.join(alice);
  meeting.join(bob);
  meeting.join(carol);
  meeting.nowMs += 60_000;
  const numbers = runNumbers(meeting.stored, meeting.nowMs);
  if (!numbers) throw new Error('it began');
  const kept = runStatistic(meeting.stored, numbers);
  const { beganAtMs, eachMinute } = numbers;
  expect(kept).toEqual({ beganAtMs, people: 2, guests: 0, peak: 2, stayedMs: numbers.averageStayMs * 2, eachMinute });
  expect(JSON.stringify(kept)).not.toMatch(/Alice|Bob|person/);
});

test('days follow each other without gaps up to today; weeks begin on Monday, months on the first', () => {
  expect(view('day', []).periods.map(({ from }) => from)).toEqual(Array.from({ length: 10 }, (_, n) => `2026-11-${20 + n}`));
  expect(view('week', []).periods.map(({ from }) => from)).toEqual(['2026-11-16', '2026-11-23']);
  expect(view('month', [], '2026-09-15').periods.map(({ from }) => from)).toEqual(['2026-09-01', '2026-10-01', '2026-11-01']);
});

test('periods sum what their days count and keep the highest peak, also when a day is told in two parts', () => {
  const [period] = view('month', [day('2026-11-20', 40), day('2026-11-21', 30), day('2026-11-21', 10)], '2026-11-01').periods;
  expect(period).toEqual({
    ...{ from: '2026-11-01', meetings: 30, participations: 80, guests: 18, minutes: 800, peakPeople: 40, peakMeetings: 5 },
  });
});

test('figures from 1 to 4 are not told, nor how long so few people stayed; none and many are', () => {
  const [first, second, third] = view('day', [
    day('2026-11-20', 3, { meetings: 1, guests: 0, peakMeetings: 1 }),
    day('2026-11-21', 5, { meetings: 5, guests: 2 }),
  ]).periods;
  expect(first).toMatchObject({ meetings: null, participations: null, guests: null, minutes: null, peakPeople: null, peakMeetings: null });
  expect(second).toMatchObject({ meetings: 5, participations: 5, guests: null, minutes: 50 });
  expect(third).toMatchObject({ meetings: 0, participations: 0, guests: 0, minutes: 0 });
  expect(view('day', [day('2026-11-20', 3)]).sizes.map(({ upTo, meetings }) => [upTo, meetings])).toEqual([
    ...[
      [2, null],
      [5, 9],
      [10, 0],
      [25, 0],
      [100, 0],
      [null, 0],
    ],
  ]);
});

test('joins are told by how long they took, slowest last, and those the server failed apart', () => {
  const { joins } = statisticsView(
    { from: '2026-11-29', until: '2026-11-29', by: 'day' },
    {
      ...{ days: [], quality: [] },
      joins: [
        { outcome: 'answered', withinMs: 0, joins: 1 },
        { outcome: 'answered', withinMs: 100, joins: 7 },
        { outcome: 'failed', withinMs: 0, joins: 2 },
        { outcome: 'answered', withinMs: 50, joins: 90 },
      ],
    },
    today,
  );
  expect(joins).toEqual({
    ...{ answered: 98, failed: 2 },
    within: [
      { ms: 50, joins: 90 },
      { ms: 100, joins: 7 },
      { ms: null, joins: 1 },
    ],
  });
});

test('minutes of a bad connection are told as they are, but for so few that they might tell of somebody', () => {
  const quality = [
    { level: 3, reason: 'none', minutes: 900 },
    { level: 1, reason: 'network-in', minutes: 4 },
    { level: 1, reason: 'cpu', minutes: 5 },
  ] as const;
  const told = statisticsView({ from: '2026-11-29', until: '2026-11-29', by: 'day' }, { days: [], joins: [], quality }, today);
  expect(told.quality.map(({ minutes }) => minutes)).toEqual([900, null, 5]);
});

test('the table says what is too small to be told', () => {
  const table = statisticsTable(view('day', [day('2026-11-20', 3)], '2026-11-20', '2026-11-20'), 'de');
  expect(table.split('\r\n')[1]).toBe('2026-11-20;10;unter 5;unter 5;unter 5;unter 5;5');
});
