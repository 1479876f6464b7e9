/** What calls need from outside. Of meetings chat knows how people stand in them, and may have one made for a room. */
import type { PersonHere } from './chatters.ts';
import type { RoomId, UserId } from './ids.ts';

export interface HouseCalls {
  /** The standing meeting of the room, made at first use; whoever calls leads it. @returns its id */
  open(call: { room: RoomId; title: string; caller: PersonHere; members: readonly string[] }): Promise<string>;
  /** Who belongs to the room now, by account; others are put out of the meeting at once. */
  keepMembers(meetingId: string, personIds: readonly string[]): Promise<void>;
}

export interface RoomCall {
  meetingId: string;
  roomId: RoomId;
  caller: UserId;
}

export type RingAnswer = 'accepted' | 'declined' | 'missed';

export interface Ring {
  ringId: string;
  meetingId: string;
  callee: UserId;
  caller: UserId;
  video: boolean;
  silent: boolean;
  rangAtMs: number;
  endsAtMs: number;
}

export interface CallMember {
  userId: UserId;
  personId: string;
  displayName: string;
  isExternal: boolean;
}

export interface CallStore {
  /** Remembered for the room, with who called last. */
  keep(call: RoomCall): Promise<void>;
  byMeeting(meetingId: string): Promise<RoomCall | undefined>;
  ofRooms(roomNids: readonly number[]): Promise<RoomCall[]>;
  /** In the room, with an account; of two also who is invited. */
  members(roomId: RoomId): Promise<CallMember[]>;
  toldRunning(meetingId: string, runs: boolean): Promise<void>;
  /** Calls that are told to run. */
  running(): Promise<RoomCall[]>;
  addRings(rings: readonly Ring[]): Promise<void>;
  /** What rings for this person now. */
  ringing(callee: UserId, nowMs: number): Promise<(Ring & { roomId: RoomId; callerName: string; callerPicture: string | undefined })[]>;
  /** @returns undefined: it rings no more, or for somebody else */
  answer(ringId: string, callee: UserId, answer: RingAnswer): Promise<Ring | undefined>;
  /** Nobody answers any more: those that rang too long, or all of a meeting. */
  miss(which: { endedBefore: number } | { meetingId: string }): Promise<Ring[]>;
  /** Of one meeting since then. */
  answers(meetingId: string, sinceMs: number): Promise<{ callee: UserId; answer: RingAnswer | undefined }[]>;
  forgetBefore(rangAtMs: number): Promise<void>;
}
