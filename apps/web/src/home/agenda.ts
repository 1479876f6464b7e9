import type { ListedMeeting } from '@saal/client';

/** What of a meeting its place in the day depends on. */
export type Slot = Pick<ListedMeeting, 'running' | 'startsAtMs' | 'durationMin'>;

/** Without a length, a meeting counts as over an hour after its beginning. */
const assumedMin = 60;

/** One waits for a meeting that has begun and nobody came to; `over` ones stay in the list of the day. */
export type Agenda<M> = { next: M | undefined; later: M[]; over: M[] };

function endsAtMs(meeting: Slot): number {
  return meeting.startsAtMs === null ? -Infinity : meeting.startsAtMs + (meeting.durationMin ?? assumedMin) * 60_000;
}

/** What begins so soon belongs to the day, on whichever side of midnight. */
const soonMs = 4 * 3_600_000;

/** Takes from the coming ones those that begin soon. */
export function withSoon<M extends Slot>(today: readonly M[], coming: readonly M[], nowMs: number): { day: M[]; coming: M[] } {
  const soon = (meeting: M): boolean => meeting.startsAtMs !== null && meeting.startsAtMs - nowMs < soonMs;
  return { day: [...today, ...coming.filter(soon)], coming: coming.filter((meeting) => !soon(meeting)) };
}

/** How many dates of one series stand among others before they would fill the list. */
const datesShown = 3;

/** Leaves of each series the first so many: the rest is on its own page. */
export function withFewDates<M extends Pick<ListedMeeting, 'id' | 'day'>>(meetings: readonly M[]): M[] {
  const shown = new Map<string, number>();
  return meetings.filter(({ id, day }) => {
    if (day === undefined) return true;
    const before = shown.get(id) ?? 0;
    shown.set(id, before + 1);
    return before < datesShown;
  });
}

/**
 * Sorts a day: the one to go to now (a running one, else the earliest not over), those later, those over.
 */
export function agendaOf<M extends Slot>(meetings: readonly M[], nowMs: number): Agenda<M> {
  const byStart = [...meetings].sort((a, b) => (a.startsAtMs ?? nowMs) - (b.startsAtMs ?? nowMs));
  const open = byStart.filter((meeting) => meeting.running || endsAtMs(meeting) > nowMs);
  const next = open.find(({ running }) => running) ?? open[0];
  return { next, later: open.filter((meeting) => meeting !== next), over: byStart.filter((meeting) => !open.includes(meeting)) };
}

export type Nearness = { kind: 'running' } | { kind: 'now' } | { kind: 'in'; minutes: number } | { kind: 'later' };

/** How near a meeting is, for the words beside its time. */
export function nearnessOf(meeting: Slot, nowMs: number): Nearness {
  if (meeting.running) return { kind: 'running' };
  if (meeting.startsAtMs === null) return { kind: 'later' };
  const minutes = Math.ceil((meeting.startsAtMs - nowMs) / 60_000);
  if (minutes <= 0) return { kind: 'now' };
  return minutes <= 90 ? { kind: 'in', minutes } : { kind: 'later' };
}
