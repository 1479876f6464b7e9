/** What people are asked about their own calendar: an event of theirs that is gone, one that could not be moved. */
import type { CalendarNotice, PersonId } from '@saal/protocol';
import { CalendarNotFound } from './errors.ts';
import type { ConnectionStore, MovingMeetings, WantedEvent } from './ports.ts';

export type CalendarNoticesOptions = {
  store: Pick<ConnectionStore, 'noticed' | 'forgetNotice'>;
  meetings: MovingMeetings;
  /** What is to stand in the calendar of somebody. @returns undefined: there is no such account any more */
  wanted: (personId: PersonId) => Promise<readonly WantedEvent[] | undefined>;
};

export class CalendarNotices {
  readonly #o: CalendarNoticesOptions;

  constructor(options: CalendarNoticesOptions) {
    this.#o = options;
  }

  /** By time; of meetings that are planned still, and theirs to change. */
  async of(personId: PersonId): Promise<CalendarNotice[]> {
    return (await this.#known(personId)).map(({ notice, event }) => ({
      ...{ uid: event.uid, kind: notice, meetingId: event.meetingId, title: event.said.title, startsAtMs: event.said.startsAtMs },
      isSeries: event.series !== undefined,
    }));
  }

  /**
   * `cancel`: what was removed there is cancelled here, with everybody told. `keep`: nothing happens to the meeting.
   * @throws {CalendarNotFound} nothing is asked of it (any more), or it is a series, whose dates are cancelled on its page
   */
  async answer(personId: PersonId, uid: string, answer: 'cancel' | 'keep'): Promise<void> {
    const { store, meetings } = this.#o;
    const asked = (await this.#known(personId)).find(({ event }) => event.uid === uid);
    if (!asked) throw new CalendarNotFound();
    const { meetingId, day, series } = asked.event;
    if (answer === 'cancel') {
      if (asked.notice !== 'removed' || series) throw new CalendarNotFound();
      await meetings.cancel(personId, { meetingId, day });
    }
    await store.forgetNotice(personId, uid);
  }

  async #known(personId: PersonId): Promise<{ notice: CalendarNotice['kind']; event: WantedEvent }[]> {
    const noticed = await this.#o.store.noticed(personId);
    if (noticed.length === 0) return [];
    const wanted = new Map((await this.#o.wanted(personId))?.map((event) => [event.uid, event]));
    return noticed
      .flatMap(({ uid, notice }) => {
        const event = wanted.get(uid);
        return event?.mayChange === true ? [{ notice, event }] : [];
      })
      .sort((a, b) => a.event.said.startsAtMs - b.event.said.startsAtMs);
  }
}
