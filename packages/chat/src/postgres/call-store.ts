/** Calls from rooms and whom they ring, in Postgres. */
import type { CallMember, CallStore, Ring, RingAnswer, RoomCall } from '../call-ports.ts';
import type { RoomId, UserId } from '../ids.ts';
import type { ChatDatabase } from './tables.ts';

const ringColumns = [
  'ring_id',
  'chat.ring.meeting_id',
  'callee',
  'chat.ring.caller',
  'video',
  'silent',
  'rang_at_ms',
  'ends_at_ms',
] as const;

export class PostgresCallStore implements CallStore {
  readonly #db: ChatDatabase;

  constructor(db: ChatDatabase) {
    this.#db = db;
  }

  async keep({ meetingId, roomId, caller }: RoomCall): Promise<void> {
    await this.#db
      .insertInto('chat.room_call')
      .columns(['meeting_id', 'room_nid', 'caller'])
      .expression(({ selectFrom, val }) =>
        selectFrom('chat.room')
          .select([val(meetingId).as('meeting_id'), 'room_nid', val(caller).as('caller')])
          .where('room_id', '=', roomId),
      )
      .onConflict((conflict) => conflict.column('room_nid').doUpdateSet({ meeting_id: meetingId, caller }))
      .execute();
  }

  async byMeeting(meetingId: string): Promise<RoomCall | undefined> {
    return (await this.#calls().where('meeting_id', '=', meetingId).execute()).map(callOf)[0];
  }

  async ofRooms(roomNids: readonly number[]): Promise<RoomCall[]> {
    if (roomNids.length === 0) return [];
    return (
      await this.#calls()
        .where('chat.room_call.room_nid', 'in', [...roomNids])
        .execute()
    ).map(callOf);
  }

  async members(roomId: RoomId): Promise<CallMember[]> {
    const rows = await this.#db
      .selectFrom('chat.membership')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.membership.room_nid')
      .innerJoin('chat.chatter', 'chat.chatter.user_id', 'chat.membership.user_id')
      .select(['chat.membership.user_id', 'person_id', 'display_name', 'external'])
      .where('room_id', '=', roomId)
      .where(({ or, and, eb, selectFrom }) =>
        or([
          eb('membership', '=', 'join'),
          // Of two, the other may not have been there yet: a colleague who is called for the first time.
          and([
            eb('membership', '=', 'invite'),
            eb(
              selectFrom('chat.membership as all')
                .select(({ fn }) => fn.countAll<number>().as('count'))
                .whereRef('all.room_nid', '=', 'chat.membership.room_nid')
                .where('all.membership', 'in', ['join', 'invite']),
              '=',
              2,
            ),
          ]),
        ]),
      )
      .where('person_id', 'is not', null)
      .orderBy('chat.membership.user_id')
      .execute();
    return rows.map(({ user_id, person_id, display_name, external }) => ({
      ...{ userId: user_id, personId: person_id ?? '', displayName: display_name, isExternal: external },
    }));
  }

  async toldRunning(meetingId: string, runs: boolean): Promise<void> {
    await this.#db.updateTable('chat.room_call').set({ runs }).where('meeting_id', '=', meetingId).execute();
  }

  async running(): Promise<RoomCall[]> {
    return (await this.#calls().where('runs', '=', true).execute()).map(callOf);
  }

  async addRings(rings: readonly Ring[]): Promise<void> {
    await this.#db
      .insertInto('chat.ring')
      .values(
        rings.map(({ ringId, meetingId, callee, caller, video, silent, rangAtMs, endsAtMs }) => ({
          ...{ ring_id: ringId, meeting_id: meetingId, callee, caller, video, silent, rang_at_ms: rangAtMs, ends_at_ms: endsAtMs },
        })),
      )
      .execute();
  }

  async ringing(callee: UserId, nowMs: number): ReturnType<CallStore['ringing']> {
    const rows = await this.#db
      .selectFrom('chat.ring')
      .innerJoin('chat.room_call', 'chat.room_call.meeting_id', 'chat.ring.meeting_id')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.room_call.room_nid')
      .innerJoin('chat.chatter', 'chat.chatter.user_id', 'chat.ring.caller')
      .select([...ringColumns, 'room_id', 'display_name', 'avatar_url'])
      .where('callee', '=', callee)
      .where('answer', 'is', null)
      .where('ends_at_ms', '>', nowMs)
      .orderBy('rang_at_ms')
      .execute();
    return rows.map((row) => ({
      ...{ ...ringOf(row), roomId: row.room_id, callerName: row.display_name, callerPicture: row.avatar_url ?? undefined },
    }));
  }

  async answer(ringId: string, callee: UserId, answer: RingAnswer): Promise<Ring | undefined> {
    const rows = await this.#db
      .updateTable('chat.ring')
      .set({ answer })
      .where('ring_id', '=', ringId)
      .where('callee', '=', callee)
      .where('answer', 'is', null)
      .returning(ringColumns)
      .execute();
    return rows.map(ringOf)[0];
  }

  async miss(which: { endedBefore: number } | { meetingId: string }): Promise<Ring[]> {
    const rows = await this.#db
      .updateTable('chat.ring')
      .set({ answer: 'missed' })
      .where('answer', 'is', null)
      .where((eb) => ('meetingId' in which ? eb('meeting_id', '=', which.meetingId) : eb('ends_at_ms', '<=', which.endedBefore)))
      .returning(ringColumns)
      .execute();
    return rows.map(ringOf);
  }

  async answers(meetingId: string, sinceMs: number): Promise<{ callee: UserId; answer: RingAnswer | undefined }[]> {
    const rows = await this.#db
      .selectFrom('chat.ring')
      .select(['callee', 'answer'])
      .where('meeting_id', '=', meetingId)
      .where('rang_at_ms', '>=', sinceMs)
      .orderBy('rang_at_ms')
      .execute();
    // Of somebody who was rung twice the last counts.
    return [...new Map(rows.map(({ callee, answer }) => [callee, answer ?? undefined]))].map(([callee, answer]) => ({ callee, answer }));
  }

  async forgetBefore(rangAtMs: number): Promise<void> {
    await this.#db.deleteFrom('chat.ring').where('rang_at_ms', '<', rangAtMs).execute();
  }

  #calls() {
    return this.#db
      .selectFrom('chat.room_call')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.room_call.room_nid')
      .select(['meeting_id', 'room_id', 'caller']);
  }
}

const callOf = (row: { meeting_id: string; room_id: RoomId; caller: UserId }): RoomCall => ({
  ...{ meetingId: row.meeting_id, roomId: row.room_id, caller: row.caller },
});

function ringOf(row: {
  ring_id: string;
  meeting_id: string;
  callee: UserId;
  caller: UserId;
  video: boolean;
  silent: boolean;
  rang_at_ms: number;
  ends_at_ms: number;
}): Ring {
  const { callee, caller, video, silent } = row;
  return {
    ringId: row.ring_id,
    meetingId: row.meeting_id,
    callee,
    caller,
    video,
    silent,
    rangAtMs: row.rang_at_ms,
    endsAtMs: row.ends_at_ms,
  };
}
