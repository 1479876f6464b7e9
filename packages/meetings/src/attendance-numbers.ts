/** How many were in a run of a meeting, over time and in sum: numbers alone, out of its events. Pure. */
import { csvOf } from '@saal/foundation/pure';
import type { EpochMs, ParticipantId } from '@saal/protocol';
import { z } from 'zod';
import type { StoredEvent } from './meeting-event.ts';

export const RunNumbers = z.object({
  beganAtMs: z.number(),
  /** Null: it runs. */
  endedAtMs: z.number().nullable(),
  /** Most at once. */
  peak: z.int(),
  /** Different people. */
  came: z.int(),
  averageStayMs: z.number(),
  /** Inside at the beginning of each minute. */
  eachMinute: z.array(z.int()),
});
export type RunNumbers = z.infer<typeof RunNumbers>;

const minuteMs = 60_000;
/** A run that is longer has its first day told. */
const mostMinutes = 24 * 60;

/** @returns undefined for a run that did not begin: people waited in vain */
export function runNumbers(events: readonly StoredEvent[], nowMs: EpochMs): RunNumbers | undefined {
  const began = events.find((event) => event.type === 'began');
  if (!began) return undefined;
  const ended = events.find((event) => event.type === 'ended');
  const untilMs = ended?.atMs ?? nowMs;
  const since = new Map<ParticipantId, EpochMs>();
  const came = new Set<ParticipantId>();
  const eachMinute: number[] = [];
  let [peak, stayedMs] = [0, 0];
  const tellMinutesBefore = (atMs: EpochMs): void => {
    while (eachMinute.length < mostMinutes && began.atMs + eachMinute.length * minuteMs < atMs) eachMinute.push(since.size);
  };
  const leave = (id: ParticipantId, atMs: EpochMs): void => {
    stayedMs += Math.max(0, atMs - (since.get(id) ?? atMs));
    since.delete(id);
  };
  for (const event of events) {
    if (event.type !== 'entered' && event.type !== 'left' && event.type !== 'removed' && event.type !== 'sent-back') continue;
    tellMinutesBefore(event.atMs);
    if (event.type !== 'entered') leave(event.participantId, event.atMs);
    else if (!since.has(event.participantId)) since.set(event.participantId, event.atMs);
    if (event.type === 'entered') came.add(event.participantId);
    peak = Math.max(peak, since.size);
  }
  tellMinutesBefore(untilMs);
  for (const id of [...since.keys()]) leave(id, untilMs);
  return {
    beganAtMs: began.atMs,
    endedAtMs: ended?.atMs ?? null,
    peak,
    came: came.size,
    averageStayMs: came.size === 0 ? 0 : stayedMs / came.size,
    eachMinute,
  };
}

const words = {
  de: {
    head: ['Durchgang', 'Angabe', 'Zeitpunkt', 'Wert'],
    began: 'Beginn',
    ended: 'Ende',
    peak: 'Höchstzahl gleichzeitig',
    came: 'Personen insgesamt',
    stay: 'Mittlere Anwesenheit in Minuten',
    inside: 'Anwesend',
  },
  en: {
    head: ['Run', 'Figure', 'Time', 'Value'],
    began: 'Began',
    ended: 'Ended',
    peak: 'Most at once',
    came: 'People in all',
    stay: 'Average stay in minutes',
    inside: 'Present',
  },
} as const;

/** @param runs with their number, newest first */
export function attendanceCsv(runs: readonly { run: number; numbers: RunNumbers }[], language: 'de' | 'en'): string {
  const said = words[language];
  const time = (atMs: EpochMs): string => new Date(atMs).toISOString();
  const rows = runs.flatMap(({ run, numbers }): (string | number)[][] => [
    [run, said.began, time(numbers.beganAtMs), ''],
    ...(numbers.endedAtMs === null ? [] : [[run, said.ended, time(numbers.endedAtMs), '']]),
    [run, said.peak, '', numbers.peak],
    [run, said.came, '', numbers.came],
    [run, said.stay, '', Math.round(numbers.averageStayMs / minuteMs)],
    ...numbers.eachMinute.map((inside, minute) => [run, said.inside, time(numbers.beganAtMs + minute * minuteMs), inside]),
  ]);
  return csvOf([[...said.head], ...rows]);
}
