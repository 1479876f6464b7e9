/** What stands in somebody's calendar: meetings with a time that they planned, were in or are invited to by name, each once, a series with all its dates. */
import type { PersonId } from '@saal/protocol';
import type { InvitedGuests } from './invited.ts';
import type { MeetingRecord } from './meeting-config.ts';
import type { AttendanceStore, MeetingStore, Range, SeriesStore } from './ports.ts';
import type { Series } from './series.ts';

/** One meeting; of a series with the time of its first date, and the whole of it. */
export type AgendaEntry = { meeting: MeetingRecord; series?: Series };

export interface AgendaOptions {
  meetings: Pick<MeetingStore, 'ofOwner' | 'among'>;
  attendance: Pick<AttendanceStore, 'of'>;
  invited: Pick<InvitedGuests, 'meetingsOf'>;
  series: Pick<SeriesStore, 'of'>;
}

export class Agenda {
  readonly #options: AgendaOptions;

  constructor(options: AgendaOptions) {
    this.#options = options;
  }

  /** Meetings with a date that begins in the range; `limit` counts dates. */
  async of(personId: PersonId, range: Omit<Range, 'newestFirst'>): Promise<AgendaEntry[]> {
    const { meetings, attendance, invited, series } = this.#options;
    const earliestFirst = { ...range, newestFirst: false };
    const [own, attended, invitedTo] = await Promise.all([
      meetings.ofOwner(personId, earliestFirst),
      attendance.of(personId, earliestFirst),
      meetings.among(await invited.meetingsOf(personId), earliestFirst),
    ]);
    const all = [...own, ...attended.map(({ meeting }) => meeting), ...invitedTo];
    const each = new Map(all.map((meeting) => [meeting.id, meeting]));
    const timed = [...each.values()].filter(({ startsAtMs }) => startsAtMs !== null);
    return Promise.all(
      timed.map(async (meeting) => {
        const dates = meeting.day === undefined ? undefined : await series.of(meeting.id);
        return dates ? { meeting, series: dates } : { meeting };
      }),
    );
  }
}
