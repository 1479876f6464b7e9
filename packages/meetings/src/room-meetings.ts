/**
 * The standing meeting of a room: one each, its people are the room's members, and whoever calls is its host for that run. What the
 * room is, meetings do not know: they are told who belongs to it.
 */
import type { Clock } from '@saal/foundation';
import { MeetingId, type PersonId, defaultSettings } from '@saal/protocol';
import { personKey, type IdentityKey } from './identity.ts';
import { PASSCODE_DIGITS, drawNumber, type Chance } from './planning.ts';
import type { MemberStore, MeetingStore } from './ports.ts';

export interface RoomOfMeeting {
  /** Opaque: whose meeting it is. */
  room: string;
  title: string;
  /** Who calls. */
  ownerId: PersonId;
  members: readonly PersonId[];
}

export class RoomMeetings {
  private readonly options: {
    meetings: MeetingStore;
    members: MemberStore;
    clock: Clock;
    chance: Chance;
    /** Tells the meeting if it runs, on whichever server. */
    putOut: (meetingId: MeetingId, key: IdentityKey) => Promise<void>;
  };

  constructor(options: RoomMeetings['options']) {
    this.options = options;
  }

  /** The meeting of the room, made at first use. While it runs it keeps its host and title. */
  async open({ room, title, ownerId, members }: RoomOfMeeting): Promise<MeetingId> {
    const { meetings, chance, clock } = this.options;
    const meeting =
      (await this.options.members.meetingOf(room)) ??
      (
        await meetings.create(
          {
            ...{ id: MeetingId.parse(chance.id()), kind: 'room', title, ownerId, room, createdAtMs: clock.now() },
            ...{ startsAtMs: null, durationMin: null, timeZone: null, passcode: chance.digits(PASSCODE_DIGITS) },
            settings: { ...defaultSettings, lobbyBypass: 'nobody' },
          },
          () => drawNumber(chance),
        )
      ).id;
    await this.options.members.callAgain(meeting, { ownerId, title });
    await this.keep(meeting, members);
    return meeting;
  }

  /** Who belongs to the room now. Who does no longer is put out at once. Idempotent: what failed is done by the next. */
  async keep(meetingId: MeetingId, members: readonly PersonId[]): Promise<void> {
    const { members: store, putOut } = this.options;
    const known = await store.of(meetingId);
    // Also those known: who was just suspended may be back.
    await store.add(meetingId, members);
    for (const personId of known.filter((one) => !members.includes(one))) {
      // Not a member first, so that they do not come in again by themselves; put out before it is forgotten that they were one.
      await store.suspend(meetingId, personId);
      await putOut(meetingId, personKey(personId));
      await store.remove(meetingId, personId);
    }
  }
}
