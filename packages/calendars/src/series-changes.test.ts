import { momentOf } from '@saal/protocol';
import { expect, test } from 'vitest';
import { readSeries } from './ical/read-series.ts';
import { zoneText } from './ical/zone-text.ts';
import { changedDates, type RuledDate } from './series-changes.ts';

const zone = 'Europe/Berlin';
const at = (day: string, time: string): number => momentOf({ date: day, time }, zone) ?? NaN;
/** Over the change of the clock. */
const days = ['2027-03-26', '2027-03-27', '2027-03-28', '2027-03-29'];
const dates: RuledDate[] = days.map((day) => ({ day, ruledAtMs: at(day, '09:00'), startsAtMs: at(day, '09:00') }));
const zoneLines = zoneText(zone, { fromMs: at('2027-03-26', '09:00'), toMs: at('2027-03-29', '10:00') });
const rule = 'RRULE:FREQ=DAILY;COUNT=4';
const event = (lines: string): string => `BEGIN:VEVENT\nUID:a@saal\nDTSTAMP:20260101T000000Z\n${lines}\nEND:VEVENT\n`;
const file = (events: string, zones = `${zoneLines}\n`): string =>
  `BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n${zones}${events}END:VCALENDAR\n`.replaceAll(/\r?\n/g, '\r\n');
const master = (more = '', ruled = rule): string =>
  event(`DTSTART;TZID=${zone}:20270326T090000\nDTEND;TZID=${zone}:20270326T093000\n${ruled}${more}`);
const moved = event(`RECURRENCE-ID;TZID=${zone}:20270328T090000\nDTSTART;TZID=${zone}:20270328T110000\nDTEND;TZID=${zone}:20270328T113000`);
const to = { startsAtMs: at('2027-03-28', '11:00'), endsAtMs: at('2027-03-28', '11:30') };

function changes(found: string, written = file(master()), nowMs = 0) {
  const [before, now] = [readSeries(written), readSeries(found)];
  return before && now && changedDates(before, now, dates, nowMs);
}

test.each([
  ['in the zone of the series', file(master() + moved)],
  ['in a zone the file does not bring', file(master() + moved, '')],
  ['in UTC', file(master() + event('RECURRENCE-ID:20270328T070000Z\nDTSTART:20270328T090000Z\nDURATION:PT30M'))],
  ['before its master', file(moved + master())],
])('a date that was moved, written %s, is one change', (_, found) => {
  expect(changes(found)).toEqual([{ day: '2027-03-28', to }]);
});

test.each([
  ['left out of the rule', file(master(`\nEXDATE;TZID=${zone}:20270327T090000,20270328T090000`)), ['2027-03-27', '2027-03-28']],
  [
    'cancelled',
    file(master() + event(`RECURRENCE-ID;TZID=${zone}:20270328T090000\nDTSTART;TZID=${zone}:20270328T090000\nSTATUS:CANCELLED`)),
    ['2027-03-28'],
  ],
])('dates that are %s are removed', (_, found, removed) => {
  expect(changes(found)).toEqual(removed.map((day) => ({ day, to: 'removed' })));
});

test('what was written so, and what is over, is no change', () => {
  expect(changes(file(master() + moved), file(master() + moved))).toEqual([]);
  const without = file(master(`\nEXDATE;TZID=${zone}:20270327T090000`));
  expect([changes(without, without), changes(file(master()), without)]).toEqual([[], []]);
  expect(changes(file(master() + moved), file(master()), at('2027-03-28', '09:00'))).toEqual([]);
  expect(changes(file(master('', 'RRULE:COUNT=4;FREQ=DAILY;INTERVAL=1;WKST=MO')))).toEqual([]);
});

test.each([
  ['another rule', file(master('', 'RRULE:FREQ=DAILY;COUNT=3') + moved)],
  ['another beginning', file(master().replaceAll('T09', 'T08') + moved)],
  ['a date of no zone', file(master() + moved.replaceAll(/(DT\w+);TZID=[^:]*/g, '$1'))],
  ['a date that is a whole day', file(master() + event(`RECURRENCE-ID;TZID=${zone}:20270328T090000\nDTSTART;VALUE=DATE:20270328`))],
])('%s moves nothing', (_, found) => {
  expect(changes(found)).toEqual([]);
});

test.each([
  ['a date that stands for all that follow', file(master() + moved.replace('RECURRENCE-ID', 'RECURRENCE-ID;RANGE=THISANDFUTURE'))],
  ['two series in one file', file(master() + master())],
  ['one date', file(event('DTSTART:20270326T080000Z\nDURATION:PT30M'))],
  ['no calendar', 'hello'],
])('%s is no series that can be followed', (_, found) => {
  expect(readSeries(found)).toBeUndefined();
});
