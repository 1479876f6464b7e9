import { MeetingId } from '@saal/protocol';
import { expect, test } from 'vitest';
import { calendarFile, calendarFileName } from './calendar-file.ts';

const appointment = {
  meetingId: MeetingId.parse('haushalt'.padEnd(22, '0')),
  title: 'Haushalt; Teil 1, öffentlich',
  inviterName: 'Alice Huber',
  startsAtMs: Date.UTC(2026, 11, 1, 8),
  durationMin: 30,
  dates: [{ startsAtMs: Date.UTC(2026, 11, 8, 8), durationMin: 45 }],
};
const url = `https://saal.example.org/i/#${'x'.repeat(43)}`;

test('the file has each date with its own end, escaped texts, and lines that any calendar reads', () => {
  const file = calendarFile(appointment, { url, locale: 'de', nowMs: Date.UTC(2026, 10, 29) });
  expect(file).toContain('SUMMARY:Haushalt\\; Teil 1\\, öffentlich\r\n');
  expect([...file.matchAll(/^DT(START|END):(.*)\r$/gm)].map(([, , at]) => at)).toEqual([
    ...['20261201T080000Z', '20261201T083000Z'],
    ...['20261208T080000Z', '20261208T084500Z'],
  ]);
  for (const line of file.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
  expect(file.replaceAll('\r\n ', '')).toContain(url);
  expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true);
});

test('the name of the file holds nothing that a file system minds', () => {
  expect(calendarFileName({ title: '../Haushalt: "Teil 1"' })).toBe('Haushalt-Teil-1.ics');
  expect(calendarFileName({ title: '???' })).toBe('termin.ics');
});
