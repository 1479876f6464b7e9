import { expect, test } from 'vitest';
import { momentOf, wallTimeOf } from './zone-time.ts';

const berlin = 'Europe/Berlin';

test('a time is that of its zone, in winter and in summer', () => {
  expect(momentOf({ date: '2026-11-23', time: '14:30' }, berlin)).toBe(Date.parse('2026-11-23T13:30Z'));
  expect(momentOf({ date: '2026-07-01', time: '14:30' }, berlin)).toBe(Date.parse('2026-07-01T12:30Z'));
  expect(momentOf({ date: '2026-07-01', time: '14:30' }, 'America/St_Johns')).toBe(Date.parse('2026-07-01T17:00Z'));
  expect(momentOf({ date: '2026-07-01', time: '00:15' }, 'Pacific/Kiritimati')).toBe(Date.parse('2026-06-30T10:15Z'));
});

test('the hour left out in spring means the one after it', () => {
  const moment = momentOf({ date: '2026-03-29', time: '02:30' }, berlin);
  expect(wallTimeOf(moment ?? 0, berlin)).toEqual({ date: '2026-03-29', time: '03:30' });
});

test('the hour repeated in autumn means its first run', () => {
  expect(momentOf({ date: '2026-10-25', time: '02:30' }, berlin)).toBe(Date.parse('2026-10-25T00:30Z'));
});

test('there and back again gives the same, whatever the zone', () => {
  for (const zone of ['UTC', berlin, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']) {
    for (let month = 1; month <= 12; month += 1) {
      const wall = { date: `2027-${String(month).padStart(2, '0')}-15`, time: '23:45' };
      expect(wallTimeOf(momentOf(wall, zone) ?? 0, zone)).toEqual(wall);
    }
  }
});

test('an incomplete date is no moment', () => {
  expect(momentOf({ date: '', time: '10:00' }, berlin)).toBeUndefined();
  expect(momentOf({ date: '2026-11-23', time: '' }, berlin)).toBeUndefined();
});
