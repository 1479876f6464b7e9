import { expect, test } from 'vitest';
import { MeetingId } from '@saal/protocol';
import { agendaOf, nearnessOf, withFewDates, withSoon } from './agenda.ts';

const at = (clock: string): number => Date.parse(`2026-11-23T${clock}:00Z`);
const planned = (clock: string, durationMin = 60, running = false) => ({ startsAtMs: at(clock), durationMin, running });

test('the next meeting is the earliest that is not over', () => {
  const nine = planned('09:00');
  const eleven = planned('11:00');
  const fifteen = planned('15:00');
  expect(agendaOf([fifteen, nine, eleven], at('10:30'))).toEqual({ next: eleven, later: [fifteen], over: [nine] });
});

test('a meeting stays the next one until its planned end', () => {
  const ten = planned('10:00', 30);
  expect(agendaOf([ten], at('10:29')).next).toBe(ten);
  expect(agendaOf([ten], at('10:30'))).toEqual({ next: undefined, later: [], over: [ten] });
});

test('one that runs comes before one that merely begins earlier, and while it runs it is not over', () => {
  const early = planned('10:00');
  const overtime = planned('09:00', 30, true);
  expect(agendaOf([early, overtime], at('10:05'))).toEqual({ next: overtime, later: [early], over: [] });
});

test('a spontaneous meeting counts only while it runs', () => {
  const spontaneous = { startsAtMs: null, durationMin: null, running: false };
  expect(agendaOf([spontaneous], at('10:00')).over).toEqual([spontaneous]);
  expect(agendaOf([{ ...spontaneous, running: true }], at('10:00')).next).toMatchObject({ running: true });
});

test('how near a meeting is', () => {
  expect(nearnessOf(planned('10:00', 60, true), at('09:59'))).toEqual({ kind: 'running' });
  expect(nearnessOf(planned('10:00'), at('10:02'))).toEqual({ kind: 'now' });
  expect(nearnessOf(planned('10:00'), at('09:48'))).toEqual({ kind: 'in', minutes: 12 });
  expect(nearnessOf(planned('15:00'), at('09:48'))).toEqual({ kind: 'later' });
});

test('late in the evening, what begins soon after midnight belongs to the day', () => {
  const late = { startsAtMs: Date.parse('2026-11-24T00:30:00Z'), durationMin: 60, running: false };
  const tomorrow = { ...late, startsAtMs: Date.parse('2026-11-24T09:00:00Z') };
  expect(withSoon([], [late, tomorrow], at('23:50'))).toEqual({ day: [late], coming: [tomorrow] });
});

test('a daily series does not fill the list: its next three dates stand among the others', () => {
  const id = MeetingId.parse('s'.repeat(22));
  const dates = ['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27'].map((day) => ({ id, day }));
  const once = { id: MeetingId.parse('o'.repeat(22)) };
  expect(withFewDates([...dates, once, once])).toEqual([...dates.slice(0, 3), once, once]);
});
