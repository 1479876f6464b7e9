/**
 * Planning, changing and finding one's own meetings, and those one plans on behalf of somebody who has named one as delegate. What is
 * neither does not exist (A03).
 */
import type { Clock } from '@saal/foundation/pure';
import {
  MeetingId,
  MeetingNumber,
  defaultSettings,
  type ChangeDate,
  type ChangeMeeting,
  type EpochMs,
  type Language,
  type MeetingSettings,
  type PersonId,
  type PlanMeeting,
  type SeriesRule,
} from '@saal/protocol';
import type { z } from 'zod';
import { dayAround } from './day.ts';
import { BadRequest, MeetingNotFound, NotADelegate, PresetNotFound } from './errors.ts';
import { requirePlanning, type HouseRules } from './house-rules.ts';
import type { InvitedGuests } from './invited.ts';
import type { MeetingRecord } from './meeting-config.ts';
import { changesUnder, requireFitting, timeFields } from './plan-changes.ts';
import type {
  Actor,
  Attended,
  AttendanceStore,
  DelegateStore,
  MeetingStore,
  PresetStore,
  Range,
  RegistrationStore,
  SeriesStore,
} from './ports.ts';
import { remindersUnder, settingsUnder, type Preset } from './presets.ts';
import type { Planned, RoomCheck } from './room-check.ts';
import { atDates } from './series-listing.ts';
import { changeSeries, dateNow, newSeries, type Series } from './series.ts';

export type Owner = { id: PersonId; displayName: string; language: Language };
type People = { person(id: PersonId): Promise<Owner | undefined> };
export type When = 'today' | 'coming' | 'past';
/** A meeting of others that somebody was in, or is invited to and was never in. */
export type Invitation = Omit<Attended, 'lastEnteredAtMs'> & { lastEnteredAtMs: EpochMs | null };
/** A line of somebody's list: their own meeting or one they plan for somebody, or one of others. */
export type Listed = { kind: 'own'; meeting: MeetingRecord } | ({ kind: 'others' } & Invitation);
/** Random numbers and ids from outside. `digits(n)`: n decimal digits, evenly distributed. */
export type Chance = { id: () => string; digits: (count: number) => string };

export const PASSCODE_DIGITS = 6;
/** Where neither who plans nor the kind says how long. */
const USUAL_DURATION_MIN = 60;
const MAX_COMING = 200;
const MAX_PAST = 50;

const titles: Record<Language, { meeting: (name: string) => string; room: (name: string) => string }> = {
  de: { meeting: (name) => `Besprechung von ${name}`, room: (name) => `Raum von ${name}` },
  en: { meeting: (name) => `Meeting of ${name}`, room: (name) => `Room of ${name}` },
};

export class Planning {
  private readonly store: MeetingStore;
  private readonly attendance: AttendanceStore;
  private readonly registrations: RegistrationStore;
  private readonly series: SeriesStore;
  private readonly presets: PresetStore;
  private readonly delegates: DelegateStore;
  private readonly rooms: RoomCheck;
  private readonly people: People;
  private readonly invited: Pick<InvitedGuests, 'meetingsOf'>;
  private readonly rules: HouseRules;
  private readonly clock: Clock;
  private readonly chance: Chance;

  constructor(options: {
    store: MeetingStore;
    attendance: AttendanceStore;
    registrations: RegistrationStore;
    series: SeriesStore;
    presets: PresetStore;
    delegates: DelegateStore;
    rooms: RoomCheck;
    people: People;
    invited: Pick<InvitedGuests, 'meetingsOf'>;
    rules: HouseRules;
    clock: Clock;
    chance: Chance;
  }) {
    this.store = options.store;
    this.attendance = options.attendance;
    this.registrations = options.registrations;
    this.series = options.series;
    this.presets = options.presets;
    this.delegates = options.delegates;
    this.rooms = options.rooms;
    this.people = options.people;
    this.invited = options.invited;
    this.rules = options.rules;
    this.clock = options.clock;
    this.chance = options.chance;
  }

  /**
   * @throws {BadRequest} a planned meeting without a time, or a series without a zone or with no dates
   * @throws {PresetNotFound, SettingLocked, RemindersLocked, NotADelegate, PlanningRefused, ResourceNotFound, ResourceTaken, ResourceBusy}
   */
  async plan(planner: Owner, plan: z.output<typeof PlanMeeting>): Promise<Planned> {
    const planned = plan.kind === 'planned';
    if (planned && plan.startsAtMs === undefined) throw new BadRequest('startsAtMs', 'a planned meeting has a time');
    if (plan.remindersMin && !planned) throw new BadRequest('remindersMin', 'only a planned meeting has reminders');
    if (plan.resourceIds && !planned) throw new BadRequest('resourceIds', 'only a planned meeting books');
    const owner = await this.ownerFor(planner, plan);
    await requirePlanning(this.rules, planner.id, owner.id);
    const preset = await this.presetFor(plan);
    const durationMin = plan.durationMin ?? preset?.durationMin ?? USUAL_DURATION_MIN;
    const series = plan.series && this.newSeries({ ...plan, durationMin }, plan.series);
    const time = {
      startsAtMs: planned ? (plan.startsAtMs ?? null) : null,
      durationMin: planned ? durationMin : null,
      timeZone: planned ? (plan.timeZone ?? null) : null,
    };
    const checked = await this.rooms.planned(time, series, plan.resourceIds ?? []);
    const made = await this.make(owner, {
      ...(series && { series }),
      ...time,
      kind: plan.kind,
      title: plan.title ?? titles[owner.language].meeting(owner.displayName),
      settings: settingsUnder(preset, plan.settings ?? {}),
      presetId: preset?.id ?? null,
      plannedBy: owner.id === planner.id ? null : planner.id,
      resourceIds: plan.resourceIds ?? [],
      reminderWish: remindersUnder(preset, plan.remindersMin),
    });
    return { ...made, ...checked };
  }

