/** One's own meetings and those of one's principals, changed and deleted with everybody told who has to know; for pages and programs. */
import {
  lockedSettingsOf,
  type ChangeDate,
  type ChangeMeeting,
  type MeetingId,
  type PersonId,
  type PlanMeeting,
  type SeriesView,
} from '@saal/protocol';
import type { z } from 'zod';
import { MeetingNotReady } from './errors.ts';
import type { CommandOf } from './meeting-command.ts';
import type { MeetingRecord } from './meeting-config.ts';
import type { Owner, Planning } from './planning.ts';
import type { Actor, MeetingStore } from './ports.ts';
import type { Planned } from './room-check.ts';
import { seriesView, type Series } from './series.ts';

export type PlansOptions = {
  planning: Planning;
  meetings: Pick<MeetingStore, 'byId' | 'delete'>;
  /** Tells the meeting if it runs, on whichever server. */
  tell: (meetingId: MeetingId, command: CommandOf<'change-plan' | 'close'>) => Promise<void>;
  /** Its plan has changed, or there is none any more. */
  standingChanged: (meetingId: MeetingId) => void;
};

/** Must not throw. */
type Listener = (ownerId: PersonId) => void;

export class Plans {
  readonly #options: PlansOptions;
  readonly #listeners = new Set<Listener>();

  constructor(options: PlansOptions) {
    this.#options = options;
  }

  /** Told on this server of whom a meeting was planned, changed or deleted, and not who comes to it. @returns the function that ends listening */
  onChanged(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(ownerId: PersonId): void {
    for (const listener of this.#listeners) listener(ownerId);
  }

  /** @throws {BadRequest} a planned meeting without a time */
  async plan(owner: Owner, plan: z.output<typeof PlanMeeting>): Promise<Planned> {
    const planned = await this.#options.planning.plan(owner, plan);
    this.#changed(planned.ownerId);
    return planned;
  }

  /** @throws {MeetingNotFound} also when it is somebody else's */
  planOf(personId: PersonId, id: string): Promise<MeetingRecord> {
    return this.#options.planning.planOf(personId, id);
  }

  /** Of anybody, with its dates; for features that tell people of it. @returns undefined: there is none such */
  async read(id: MeetingId): Promise<{ meeting: MeetingRecord; series?: Series } | undefined> {
    const { planning, meetings } = this.#options;
    const meeting = await meetings.byId(id);
    return meeting && planning.withDates(meeting);
  }

  /** At the date that people mean; of a series with all dates. */
  async told(planned: MeetingRecord): Promise<MeetingRecord & { series?: SeriesView }> {
    const { meeting, series } = await this.#options.planning.withDates(planned);
    const view = series && seriesView(series);
    return { ...meeting, ...(view && { series: view }) };
  }

  /** @param by default: this person @throws {MeetingNotFound, BadRequest, PresetNotFound, SettingLocked, RemindersLocked, ResourceBusy} */
  async change(
    personId: PersonId,
    id: string,
    changes: z.output<typeof ChangeMeeting>,
    by: Actor = { kind: 'person', id: personId },
  ): Promise<Planned> {
    const { planning, tell, standingChanged } = this.#options;
    const changed = await planning.change(personId, id, changes, by);
    const { title, settings, presetId } = changes;
    const kind = presetId === undefined ? undefined : await planning.presetOf(changed);
    // A run takes the locks of the new kind at once; hosts may have changed what those lock.
    const locks = presetId !== undefined && { settings: { ...lockedSettingsOf(kind), ...settings }, lockedSettings: kind?.locked ?? [] };
    await tell(changed.id, { kind: 'change-plan', title, settings, ...locks });
    standingChanged(changed.id);
    this.#changed(changed.ownerId);
    return changed;
  }

  /** @throws {MeetingNotFound, BadRequest} */
  async changeDate(personId: PersonId, id: string, day: string, change: ChangeDate): Promise<Planned> {
    const changed = await this.#options.planning.changeDate(personId, id, day, change);
    this.#options.standingChanged(changed.id);
    this.#changed(changed.ownerId);
    return changed;
  }

  /** Ends it first when it runs. @throws {MeetingNotFound, MeetingNotReady} */
  async remove(personId: PersonId, id: string): Promise<void> {
    const { planning, meetings, tell, standingChanged } = this.#options;
    const meeting = await planning.planOf(personId, id);
    await tell(meeting.id, { kind: 'close' });
    if (!(await meetings.delete(meeting.id, meeting.ownerId))) throw new MeetingNotReady(meeting.id, 'it could not be deleted');
    standingChanged(meeting.id);
    this.#changed(meeting.ownerId);
  }
}
