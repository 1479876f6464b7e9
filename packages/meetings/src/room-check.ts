/** Whether rooms are free by the calendars they have outside of here. What is booked here is looked at when it is stored. */
import type { Clock } from '@saal/foundation/pure';
import type { EpochMs, MeetingId } from '@saal/protocol';
import { ResourceBusy } from './errors.ts';
import type { MeetingRecord } from './meeting-config.ts';
import type { MeetingChanges, ResourceStore, RoomCalendars, SeriesStore } from './ports.ts';
import type { Series } from './series.ts';

/** A plan that was stored; `uncheckedRooms`: names of rooms that are booked here, and whose calendar could not be asked. */
export type Planned = MeetingRecord & Checked;
export type Checked = { uncheckedRooms?: string[] };

type Span = { fromMs: EpochMs; toMs: EpochMs };
type Plan = Pick<MeetingRecord, 'startsAtMs' | 'durationMin' | 'timeZone'>;
type Wanted = { meetingId?: MeetingId; resourceIds?: readonly string[] | undefined; times: readonly Span[]; timeZone: string | null };

export type RoomCheckOptions = {
  resources: Pick<ResourceStore, 'byId' | 'ofMeeting' | 'bookings'>;
  series: Pick<SeriesStore, 'of'>;
  /** Undefined: rooms have none that this server knows. */
  calendars: RoomCalendars | undefined;
  clock: Clock;
};

export class RoomCheck {
  readonly #o: RoomCheckOptions;

  constructor(options: RoomCheckOptions) {
    this.#o = options;
  }

  /** @throws {ResourceBusy} */
  async planned(plan: Plan, series: Series | undefined, resourceIds: readonly string[]): Promise<Checked> {
    return this.#check({ resourceIds, times: timesOf(plan, series), timeZone: plan.timeZone });
  }

  /** Of what a change brings: neither what is booked already, nor another title. @throws {ResourceBusy} */
  async changed(meeting: MeetingRecord, { resourceIds, startsAtMs, durationMin, timeZone }: MeetingChanges): Promise<Checked> {
    if (meeting.kind !== 'planned' || (resourceIds ?? startsAtMs ?? durationMin) === undefined) return {};
    const plan = {
      startsAtMs: startsAtMs ?? meeting.startsAtMs,
      durationMin: durationMin ?? meeting.durationMin,
      timeZone: timeZone ?? meeting.timeZone,
    };
    const times = timesOf(plan, await this.#o.series.of(meeting.id));
    return this.#check({ meetingId: meeting.id, resourceIds, times, timeZone: plan.timeZone });
  }

  /** @param series as it is to be @throws {ResourceBusy} */
  async moved(meeting: MeetingRecord, series: Series): Promise<Checked> {
    return this.#check({ meetingId: meeting.id, times: timesOf(meeting, series), timeZone: series.timeZone });
  }

  async #check({ meetingId, resourceIds, times, timeZone }: Wanted): Promise<Checked> {
    const { resources, calendars, clock } = this.#o;
    const coming = times.filter(({ toMs }) => toMs > clock.now());
    if (!calendars || coming.length === 0) return {};
    const rooms = resourceIds
      ? (await Promise.all(resourceIds.map((id) => resources.byId(id)))).filter((room) => room !== undefined)
      : meetingId === undefined
        ? []
        : await resources.ofMeeting(meetingId);
    const answers = await Promise.all(
      rooms.map(async ({ id, name, email }) => {
        if (email === null) return { id, name, busy: [] };
        const asked = await this.#notBooked(id, coming, meetingId);
        return { id, name, busy: asked.length === 0 ? [] : await calendars.busyAt(email, asked, timeZone ?? 'UTC') };
      }),
    );
    const taken = answers.flatMap(({ id, name, busy }) => (busy === 'unknown' ? [] : busy.map((atMs) => ({ resourceId: id, name, atMs }))));
    if (taken.length > 0) throw new ResourceBusy(taken.slice(0, MOST_TOLD));
    const unchecked = answers.filter(({ busy }) => busy === 'unknown').map(({ name }) => name);
    return unchecked.length > 0 ? { uncheckedRooms: unchecked } : {};
  }

  /** What the meeting has already stays its own, whatever the calendar says of it now. */
  async #notBooked(resourceId: string, times: readonly Span[], meetingId: MeetingId | undefined): Promise<Span[]> {
    if (meetingId === undefined) return [...times];
    const whole = { fromMs: Math.min(...times.map(({ fromMs }) => fromMs)), toMs: Math.max(...times.map(({ toMs }) => toMs)) };
    const own = (await this.#o.resources.bookings([resourceId], whole)).filter((booking) => booking.meetingId === meetingId);
    return times.filter(({ fromMs, toMs }) => !own.some((booking) => booking.fromMs <= fromMs && booking.toMs >= toMs));
  }
}

/** Told of a series that finds a room busy. */
const MOST_TOLD = 20;

function timesOf({ startsAtMs, durationMin }: Pick<Plan, 'startsAtMs' | 'durationMin'>, series: Series | undefined): Span[] {
  const dates = series
    ? series.dates.filter(({ state }) => state !== 'cancelled')
    : startsAtMs === null
      ? []
      : [{ startsAtMs, durationMin: durationMin ?? 60 }];
  return dates.map((date) => ({ fromMs: date.startsAtMs, toMs: date.startsAtMs + date.durationMin * 60_000 }));
}
