/** A list in which a series has a line for each date: which of them runs, and none twice. Pure. */
import type { MeetingId, SeriesDate } from '@saal/protocol';
import type { MeetingRecord } from './meeting-config.ts';

/** @param nearest of the series that run: the date their run belongs to */
export function atDates<L extends { meeting: MeetingRecord }>(listed: readonly L[], nearest: ReadonlyMap<MeetingId, SeriesDate>): L[] {
  const lines = listed.map((line) => ({ ...line, meeting: atDate(line.meeting, nearest.get(line.meeting.id)) }));
  const seen = new Set<string>();
  return lines.filter(({ meeting: { id, day } }) => {
    const key = `${id} ${day ?? ''}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function atDate(meeting: MeetingRecord, now: SeriesDate | undefined): MeetingRecord {
  if (meeting.day === undefined)
    return now ? { ...meeting, day: now.day, startsAtMs: now.startsAtMs, durationMin: now.durationMin } : meeting;
  // When the last run ended says nothing about the dates before and after it.
  return { ...meeting, lastEndedAtMs: null, phase: meeting.phase === 'running' && now?.day !== meeting.day ? 'ended' : meeting.phase };
}
