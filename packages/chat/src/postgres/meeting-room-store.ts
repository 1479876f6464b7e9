/** Which room belongs to which meeting, and who is in it as a guest, in Postgres. */
import type { RoomId, UserId } from '../ids.ts';
import type { MeetingRoomStore, RoomMember } from '../meeting-ports.ts';
import { tellOutdated } from './stream.ts';
import type { ChatDatabase } from './tables.ts';

export class PostgresMeetingRoomStore implements MeetingRoomStore {
  readonly #db: ChatDatabase;

  constructor(db: ChatDatabase) {
    this.#db = db;
  }

  async roomOf(meetingId: string): Promise<RoomId | undefined> {
    const row = await this.#db
      .selectFrom('chat.meeting_room')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.meeting_room.room_nid')
      .select('room_id')
      .where('meeting_id', '=', meetingId)
      .executeTakeFirst();
    return row?.room_id;
  }

  async members(roomId: RoomId): Promise<RoomMember[]> {
    const rows = await this.#db
      .selectFrom('chat.membership')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.membership.room_nid')
      .innerJoin('chat.chatter', 'chat.chatter.user_id', 'chat.membership.user_id')
      .leftJoin('chat.guest', (join) =>
        join.onRef('chat.guest.user_id', '=', 'chat.membership.user_id').onRef('chat.guest.room_nid', '=', 'chat.membership.room_nid'),
      )
      .select(['chat.membership.user_id', 'person_id', 'visitor'])
      .where('room_id', '=', roomId)
      .where('membership', 'in', ['join', 'invite'])
      .execute();
    return rows.map(({ user_id, person_id, visitor }) => ({
      userId: user_id,
      personId: person_id ?? undefined,
      guest: visitor ?? undefined,
    }));
  }

  async guest(roomId: RoomId, visitor: string): Promise<UserId | undefined> {
    const row = await this.#db
      .selectFrom('chat.guest')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.guest.room_nid')
      .select('user_id')
      .where('room_id', '=', roomId)
      .where('visitor', '=', visitor)
      .executeTakeFirst();
    return row?.user_id;
  }

  async addGuest(roomId: RoomId, visitor: string, userId: UserId): Promise<UserId> {
    const row = await this.#db
      .insertInto('chat.guest')
      .columns(['room_nid', 'visitor', 'user_id'])
      .expression(({ selectFrom, val }) =>
        selectFrom('chat.room')
          .select(['room_nid', val(visitor).as('visitor'), val(userId).as('user_id')])
          .where('room_id', '=', roomId),
      )
      // Nothing changes, but the row that there is comes back.
      .onConflict((conflict) => conflict.columns(['room_nid', 'visitor']).doUpdateSet(({ ref }) => ({ visitor: ref('excluded.visitor') })))
      .returning('user_id')
      .executeTakeFirstOrThrow();
    return row.user_id;
  }

  async keepClients(roomId: RoomId, userIds: readonly UserId[]): Promise<void> {
    // They have no keys of encryption, so nobody has to be told.
    let query = this.#db.deleteFrom('chat.device').where('only_room', '=', roomId).returning('user_id');
    if (userIds.length > 0) query = query.where('user_id', 'not in', [...userIds]);
    const gone = await query.execute();
    await tellOutdated(this.#db, { people: gone.map(({ user_id }) => user_id) });
  }

  async withVisitors(): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('chat.meeting_room')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.meeting_room.room_nid')
      .select('meeting_id')
      .where(({ or, exists, selectFrom }) =>
        or([
          exists(selectFrom('chat.device').select('device_id').whereRef('only_room', '=', 'chat.room.room_id')),
          exists(
            selectFrom('chat.guest')
              .innerJoin('chat.membership', (join) =>
                join
                  .onRef('chat.membership.user_id', '=', 'chat.guest.user_id')
                  .onRef('chat.membership.room_nid', '=', 'chat.guest.room_nid'),
              )
              .select('visitor')
              .whereRef('chat.guest.room_nid', '=', 'chat.room.room_nid')
              .where('membership', '=', 'join'),
          ),
        ]),
      )
      .execute();
    return rows.map(({ meeting_id }) => meeting_id);
  }

  async end(meetingId: string, roomId: RoomId): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await transaction
        .updateTable('chat.membership')
        .set({ forgotten: true })
        .where('room_nid', '=', (eb) => eb.selectFrom('chat.room').select('room_nid').where('room_id', '=', roomId))
        .execute();
      await transaction.deleteFrom('chat.meeting_room').where('meeting_id', '=', meetingId).execute();
    });
  }
}
