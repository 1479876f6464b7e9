/**
 * Follows what people do to our events in their own calendars: one that its planner moved moves the meeting, one they removed asks.
 * What has no time that can be read is followed nowhere: it is put right with the next change of the meeting.
 * Source: docs/decisions/0066-changes-in-calendars-come-back.md, 0070-outlook-single-dates-and-rooms.md
 */
import { SaalError, type Clock } from '@saal/foundation/pure';
import type { PersonId } from '@saal/protocol';
import { uidOfDate } from './planned-meeting.ts';
import type {
  CalendarAccount,
  Connection,
  ConnectionStore,
  FoundEvent,
  MeetingDate,
  MovingMeetings,
  WantedEvent,
  WrittenEvent,
} from './ports.ts';
import { changedDates, type RuledDate } from './series-changes.ts';

export type CalendarFollowerOptions = {
  store: Pick<ConnectionStore, 'written' | 'keepWritten' | 'followed' | 'noteDate' | 'forgetNotice'>;
  /** Of what was written here. */
  readSeries: (file: string) => FoundEvent['series'];
  meetings: MovingMeetings;
  clock: Clock;
  log: { info: (fields: object, text: string) => void };
};

/** A calendar that nobody touched costs one small question each time. */
const FOLLOW_EVERY_MS = 5 * 60_000;
const MINUTE_MS = 60_000;
/** As far as a meeting can be long. */
const MOST_MIN = 24 * 60;
const LEAST_MIN = 5;

export class CalendarFollower {
  readonly #o: CalendarFollowerOptions;

  constructor(options: CalendarFollowerOptions) {
    this.#o = options;
  }

  /** @returns whether something has to be written anew: a meeting moved, or could not be moved */
  async follow(connection: Connection, account: CalendarAccount, wanted: readonly WantedEvent[]): Promise<boolean> {
    const { store, clock } = this.#o;
    const { personId, calendarPath, followedAtMs } = connection;
    if (!account.follow || (followedAtMs !== null && clock.now() - followedAtMs < FOLLOW_EVERY_MS)) return false;
    const written = (await store.written(personId)).filter(({ gone, lastMs }) => !gone && lastMs > clock.now());
    const mark = written.length === 0 ? undefined : await account.follow.mark(calendarPath);
    let isToWrite = false;
    if (written.length > 0 && (mark === undefined || mark !== connection.mark)) {
      const found = await account.follow.read(
        calendarPath,
        written.map(({ uid }) => uid),
      );
      const byUid = new Map(wanted.map((event) => [event.uid, event]));
      for (const event of written) if (await this.#compare(personId, event, byUid.get(event.uid), found.get(event.uid))) isToWrite = true;
    }
    await store.followed(personId, mark ?? null, clock.now());
    return isToWrite;
  }

  /** @returns whether it has to be written anew */
  async #compare(
    personId: PersonId,
    written: WrittenEvent,
    wanted: WantedEvent | undefined,
    found: FoundEvent | 'gone' | undefined,
  ): Promise<boolean> {
    const { store } = this.#o;
    if (found === undefined) return false; // the server did not say
    if (found === 'gone') {
      // What is no longer planned is taken out anyway; a copy of somebody else's meeting is theirs to throw away.
      const asks = wanted?.mayChange === true;
      await store.keepWritten(personId, { ...written, etag: null, gone: true, notice: asks ? 'removed' : null });
      return false;
    }
    if (found.etag === written.etag) return false;
    // With a plan that changed here meanwhile, the plan holds: it is written over what is there.
    const isOpen = wanted?.digest === written.digest && wanted.mayChange;
    if (isOpen && wanted.series) return this.#compareDates(personId, written, { ...wanted, series: wanted.series }, found);
    const { time } = found;
    if (!isOpen || time === undefined || isSameTime(time, wanted.said)) {
      await store.keepWritten(personId, { ...written, etag: found.etag });
      return false;
    }
    const notice = (await this.#move(personId, wanted, time)) ? null : 'not-moved';
    // Without a digest it is written anew, over the version that was just read.
    await store.keepWritten(personId, { ...written, digest: '', etag: found.etag, notice });
    return true;
  }

  /** @returns whether the series has to be written anew */
  async #compareDates(
    personId: PersonId,
    written: WrittenEvent,
    { meetingId, file, series }: WantedEvent & { series: readonly RuledDate[] },
    found: FoundEvent,
  ): Promise<boolean> {
    const { store, clock, readSeries } = this.#o;
    const before = readSeries(file);
    const changes = before && found.series ? changedDates(before, found.series, series, clock.now()) : [];
    const dateOf = (day: string) => ({ event: written.uid, uid: uidOfDate(meetingId, day) });
    const notMoved = (day: string) => store.noteDate(personId, { ...dateOf(day), digest: '', notice: 'not-moved' });
    // With the first move the plan is another one, and holds when this is cut off: of those not reached by then their person is told.
    for (const { day } of changes.filter(({ to }) => to !== 'removed').slice(1)) await notMoved(day);
    for (const { day, to } of changes) {
      if (to === 'removed') await store.noteDate(personId, { ...dateOf(day), digest: written.digest, notice: 'removed' });
      else if (await this.#move(personId, { meetingId, day }, to)) await store.forgetNotice(personId, dateOf(day).uid);
      else await notMoved(day);
    }
    const isToWrite = changes.some(({ to }) => to !== 'removed');
    await store.keepWritten(personId, { ...written, digest: isToWrite ? '' : written.digest, etag: found.etag });
    return isToWrite;
  }

  /** @returns false: it stays where it is planned */
  async #move(personId: PersonId, { meetingId, day }: MeetingDate, time: NonNullable<FoundEvent['time']>): Promise<boolean> {
    const { meetings, clock, log } = this.#o;
    const durationMin = Math.round((time.endsAtMs - time.startsAtMs) / MINUTE_MS);
    if (time.startsAtMs <= clock.now() || durationMin < LEAST_MIN || durationMin > MOST_MIN) return false;
    try {
      await meetings.move(personId, { meetingId, day }, { startsAtMs: time.startsAtMs, durationMin });
      log.info({ personId, meetingId }, 'a meeting was moved in the calendar of who planned it');
      return true;
    } catch (error) {
      // A room that is taken then, or a right that is gone: its person is told.
      if (!(error instanceof SaalError)) throw error;
      log.info({ personId, meetingId, code: error.code }, 'a meeting that was moved in a calendar stays where it is');
      return false;
    }
  }
}

type Time = NonNullable<FoundEvent['time']>;

/** Calendars know whole seconds, plans are to the millisecond. */
function isSameTime(a: Time, b: Time): boolean {
  const seconds = ({ startsAtMs, endsAtMs }: Time): string => [startsAtMs, endsAtMs].map((ms) => Math.floor(ms / 1000)).join();
  return seconds(a) === seconds(b);
}
