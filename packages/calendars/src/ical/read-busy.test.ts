import { momentOf } from '@saal/protocol';
import { expect, test } from 'vitest';
import { readBusy } from './read-busy.ts';
import { zoneText } from './zone-text.ts';

const range = { fromMs: Date.parse('2027-03-01T00:00Z'), toMs: Date.parse('2027-04-05T00:00Z') };
const reading = {
  leaveOut: (uid: string) => uid.endsWith('@saal'),
  wallMoment: (wall: string) => momentOf({ date: wall.slice(0, 10), time: wall.slice(11, 16) }, 'Europe/Berlin') ?? NaN,
};
const file = (lines: string, zone = 'Europe/Berlin'): string =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${zoneText(zone, range)}\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:x\r\n${lines.replaceAll('\n', '\r\n')}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
const busy = (text: string): string[] =>
  readBusy([text], range, reading).map(({ fromMs, toMs }) => `${new Date(fromMs).toISOString().slice(5, 16)} ${(toMs - fromMs) / 60_000}`);

test('one event, in a zone, in UTC, with a duration, or for a whole day', () => {
  expect(busy(file('DTSTART;TZID=Europe/Berlin:20270301T090000\nDTEND;TZID=Europe/Berlin:20270301T100000'))).toEqual(['03-01T08:00 60']);
  expect(busy(file('DTSTART:20270301T090000Z\nDURATION:PT45M'))).toEqual(['03-01T09:00 45']);
  expect(busy(file('DTSTART;VALUE=DATE:20270302\nDTEND;VALUE=DATE:20270303'))).toEqual(['03-01T23:00 1440']);
});

test('a time without a zone, or with one the file does not bring, is meant where somebody plans', () => {
  expect(busy(file('DTSTART:20270301T090000\nDTEND:20270301T100000'))).toEqual(['03-01T08:00 60']);
  expect(busy(file('DTSTART;TZID=W. Europe Standard Time:20270301T090000\nDURATION:PT1H'))).toEqual(['03-01T08:00 60']);
});

test('a series that goes on for ever stays at its time of day over a change of the clock; what is left out is free', () => {
  const weekly = 'DTSTART;TZID=Europe/Berlin:20200106T090000\nDURATION:PT30M\nRRULE:FREQ=WEEKLY\nEXDATE;TZID=Europe/Berlin:20270315T090000';
  expect(busy(file(weekly))).toEqual(['03-01T08:00 30', '03-08T08:00 30', '03-22T08:00 30', '03-29T07:00 30']);
});

test('a date that was moved counts where it is now', () => {
  const master = 'DTSTART;TZID=Europe/Berlin:20270302T090000\nDURATION:PT30M\nRRULE:FREQ=DAILY;COUNT=2';
  const moved =
    'END:VEVENT\nBEGIN:VEVENT\nUID:1\nRECURRENCE-ID;TZID=Europe/Berlin:20270303T090000\nDTSTART;TZID=Europe/Berlin:20270304T110000\nDURATION:PT1H';
  expect(busy(file(`${master}\n${moved}`))).toEqual(['03-02T08:00 30', '03-04T10:00 60']);
});

test.each(['TRANSP:TRANSPARENT', 'STATUS:CANCELLED', 'X-MICROSOFT-CDO-BUSYSTATUS:FREE'])('%s keeps nobody busy', (line) => {
  expect(busy(file(`DTSTART:20270301T090000Z\nDURATION:PT1H\n${line}`))).toEqual([]);
});

test('our own events and what is no calendar are left out; the rest counts', () => {
  const own = file('DTSTART:20270301T090000Z\nDURATION:PT1H').replace('UID:1', 'UID:1@saal');
  const other = file('DTSTART:20270301T120000Z\nDURATION:PT1H');
  expect(readBusy([own, 'hello', '', other], range, reading)).toHaveLength(1);
});

test('a rule made to keep us busy ends', () => {
  const started = performance.now();
  busy(file('DTSTART:19000101T000000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY'));
  busy(file('DTSTART:19700101T000000Z\nDURATION:PT1S\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'));
  expect(performance.now() - started).toBeLessThan(5_000);
});