  private async ownerFor(planner: Owner, { kind, onBehalfOf }: z.output<typeof PlanMeeting>): Promise<Owner> {
    if (onBehalfOf === undefined || onBehalfOf === planner.id) return planner;
    if (kind !== 'planned') throw new BadRequest('onBehalfOf', 'only a planned meeting is planned on behalf of somebody');
    const principal = (await this.delegates.isDelegate(onBehalfOf, planner.id)) ? await this.people.person(onBehalfOf) : undefined;
    if (!principal) throw new NotADelegate();
    return principal;
  }

  private async presetFor({ kind, presetId }: z.output<typeof PlanMeeting>): Promise<Preset | undefined> {
    if (presetId === undefined) return undefined;
    if (kind !== 'planned') throw new BadRequest('presetId', 'only a planned meeting is of a kind');
    const preset = await this.presets.byId(presetId);
    if (!preset || preset.withdrawn) throw new PresetNotFound();
    return preset;
  }

  /** The kind it has from now on. One that is withdrawn is kept, and not chosen anew. @throws {PresetNotFound} */
  private async kindAfter(meeting: MeetingRecord, presetId: string | null | undefined): Promise<Preset | undefined> {
    if (presetId === undefined || presetId === meeting.presetId) return this.presetOf(meeting);
    const preset = presetId === null ? undefined : await this.presets.byId(presetId);
    if (presetId !== null && (!preset || preset.withdrawn)) throw new PresetNotFound();
    return preset;
  }

  /** What the house has set for a meeting; undefined: it is of no kind. */
  async presetOf({ presetId }: MeetingRecord): Promise<Preset | undefined> {
    return presetId === null ? undefined : this.presets.byId(presetId);
  }

  private newSeries(
    { kind, startsAtMs, durationMin, timeZone }: z.output<typeof PlanMeeting> & { durationMin: number },
    rule: SeriesRule,
  ): Series {
    if (kind !== 'planned' || startsAtMs === undefined) throw new BadRequest('series', 'only a planned meeting has dates');
    if (timeZone === undefined) throw new BadRequest('timeZone', 'a series keeps its time of day in a time zone');
    return newSeries({ startsAtMs, durationMin, timeZone, rule }, this.chance.id());
  }

  /** The permanent room of a person, made when first asked for. @throws {PlanningRefused} */
  async personalRoom(owner: Owner): Promise<MeetingRecord> {
    const known = await this.store.personalOf(owner.id);
    if (known) return known;
    await requirePlanning(this.rules, owner.id);
    const title = titles[owner.language].room(owner.displayName);
    return this.make(owner, { kind: 'personal', title, startsAtMs: null, durationMin: null, timeZone: null, settings: defaultSettings });
  }

  private make(
    owner: Owner,
    plan: Pick<MeetingRecord, 'kind' | 'title' | 'startsAtMs' | 'durationMin' | 'timeZone'> & {
      settings: MeetingSettings;
      series?: Series;
      presetId?: string | null;
      plannedBy?: PersonId | null;
      resourceIds?: readonly string[];
      reminderWish?: readonly number[] | null;
    },
  ): Promise<MeetingRecord> {
    const id = MeetingId.parse(this.chance.id());
    const meeting = { ...plan, id, ownerId: owner.id, passcode: this.chance.digits(PASSCODE_DIGITS), createdAtMs: this.clock.now() };
    return this.store.create(meeting, () => drawNumber(this.chance));
  }

