/**
 * Asks the calendars of rooms before they are booked. What does not answer in time holds up nobody who plans.
 * Source: docs/decisions/0070-outlook-single-dates-and-rooms.md
 */
import type { EpochMs } from '@saal/protocol';
import { CalendarNotFound } from './errors.ts';
import { isOurs, type Span } from './planned-meeting.ts';
import type { BusyReading, BusySource, HouseRoom } from './ports.ts';
import { wallMomentIn } from './spans.ts';

/** Somebody waits for a form to be saved. */
const LIMIT_MS = 4_000;
/** As far as services tell of at once. */
const WINDOW_MS = 31 * 86_400_000;
/** A year of a series; what lies behind it is not asked. */
const MOST_WINDOWS = 13;

export type RoomCalendarsOptions = {
  /** Whose calendars the account of the house reaches. */
  rooms: readonly HouseRoom[];
  /** Where every room may have a mailbox. */
  mailboxes: Pick<BusySource, 'busy'> | undefined;
  failed: (room: string, error: unknown) => void;
};

export class RoomCalendars {
  readonly #o: RoomCalendarsOptions;

  constructor(options: RoomCalendarsOptions) {
    this.#o = options;
  }

  /**
   * The beginnings of those times at which the room is busy there, by others than this server.
   * @returns unknown: not all of it answered within four seconds, and what did has nobody in it
   */
  async busyAt(email: string, times: readonly Span[], timeZone: string): Promise<EpochMs[] | 'unknown'> {
    const reading = { leaveOut: isOurs, wallMoment: wallMomentIn(timeZone) };
    const sources = this.#sourcesOf(email.toLowerCase(), reading);
    if (sources.length === 0) return [];
    const busy: Span[] = [];
    const untilMs = performance.now() + LIMIT_MS;
    const asking = sources.map((ask) => within(LIMIT_MS, readInto(busy, windowsOf(times), ask, untilMs)));
    const failed = (await Promise.allSettled(asking)).filter((one) => one.status === 'rejected');
    for (const { reason } of failed) this.#o.failed(email, reason);
    // What one calendar says holds, whatever became of the other.
    const taken = times.filter(({ fromMs, toMs }) => busy.some((span) => span.fromMs < toMs && span.toMs > fromMs));
    return taken.length === 0 && failed.length > 0 ? 'unknown' : taken.map(({ fromMs }) => fromMs);
  }

  #sourcesOf(email: string, reading: BusyReading): ((range: Span) => Promise<Span[]>)[] {
    const { rooms, mailboxes } = this.#o;
    const own = rooms
      .filter((room) => room.email === email)
      .map(
        ({ account, calendarPath }) =>
          (range: Span) =>
            account.busy(calendarPath, range, reading),
      );
    if (!mailboxes) return own;
    const ofMailbox = async (range: Span): Promise<Span[]> => {
      try {
        return await mailboxes.busy({ email }, range, reading);
      } catch (error) {
        if (error instanceof CalendarNotFound) return []; // a room without a mailbox is busy nowhere
        throw error;
      }
    };
    return [...own, ofMailbox];
  }
}

/** One after the other: services take few questions about one mailbox at once, and none when nobody waits any more. */
async function readInto(found: Span[], windows: readonly Span[], ask: (range: Span) => Promise<Span[]>, untilMs: number): Promise<void> {
  for (const window of windows) {
    if (performance.now() >= untilMs) throw new Error('nobody waits any more');
    found.push(...(await ask(window)));
  }
}

/** Those parts of the time in which something is asked for. */
function windowsOf(times: readonly Span[]): Span[] {
  const windows: Span[] = [];
  for (const { fromMs, toMs } of times.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = windows.at(-1);
    if (last && toMs - last.fromMs <= WINDOW_MS) last.toMs = Math.max(last.toMs, toMs);
    else windows.push({ fromMs, toMs });
  }
  return windows.slice(0, MOST_WINDOWS);
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
