/** Planning, changing and finding one's own meetings. What is not one's own does not exist (A03). */
import type { Clock } from '@saal/foundation/pure';
import {
  MeetingId,
  MeetingNumber,
  defaultSettings,
  type ChangeMeeting,
  type EpochMs,
  type Language,
  type MeetingSettings,
  type PersonId,
  type PlanMeeting,
} from '@saal/protocol';
import type { z } from 'zod';
import { dayAround } from './day.ts';
import { BadRequest, MeetingNotFound } from './errors.ts';
import type { MeetingRecord } from './meeting-config.ts';
import type { Attended, AttendanceStore, MeetingStore, Range, RegistrationStore } from './ports.ts';

export type Owner = { id: PersonId; displayName: string; language: Language };
export type When = 'today' | 'coming' | 'past';
/** A line of somebody's list: their own meeting, or one of others they were in. */
export type Listed = { kind: 'own'; meeting: MeetingRecord } | ({ kind: 'attended' } & Attended);
/** Random numbers and ids from outside. `digits(n)`: n decimal digits, evenly distributed. */
export type Chance = { id: () => string; digits: (count: number) => string };

const PASSCODE_DIGITS = 6;
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
  private readonly clock: Clock;
  private readonly chance: Chance;

  constructor(options: {
    store: MeetingStore;
    attendance: AttendanceStore;
    registrations: RegistrationStore;
    clock: Clock;
    chance: Chance;
  }) {
    this.store = options.store;
    this.attendance = options.attendance;
    this.registrations = options.registrations;
    this.clock = options.clock;
    this.chance = options.chance;
  }

  /** @throws {BadRequest} a planned meeting without a time */
  async plan(owner: Owner, plan: z.output<typeof PlanMeeting>): Promise<MeetingRecord> {
    const planned = plan.kind === 'planned';
    if (planned && plan.startsAtMs === undefined) throw new BadRequest('startsAtMs', 'a planned meeting has a time');
    return this.make(owner, {
      kind: plan.kind,
      title: plan.title ?? titles[owner.language].meeting(owner.displayName),
      startsAtMs: planned ? (plan.startsAtMs ?? null) : null,
      durationMin: planned ? (plan.durationMin ?? 60) : null,
      timeZone: planned ? (plan.timeZone ?? null) : null,
      settings: { ...defaultSettings, ...plan.settings },
    });
  }

  /** The permanent room of a person, made when first asked for. */
  async personalRoom(owner: Owner): Promise<MeetingRecord> {
    const known = await this.store.personalOf(owner.id);
    if (known) return known;
    const title = titles[owner.language].room(owner.displayName);
    return this.make(owner, { kind: 'personal', title, startsAtMs: null, durationMin: null, timeZone: null, settings: defaultSettings });
  }

  private make(
    owner: Owner,
    plan: Pick<MeetingRecord, 'kind' | 'title' | 'startsAtMs' | 'durationMin' | 'timeZone'> & { settings: MeetingSettings },
  ): Promise<MeetingRecord> {
    const id = MeetingId.parse(this.chance.id());
    const meeting = { ...plan, id, ownerId: owner.id, passcode: this.chance.digits(PASSCODE_DIGITS), createdAtMs: this.clock.now() };
    return this.store.create(meeting, () => this.drawNumber());
  }

  private drawNumber(): MeetingNumber {
    const digits = this.chance.digits(9);
    return digits.startsWith('0') ? this.drawNumber() : MeetingNumber.parse(digits);
  }

  /**
   * Today in the time zone of who asks. Without a planned time, one's own count by when they were made, those of others by when
   * one last came in. What runs of others is today's, whenever it began.
   */
  async list(personId: PersonId, when: When, timeZone: string): Promise<Listed[]> {
    const today = dayAround(this.clock.now(), timeZone);
    const ranges: Record<When, Range> = {
      today: { ...today, newestFirst: false, limit: MAX_COMING },
      coming: { fromMs: today.toMs, toMs: Number.MAX_SAFE_INTEGER, newestFirst: false, limit: MAX_COMING },
      past: { fromMs: 0, toMs: today.fromMs, newestFirst: true, limit: MAX_PAST },
    };
    const range = ranges[when];
    const [own, others, running] = await Promise.all([
      this.store.ofOwner(personId, range),
      this.attendance.of(personId, range),
      when === 'today' ? this.attendance.of(personId, { running: true }) : [],
    ]);
    const listed: Listed[] = [
      ...own.map((meeting) => ({ kind: 'own', meeting }) as const),
      ...[...others, ...running].map((attended) => ({ kind: 'attended', ...attended }) as const),
    ];
    const direction = range.newestFirst ? -1 : 1;
    return listed.sort((a, b) => direction * (timeOf(a) - timeOf(b))).slice(0, range.limit);
  }

  /** @throws {MeetingNotFound} also when it is somebody else's */
  async own(ownerId: PersonId, id: string): Promise<MeetingRecord> {
    const meeting = await this.known(id);
    if (meeting.ownerId !== ownerId) throw new MeetingNotFound();
    return meeting;
  }

  /** By the link's id. @throws {MeetingNotFound} */
  async known(id: string): Promise<MeetingRecord> {
    const checked = MeetingId.safeParse(id);
    const meeting = checked.success ? await this.store.byId(checked.data) : undefined;
    if (!meeting) throw new MeetingNotFound();
    return meeting;
  }

  /** @throws {MeetingNotFound, BadRequest} */
  async change(ownerId: PersonId, id: string, changes: z.output<typeof ChangeMeeting>): Promise<MeetingRecord> {
    const meeting = await this.own(ownerId, id);
    const { settings, ...rest } = changes;
    for (const field of ['startsAtMs', 'durationMin', 'timeZone'] as const) {
      if (rest[field] !== undefined && meeting.kind !== 'planned') throw new BadRequest(field, 'only a planned meeting has a time');
    }
    const changed = await this.store.change(meeting.id, ownerId, {
      ...rest,
      ...(settings && { settings: { ...meeting.settings, ...settings } }),
    });
    if (!changed) throw new MeetingNotFound();
    if (changed.settings.registrationLimit > meeting.settings.registrationLimit)
      await this.registrations.fill(meeting.id, changed.settings.registrationLimit);
    return changed;
  }
}

function timeOf(listed: Listed): EpochMs {
  return listed.meeting.startsAtMs ?? (listed.kind === 'own' ? listed.meeting.createdAtMs : listed.lastEnteredAtMs);
}
