/** When people are busy, as colleagues are told it: spans, and never with what. */
import type { Clock } from '@saal/foundation/pure';
import type { BusyPerson, PersonId } from '@saal/protocol';
import { CalendarUnavailable, RangeTooLong } from './errors.ts';
import { isOurs, spansOf, type Span } from './planned-meeting.ts';
import type { BusySource, MeetingsOfPeople, People, Room, SettingStore } from './ports.ts';
import { joined, wallMomentIn } from './spans.ts';

const MOST_DAYS = 62;
const DAY_MS = 86_400_000;
/** Of calendars elsewhere: a form asks again with each change. */
const REMEMBERED_MS = 60_000;
const ROOMS_REMEMBERED_MS = 10 * 60_000;
const MOST_REMEMBERED = 5_000;

export type BusyTimesOptions = {
  meetings: MeetingsOfPeople;
  people: People;
  settings: Pick<SettingStore, 'showsBusy'>;
  /** Calendars that people keep elsewhere. */
  sources: readonly BusySource[];
  clock: Clock;
  failed: (personId: PersonId | undefined, error: unknown) => void;
};
type Found = { spans: Span[]; isWhole: boolean };

export class BusyTimes {
  readonly #o: BusyTimesOptions;
  readonly #rooms = new Map<BusySource, { untilMs: number; found: Promise<Room[]> }>();
  readonly #remembered = new Map<string, { untilMs: number; found: Promise<Found> }>();

  constructor(options: BusyTimesOptions) {
    this.#o = options;
  }

  /**
   * Of the viewer, and of others by their addresses, each once.
   * @param timeZone of events that name none
   * @throws {RangeTooLong}
   */
  async of(viewerId: PersonId, emails: readonly string[], range: Span, timeZone: string): Promise<BusyPerson[]> {
    if (range.toMs <= range.fromMs || range.toMs - range.fromMs > MOST_DAYS * DAY_MS) throw new RangeTooLong(MOST_DAYS);
    const { people } = this.#o;
    const viewer = await people.person(viewerId);
    const all = new Set([...(viewer ? [viewer.email] : []), ...emails]);
    return Promise.all(
      [...all].map(async (email): Promise<BusyPerson> => {
        const person = email === viewer?.email ? viewer : await people.byEmail(email);
        if (!person) return viewer?.isOfTheHouse === true ? this.#room(email, range, timeZone) : { email, state: 'unknown', busy: [] };
        const { name } = person;
        const isSeen = person.id === viewerId || (viewer?.isOfTheHouse === true && (await this.#o.settings.showsBusy(person.id)));
        if (!isSeen) return { email, name, state: 'hidden', busy: [] };
        const { spans, isWhole } = await this.#busyOf(person, range, timeZone);
        return { email, name, state: isWhole ? 'known' : 'partly', busy: joined(spans, range) };
      }),
    );
  }

  /** Of the house, for who is of it. */
  async rooms(viewerId: PersonId): Promise<Room[]> {
    if ((await this.#o.people.person(viewerId))?.isOfTheHouse !== true) return [];
    return (await Promise.all(this.#o.sources.map((source) => this.#roomsOf(source)))).flat();
  }

  async #room(email: string, range: Span, timeZone: string): Promise<BusyPerson> {
    for (const [index, source] of this.#o.sources.entries()) {
      const room = (await this.#roomsOf(source)).find((each) => each.email === email);
      if (!room) continue;
      const { spans, isWhole } = await this.#elsewhere(source, index, room, range, timeZone);
      return { email, name: room.name, state: isWhole ? 'known' : 'partly', busy: joined(spans, range) };
    }
    return { email, state: 'unknown', busy: [] };
  }

  async #roomsOf(source: BusySource): Promise<Room[]> {
    const { clock, failed } = this.#o;
    if (!source.rooms) return [];
    const known = this.#rooms.get(source);
    if (known && known.untilMs > clock.now()) return known.found;
    const found = source.rooms().catch((error: unknown) => {
      failed(undefined, error);
      return [];
    });
    this.#rooms.set(source, { untilMs: clock.now() + ROOMS_REMEMBERED_MS, found });
    return found;
  }

  async #busyOf(person: { id: PersonId; email: string }, range: Span, timeZone: string): Promise<Found> {
    const { meetings, sources } = this.#o;
    const [planned, ...elsewhere] = await Promise.all([
      meetings.of(person.id, range),
      ...sources.map((source, index) => this.#elsewhere(source, index, person, range, timeZone)),
    ]);
    return {
      spans: [...planned.flatMap((meeting) => spansOf(meeting, range)), ...elsewhere.flatMap(({ spans }) => spans)],
      isWhole: elsewhere.every(({ isWhole }) => isWhole),
    };
  }

  #elsewhere(source: BusySource, index: number, person: { id?: PersonId; email: string }, range: Span, timeZone: string): Promise<Found> {
    const { clock, failed } = this.#o;
    const key = [index, person.email, range.fromMs, range.toMs, timeZone].join(' ');
    const known = this.#remembered.get(key);
    if (known && known.untilMs > clock.now()) return known.found;
    const found = source
      .busy(person, range, {
        leaveOut: isOurs,
        wallMoment: wallMomentIn(timeZone),
      })
      .then((spans) => ({ spans, isWhole: true }))
      .catch((error: unknown) => {
        failed(person.id, error);
        if (!(error instanceof CalendarUnavailable)) this.#remembered.delete(key);
        return { spans: [], isWhole: false };
      });
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(key, { untilMs: clock.now() + REMEMBERED_MS, found });
    return found;
  }
}
