/** A meeting as it is planned and kept, whether it runs or not. */
import type { EpochMs, MeetingId, MeetingKind, MeetingNumber, MeetingSettings, PersonId, SettingName } from '@saal/protocol';

export type MeetingRecord = {
  id: MeetingId;
  number: MeetingNumber;
  kind: MeetingKind;
  title: string;
  startsAtMs: EpochMs | null;
  durationMin: number | null;
  timeZone: string | null;
  ownerId: PersonId;
  passcode: string;
  settings: MeetingSettings;
  createdAtMs: EpochMs;
  /** How often it was opened; the events of a run carry it. 0: never yet. */
  run: number;
  phase: 'not-begun' | 'running' | 'ended';
  lastEndedAtMs: EpochMs | null;
  /** Of which kind it was planned. */
  presetId: string | null;
  /** A delegate of the owner; null: the owner. */
  plannedBy: PersonId | null;
  /** Minutes before each date; null: as its kind has it, or as usual. */
  reminderWish: readonly number[] | null;
  /** Of a series: the date whose start and length this is told with; else they are those of the first. */
  day?: string;
};

/** What a run takes from the plan when it opens. */
export type RunConfig = Pick<MeetingRecord, 'id' | 'number' | 'title' | 'ownerId' | 'settings'> & {
  /** Shown to those who wait: who invited. */
  inviterName: string;
  /** The meeting of a room: its members enter without a lobby. */
  ofRoom?: boolean | undefined;
  /** Settings that nobody changes while it runs: the house has set them for this kind. */
  lockedSettings?: readonly SettingName[] | undefined;
};
