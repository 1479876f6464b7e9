/** Meetings that another feature plans for somebody, many at once, and follows: interviews of a campaign. */
import type { Clock } from '@saal/foundation/pure';
import { defaultSettings, type EpochMs, type MeetingId, type MeetingSettings, type PersonId } from '@saal/protocol';
import { PresetNotFound } from './errors.ts';
import { isGuest } from './identity.ts';
import type { MeetingRecord } from './meeting-config.ts';
import type { CommandOf } from './meeting-command.ts';
import type { MeetingState } from './meeting-state.ts';
import { PASSCODE_DIGITS, drawNumber, type Chance } from './planning.ts';
import type { AttendanceStore, MeetingStore, PresetStore } from './ports.ts';
import type { Preset } from './presets.ts';

export type Appointment = {
  /** Drawn by who plans it, so that planning it again makes no second one. */
  id: MeetingId;
  ownerId: PersonId;
  title: string;
  startsAtMs: EpochMs;
  durationMin: number;
  timeZone: string;
  /** Its kind, when it is made; undefined: as {@link settings}. */
  presetId?: string | undefined;
};

/** How far the visit of guests to an appointment is. */
export type VisitState = 'nobody' | 'waiting' | 'running' | 'done';

/**
 * Guests wait in the lobby, and everybody with an account may begin: the panel need not wait for who planned it. What is written is
 * read by those who lead.
 */
const settings = { ...defaultSettings, lobbyBypass: 'accounts', mayBegin: 'accounts', chatUploads: false } as const;

/** Of a kind: as the house has it. The panel may begin by itself unless the house says who may. */
function settingsOf(preset: Preset): MeetingSettings {
  return preset.locked.includes('mayBegin') ? preset.settings : { ...preset.settings, mayBegin: 'accounts' };
}

export class Appointments {
  private readonly options: {
    meetings: MeetingStore;
    presets: Pick<PresetStore, 'byId'>;
    attendance: AttendanceStore;
    clock: Clock;
    chance: Chance;
    stateOf: (meetingId: MeetingId) => Promise<MeetingState | undefined>;
    tell: (meetingId: MeetingId, command: CommandOf<'change-plan' | 'close'>) => Promise<void>;
    standingChanged: (meetingId: MeetingId) => void;
  };

  constructor(options: Appointments['options']) {
    this.options = options;
  }

  /** What the house says of a kind that is offered. @throws {PresetNotFound} */
  async kind(presetId: string): Promise<{ retentionDays: number | null; durationMin?: number | undefined }> {
    const preset = await this.options.presets.byId(presetId);
    if (!preset || preset.withdrawn) throw new PresetNotFound();
    return preset;
  }

  /** Makes it, or puts the one of this id where it is to be. Again changes nothing more. */
  async plan({ id, ownerId, presetId, ...plan }: Appointment): Promise<MeetingRecord> {
    const { meetings, presets, clock, chance } = this.options;
    const known = await meetings.change(id, ownerId, plan);
    if (known) return known;
    const passcode = chance.digits(PASSCODE_DIGITS);
    // One that was withdrawn after the plan still rules what was planned with it.
    const preset = presetId === undefined ? undefined : await presets.byId(presetId);
    const own = { settings: preset ? settingsOf(preset) : settings, presetId: preset?.id ?? null };
    const fresh = { ...plan, ...own, id, ownerId, kind: 'planned', passcode, createdAtMs: clock.now() } as const;
    return meetings.create(fresh, () => drawNumber(chance));
  }

  /** Also while people are in: they are put out. Again does nothing. */
  async withdraw(id: MeetingId, ownerId: PersonId): Promise<void> {
    const { meetings, tell, standingChanged } = this.options;
    if ((await meetings.byId(id))?.ownerId !== ownerId) return;
    await tell(id, { kind: 'close' });
    await meetings.delete(id, ownerId);
    standingChanged(id);
  }

  async visit(id: MeetingId): Promise<VisitState> {
    const { attendance, stateOf } = this.options;
    const state = await stateOf(id);
    if (!state) return 'nobody';
    const guests = state.phase === 'ended' ? [] : [...state.participants.values()].filter(({ identity }) => isGuest(identity.key));
    if (guests.some(({ place }) => place === 'in')) return 'running';
    if (guests.some(({ place }) => place === 'waiting')) return 'waiting';
    // Of a run that is over, numbers alone are kept: with two people, the applicant was one of them.
    const came = state.phase === 'ended' && (await attendance.numbers(id)).some(({ numbers }) => numbers.came >= 2);
    return came || guests.some(({ joinOrder }) => joinOrder !== null) ? 'done' : 'nobody';
  }

  /** The planned meetings of a person that begin in [fromMs, toMs). */
  async busy(
    personId: PersonId,
    range: { fromMs: EpochMs; toMs: EpochMs },
  ): Promise<{ meetingId: MeetingId; fromMs: EpochMs; toMs: EpochMs }[]> {
    const own = await this.options.meetings.ofOwner(personId, { ...range, newestFirst: false, limit: MOST_MEETINGS });
    return own.flatMap(({ id, startsAtMs, durationMin }) =>
      startsAtMs === null ? [] : [{ meetingId: id, fromMs: startsAtMs, toMs: startsAtMs + (durationMin ?? 60) * 60_000 }],
    );
  }
}

/** Of one person in the days of a campaign. */
const MOST_MEETINGS = 2000;
