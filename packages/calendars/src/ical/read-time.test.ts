import { expect, test } from 'vitest';
import { readTime } from './read-time.ts';
import { zoneText } from './zone-text.ts';

const file = (lines: string, before = ''): string =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n${before}BEGIN:VEVENT\r\nUID:a@saal\r\nDTSTAMP:20260101T000000Z\r\n${lines.replaceAll('\n', '\r\n')}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
const nine = { startsAtMs: Date.parse('2027-07-01T07:00Z'), endsAtMs: Date.parse('2027-07-01T07:45Z') };
const berlin = `${zoneText('Europe/Berlin', { fromMs: nine.startsAtMs, toMs: nine.endsAtMs })}\r\n`;

test.each([
  ['in UTC', file('DTSTART:20270701T070000Z\nDTEND:20270701T074500Z')],
  ['in a zone the file brings', file('DTSTART;TZID=Europe/Berlin:20270701T090000\nDTEND;TZID=Europe/Berlin:20270701T094500', berlin)],
  ['in a zone everybody knows', file('DTSTART;TZID=Europe/Berlin:20270701T090000\nDTEND;TZID=Europe/Berlin:20270701T094500')],
  ['by its length', file('DTSTART;TZID=Europe/Berlin:20270701T090000\nDURATION:PT45M')],
])('a time is read that stands there %s', (_, text) => {
  expect(readTime(text)).toEqual(nine);
});

test.each([
  ['a whole day', file('DTSTART;VALUE=DATE:20270701')],
  ['a time of no zone', file('DTSTART:20270701T090000\nDTEND:20270701T094500')],
  ['a zone nobody knows', file('DTSTART;TZID=Nowhere/Else:20270701T090000\nDTEND;TZID=Nowhere/Else:20270701T094500')],
  ['a series', file('DTSTART:20270701T070000Z\nDTEND:20270701T074500Z\nRRULE:FREQ=DAILY;COUNT=2')],
  ['an end before the beginning', file('DTSTART:20270701T070000Z\nDTEND:20270701T060000Z')],
  ['no calendar at all', 'hello'],
])('%s moves nothing', (_, text) => {
  expect(readTime(text)).toBeUndefined();
});
