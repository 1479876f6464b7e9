/** "In a meeting", set and taken back by the server itself. Which meeting it is stays here. */
import { every, type Clock } from '@saal/foundation/pure';
import { Follower } from './follower.ts';
import type { UserId } from './ids.ts';
import type { HouseMeetings, MeetingPerson } from './meeting-ports.ts';
import { ATTENDANCE_AGAIN_MS, type AttendingMoment } from './presence.ts';

/** Of larger meetings it is not told: a thousand would each be told of a thousand. */
const MOST_TOLD = 200;

export interface AttendanceOptions {
  house: Pick<HouseMeetings, 'personIdOf'> & {
    standing(meetingId: string): Promise<{ people: readonly Pick<MeetingPerson, 'visitor' | 'isInside'>[] } | undefined>;
  };
  chatters: { ofPerson(personId: string): Promise<{ userId: UserId } | undefined> };
  tell: (moment: AttendingMoment) => void;
  clock: Clock;
  failed: (error: unknown, meetingId: string) => void;
}

export class Attendance {
  readonly #options: AttendanceOptions;
  readonly #follower: Follower;
  readonly #cancel: () => void;
  /** As it was told, by meeting. */
  readonly #told = new Map<string, Map<string, UserId | undefined>>();

  constructor(options: AttendanceOptions) {
    this.#options = options;
    const { clock, failed } = options;
    this.#follower = new Follower({ look: (meetingId) => this.#look(meetingId), clock, failed });
    this.#cancel = every(clock, ATTENDANCE_AGAIN_MS, () => this.#tellAgain());
  }

  followSurely(meetingId: string): void {
    this.#follower.followSurely(meetingId);
  }

  close(): void {
    this.#cancel();
    this.#follower.close();
  }

  #tellAgain(): void {
    for (const [meetingId, told] of this.#told)
      for (const userId of told.values()) if (userId) this.#options.tell({ userId, meetingId, inside: true });
  }

  async #look(meetingId: string): Promise<void> {
    const { house, chatters, tell } = this.#options;
    const standing = await house.standing(meetingId);
    const inside = (standing?.people ?? []).filter(({ isInside }) => isInside).slice(0, MOST_TOLD);
    const now = new Set(inside.flatMap(({ visitor }) => house.personIdOf?.(visitor) ?? []));
    const told = this.#told.get(meetingId) ?? new Map<string, UserId | undefined>();
    for (const [personId, userId] of told) {
      if (now.has(personId)) continue;
      told.delete(personId);
      if (userId) tell({ userId, meetingId, inside: false });
    }
    for (const personId of now) {
      if (told.has(personId)) continue;
      // Who has no name in chat is told of to nobody.
      const userId = (await chatters.ofPerson(personId))?.userId;
      told.set(personId, userId);
      if (userId) tell({ userId, meetingId, inside: true });
    }
    if (told.size > 0) this.#told.set(meetingId, told);
    else this.#told.delete(meetingId);
  }
}
