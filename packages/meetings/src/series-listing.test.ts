import { MeetingId, MeetingNumber, PersonId, defaultSettings, type SeriesDate } from '@saal/protocol';
import { expect, test } from 'vitest';
import type { MeetingRecord } from './meeting-config.ts';
import { atDates } from './series-listing.ts';

const id = MeetingId.parse('s'.repeat(22));
const planned: MeetingRecord = {
  id,
  number: MeetingNumber.parse('123456789'),
  kind: 'planned',
  title: 'Jour fixe',
  startsAtMs: 0,
  durationMin: 60,
  timeZone: 'Europe/Berlin',
  ownerId: PersonId.parse('alice-person'),
  passcode: '123456',
  settings: defaultSettings,
  createdAtMs: 0,
  run: 1,
  phase: 'running',
  lastEndedAtMs: 5,
  presetId: null,
  plannedBy: null,
  reminderWish: null,
};
const line = (change: Partial<MeetingRecord>) => ({ meeting: { ...planned, ...change } });
const today: SeriesDate = { day: '2026-11-23', startsAtMs: 1000, durationMin: 30, state: 'ruled' };

test('of a series that runs, the date nearest to now runs and the others do not', () => {
  const lines = atDates([line({ day: '2026-11-23' }), line({ day: '2026-11-30' })], new Map([[id, today]]));
  expect(lines.map(({ meeting }) => [meeting.day, meeting.phase, meeting.lastEndedAtMs])).toEqual([
    ['2026-11-23', 'running', null],
    ['2026-11-30', 'ended', null],
  ]);
});

test('one that is listed because it runs is told with the date it runs for, once', () => {
  const lines = atDates([line({}), line({ day: '2026-11-23', startsAtMs: 1000 })], new Map([[id, today]]));
  expect(lines.map(({ meeting }) => [meeting.day, meeting.startsAtMs, meeting.durationMin])).toEqual([['2026-11-23', 1000, 30]]);
});

test('a meeting that takes place once is as it was', () => {
  const once = line({});
  expect(atDates([once], new Map())).toEqual([once]);
});