  /**
   * Today in the time zone of who asks. Without a planned time, one's own count by when they were made, those of others by when
   * one last came in. What runs of others is today's, whenever it began. A series has a line for each date.
   */
  async list(personId: PersonId, when: When, timeZone: string): Promise<Listed[]> {
    const today = dayAround(this.clock.now(), timeZone);
    const ranges: Record<When, Range> = {
      today: { ...today, newestFirst: false, limit: MAX_COMING },
      coming: { fromMs: today.toMs, toMs: Number.MAX_SAFE_INTEGER, newestFirst: false, limit: MAX_COMING },
      past: { fromMs: 0, toMs: today.fromMs, newestFirst: true, limit: MAX_PAST },
    };
    const range = ranges[when];
    const invitedTo = await this.invited.meetingsOf(personId);
    const [own, forOthers, others, running, invitations] = await Promise.all([
      this.store.ofOwner(personId, range),
      this.store.ofPrincipals(personId, range),
      this.attendance.of(personId, range),
      when === 'today' ? this.attendance.of(personId, { running: true }) : [],
      this.store.among(invitedTo, range),
    ]);
    const listed: Listed[] = [
      ...[...own, ...forOthers].map((meeting) => ({ kind: 'own', meeting }) as const),
      ...[...others, ...running].map((attended) => ({ kind: 'others', ...attended }) as const),
      // After those they were in: of two lines for one date the first is kept.
      ...invitations
        .filter(({ ownerId }) => ownerId !== personId)
        .map((meeting) => ({ kind: 'others', meeting, lastEnteredAtMs: null }) as const),
    ];
    const runningIds = listed.flatMap(({ meeting }) => (meeting.phase === 'running' ? [meeting.id] : []));
    const lines = atDates(listed, await this.series.nearest(runningIds, this.clock.now()));
    const direction = range.newestFirst ? -1 : 1;
    return lines.sort((a, b) => direction * (timeOf(a) - timeOf(b))).slice(0, range.limit);
  }

  /** One's own, or planned on behalf of somebody whose delegate one is now. @throws {MeetingNotFound} also when it is neither */
  async own(personId: PersonId, id: string): Promise<MeetingRecord> {
    const meeting = await this.known(id);
    if (meeting.ownerId === personId) return meeting;
    if (meeting.plannedBy === null || !(await this.delegates.isDelegate(meeting.ownerId, personId))) throw new MeetingNotFound();
    return meeting;
  }

  /** Theirs to change and delete: the meeting of a room is the room's. @throws {MeetingNotFound} */
  async planOf(personId: PersonId, id: string): Promise<MeetingRecord> {
    const meeting = await this.own(personId, id);
    if (meeting.kind === 'room') throw new MeetingNotFound();
    return meeting;
  }

  /** By the link's id. @throws {MeetingNotFound} */
  async known(id: string): Promise<MeetingRecord> {
    const checked = MeetingId.safeParse(id);
    const meeting = checked.success ? await this.store.byId(checked.data) : undefined;
    if (!meeting) throw new MeetingNotFound();
    return meeting;
  }

  /** What it is now: of a series at the date that people mean, with all of them. */
  async withDates(meeting: MeetingRecord): Promise<{ meeting: MeetingRecord; series?: Series }> {
    const series = await this.series.of(meeting.id);
    const now = series && dateNow(series, this.clock.now());
    if (!series || !now) return { meeting };
    return { meeting: { ...meeting, day: now.day, startsAtMs: now.startsAtMs, durationMin: now.durationMin }, series };
  }

  /** One date of a series, those from it on, or all to come. @throws {MeetingNotFound, BadRequest, ResourceTaken, ResourceBusy} */
  async changeDate(personId: PersonId, id: string, day: string, change: ChangeDate): Promise<Planned> {
    const meeting = await this.planOf(personId, id);
    const changedOf = (series: Series): Series => changeSeries(series, day, change, this.chance.id(), this.clock.now());
    const before = await this.series.of(meeting.id);
    const checked = before && (await this.rooms.moved(meeting, changedOf(before)));
    if (!(await this.series.change(meeting.id, changedOf))) throw new MeetingNotFound();
    return { ...(await this.known(id)), ...checked };
  }

  /**
   * @param by who is said to have done it
   * @throws {MeetingNotFound, BadRequest, PresetNotFound, SettingLocked, RemindersLocked, ResourceNotFound, ResourceTaken, ResourceBusy}
   */
  async change(personId: PersonId, id: string, changes: z.output<typeof ChangeMeeting>, by: Actor): Promise<Planned> {
    const meeting = await this.planOf(personId, id);
    requireFitting(meeting, changes);
    const time = timeFields.find((field) => changes[field] !== undefined);
    if (time && (await this.series.of(meeting.id))) throw new BadRequest(time, 'the time of a series is changed by its dates');
    const wanted = changesUnder(meeting, await this.kindAfter(meeting, changes.presetId), changes);
    const checked = await this.rooms.changed(meeting, wanted);
    const changed = await this.store.change(meeting.id, meeting.ownerId, wanted, { kind: meeting.presetId, by });
    if (!changed) {
      // Of another kind meanwhile: what was checked under the former one is checked again.
      if ((await this.planOf(personId, id)).presetId !== meeting.presetId) return this.change(personId, id, changes, by);
      throw new MeetingNotFound();
    }
    if (changed.settings.registrationLimit > meeting.settings.registrationLimit)
      await this.registrations.fill(meeting.id, changed.settings.registrationLimit);
    return { ...changed, ...checked };
  }
}

function timeOf(listed: Listed): EpochMs {
  return (
    listed.meeting.startsAtMs ??
    (listed.kind === 'own' ? listed.meeting.createdAtMs : (listed.lastEnteredAtMs ?? listed.meeting.createdAtMs))
  );
}

/** Nine digits that people can say; the first is no zero. */
export function drawNumber(chance: Chance): MeetingNumber {
  const digits = chance.digits(9);
  return digits.startsWith('0') ? drawNumber(chance) : MeetingNumber.parse(digits);
}
