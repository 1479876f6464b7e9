import { MeetingId, momentOf } from '@saal/protocol';
import { expect, test } from 'vitest';
import { entriesOf, newsOf, type ToldEntries } from './invitation-entries.ts';
import type { InvitedTo } from './invitee-ports.ts';

const id = MeetingId.parse('meeting-of-alice-12345');
const words = { description: 'https://saal.example.org/i/#secret', organizerName: 'Alice' };
const timeZone = 'Europe/Berlin';
const at = (date: string, time = '09:00'): number => momentOf({ date, time }, timeZone) ?? 0;
const nowMs = at('2026-12-01');
const endsAtMs = at('2027-12-01');
const once = (startsAtMs: number, title = 'Haushalt'): Omit<InvitedTo, 'ownerId' | 'running'> => ({
  ...{ title, timeZone, dates: [{ startsAtMs, durationMin: 60 }] },
});
const stretch = {
  ...{ id: 's1', firstDay: '2026-12-02', time: '09:00', durationMin: 30 },
  rule: { every: 'week', interval: 2, days: ['mo', 'we'], end: { until: '2027-03-31' } },
} as const;
const date = (day: string, state: 'ruled' | 'moved' | 'cancelled' = 'ruled', startsAtMs = at(day)) => ({
  ...{ day, state, startsAtMs, durationMin: 30, stretchId: 's1' },
});
const series = (...dates: ReturnType<typeof date>[]): Omit<InvitedTo, 'ownerId' | 'running'> => ({
  ...{ title: 'Jour fixe', timeZone, dates: dates.filter(({ state }) => state !== 'cancelled') },
  series: { stretches: [{ ...stretch, rule: { ...stretch.rule, days: [...stretch.rule.days] } }], dates },
});
const news = (plan: Omit<InvitedTo, 'ownerId' | 'running'> | undefined, told: ToldEntries = {}) =>
  newsOf(plan ? entriesOf(id, plan, words) : {}, told, { nowMs, endsAtMs });
const said = ({ news: all }: ReturnType<typeof news>) =>
  all.map(({ name, kind, calendar }) => [name, kind, calendar.method, calendar.sequence]);

test('who is invited is told once; a new time or title is a change that counts; the same plan is no news', () => {
  const first = news(once(at('2026-12-10')));
  expect(said(first)).toEqual([['once', 'invited', 'REQUEST', 0]]);
  expect(said(news(once(at('2026-12-10')), first.told))).toEqual([]);
  const moved = news(once(at('2026-12-11')), first.told);
  expect(said(moved)).toEqual([['once', 'changed', 'REQUEST', 1]]);
  expect(said(news(once(at('2026-12-11'), 'Haushalt II'), moved.told))).toEqual([['once', 'changed', 'REQUEST', 2]]);
  expect(said(news(undefined, moved.told))).toEqual([['once', 'cancelled', 'CANCEL', 2]]);
});

test('what is over, and what has no time, is told to nobody', () => {
  expect(newsOf(entriesOf(id, once(at('2026-11-01')), words), {}, { nowMs, endsAtMs: at('2026-11-01', '10:00') }).news).toEqual([]);
  expect(said(news({ title: 'Sofort', timeZone: null, dates: [] }))).toEqual([]);
});

test('a series is one entry with its rule, without the days that are cancelled', () => {
  const { news: all } = news(series(date('2026-12-02'), date('2026-12-14', 'cancelled'), date('2026-12-16')));
  expect(all).toMatchObject([
    {
      ...{ name: 's1', kind: 'invited' },
      calendar: {
        ...{ startsAtMs: at('2026-12-02'), durationMin: 30, timeZone, except: [at('2026-12-14')] },
        rule: 'FREQ=WEEKLY;BYDAY=MO,WE;INTERVAL=2;UNTIL=20270331T215900Z',
      },
    },
  ]);
});

test('a date that is moved is told by itself, goes back by itself, and counts on', () => {
  const planned = series(date('2026-12-02'), date('2026-12-14'));
  const first = news(planned);
  const moved = news(series(date('2026-12-02'), date('2026-12-14', 'moved', at('2026-12-15'))), first.told);
  expect(moved.news).toMatchObject([
    { name: 's1/2026-12-14', kind: 'changed', calendar: { sequence: 1, recurrenceAtMs: at('2026-12-14'), startsAtMs: at('2026-12-15') } },
  ]);
  const back = news(planned, moved.told);
  expect(back.news).toMatchObject([{ kind: 'changed', calendar: { sequence: 2, startsAtMs: at('2026-12-14') } }]);
  expect(said(news(planned, back.told))).toEqual([]);
  expect(said(news(series(date('2026-12-02'), date('2026-12-14', 'moved', at('2026-12-16'))), back.told))).toEqual([
    ['s1/2026-12-14', 'changed', 'REQUEST', 3],
  ]);
});

test.each([
  [{ every: 'day', interval: 1, end: { count: 5 } } as const, 'FREQ=DAILY;COUNT=5'],
  [{ every: 'month', interval: 3, on: { day: -1 }, end: { count: 4 } } as const, 'FREQ=MONTHLY;BYMONTHDAY=-1;INTERVAL=3;COUNT=4'],
  [{ every: 'month', interval: 1, on: { nth: 2, weekday: 'tu' }, end: { count: 4 } } as const, 'FREQ=MONTHLY;BYDAY=2TU;COUNT=4'],
])('%j is written as %s', (rule, written) => {
  const plan = series(date('2026-12-02'));
  const [first] = plan.series?.stretches ?? [];
  if (!first) throw new Error('one stretch');
  const entries = entriesOf(id, { ...plan, series: { stretches: [{ ...first, rule }], dates: [] } }, words);
  expect(entries['s1']?.rule).toBe(written);
});
