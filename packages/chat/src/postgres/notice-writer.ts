/** With new events: whom they concern, and that who writes has read. */
import { sql } from 'kysely';
import type { UserId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import { concerned, judge, threadOf, type Audience, type Judged } from '../notices.ts';
import type { StreamPos } from '../ports.ts';
import { PowerLevels } from '../power-levels.ts';
import { PushEvaluator } from '../push-evaluator.ts';
import { PUSH_RULES, rulesOf } from '../push-rule-book.ts';
import type { ProvenEvent, RoomDraft } from '../room-draft.ts';
import type { ChatDatabase, RoomNid } from './tables.ts';

/** As many people's rules are held ready. */
const MOST_READY = 5_000;

interface CandidateRow {
  members: number;
  user_id: UserId | null;
  display_name: string | null;
  is_inside: boolean | null;
  ignores: UserId[] | null;
  rules_stream: StreamPos | null;
}

export class NoticeWriter {
  /** By person; the position tells whether the rules are still those. */
  readonly #ready = new Map<UserId, { stream: StreamPos | null; evaluator: PushEvaluator }>();

  /** In the order of the events. The room must be locked. */
  async judged(transaction: ChatDatabase, roomNid: RoomNid, draft: RoomDraft): Promise<Judged[]> {
    const events = draft.added.map(({ pdu }) => pdu);
    const audience = await this.#audience(transaction, roomNid, concerned(events));
    const levels = PowerLevels.of(draft);
    return events.map((event) => judge(event, audience, levels));
  }

  async keep(
    transaction: ChatDatabase,
    roomNid: RoomNid,
    placed: readonly { event: ProvenEvent; stream: StreamPos }[],
    judged: readonly Judged[],
  ): Promise<void> {
    const rows = placed.flatMap(({ event: { pdu }, stream }, at) =>
      (judged[at]?.otherwise ?? []).map(({ userId, outcome }) => ({
        ...{ user_id: userId, room_nid: roomNid, stream, thread_id: threadOf(pdu.content), outcome, usual: judged[at]?.usual ?? 0 },
      })),
    );
    if (rows.length > 0) {
      await sql`insert into chat.notice (user_id, room_nid, stream, thread_id, outcome, usual)
        select user_id, ${roomNid}, stream, thread_id, outcome, usual from unnest(
          ${rows.map((row) => row.user_id)}::text[], ${rows.map((row) => row.stream)}::bigint[], ${rows.map((row) => row.thread_id)}::text[],
          ${rows.map((row) => row.outcome)}::smallint[], ${rows.map((row) => row.usual)}::smallint[]
        ) as row (user_id, stream, thread_id, outcome, usual)`.execute(transaction);
    }
    await this.#keepWritten(transaction, roomNid, placed);
  }

  async #keepWritten(transaction: ChatDatabase, room_nid: RoomNid, placed: Parameters<NoticeWriter['keep']>[2]): Promise<void> {
    const newest = new Map<string, { user_id: UserId; thread_id: string; stream: StreamPos }>();
    for (const { event, stream } of placed) {
      const { sender: user_id, content, state_key } = event.pdu;
      // State also changes without its person being there, such as a name.
      if (state_key !== undefined) continue;
      const thread_id = threadOf(content);
      newest.set(JSON.stringify([user_id, thread_id]), { user_id, thread_id, stream });
    }
    if (newest.size === 0) return;
    await transaction
      .insertInto('chat.last_written')
      .values([...newest.values()].map((row) => ({ ...row, room_nid })))
      .onConflict((conflict) =>
        conflict.columns(['user_id', 'room_nid', 'thread_id']).doUpdateSet({ stream: (eb) => eb.ref('excluded.stream') }),
      )
      .execute();
  }

  async #audience(transaction: ChatDatabase, roomNid: RoomNid, of: ReturnType<typeof concerned>): Promise<Audience> {
    const { senders, named, invited, searched } = of;
    const words = searched.toLowerCase();
    const { rows } = await sql<CandidateRow>`
      select members.count as members, candidate.*
      from (select count(*) from chat.membership where room_nid = ${roomNid} and membership = 'join') members
      left join lateral (
        select person.user_id, display_name, is_inside, ignores, rules.stream as rules_stream
        from (
          select user_id, true as is_inside from chat.membership where room_nid = ${roomNid} and membership = 'join'
          union all select user_id, false from unnest(${invited}::text[]) as invited (user_id)
        ) person
        join chat.chatter using (user_id)
        left join chat.account_data rules on rules.user_id = person.user_id and rules.room_nid = 0 and rules.type = ${PUSH_RULES}
        left join (
          select user_id, array_agg(ignored_id) as ignores from chat.ignored where ignored_id = any (${senders}::text[]) group by user_id
        ) deaf on deaf.user_id = person.user_id
        where not is_inside or ignores is not null or rules.user_id is not null or person.user_id = any (${named}::text[])
          or (${words}::text <> '' and (
            strpos(${words}, lower(display_name)) > 0 or strpos(${words}, split_part(substr(person.user_id, 2), ':', 1)) > 0
          ))
      ) candidate on true`.execute(transaction);
    const found = rows.flatMap(({ user_id: userId, ...row }) => (userId === null ? [] : [{ userId, ...row }]));
    await this.#makeReady(
      transaction,
      found.filter(({ userId, rules_stream }) => this.#ready.get(userId)?.stream !== rules_stream),
    );
    const candidates = found.flatMap(({ userId, display_name, is_inside, ignores }) => {
      const evaluator = this.#ready.get(userId)?.evaluator;
      return evaluator
        ? [{ userId, displayName: display_name ?? '', isInside: is_inside === true, ignores: ignores ?? [], evaluator }]
        : [];
    });
    this.#forgetOldest();
    return { memberCount: rows[0]?.members ?? 0, candidates };
  }

  async #makeReady(transaction: ChatDatabase, people: readonly { userId: UserId; rules_stream: StreamPos | null }[]): Promise<void> {
    const withRules = people.filter(({ rules_stream }) => rules_stream !== null).map(({ userId }) => userId);
    const rows =
      withRules.length === 0
        ? []
        : await transaction
            .selectFrom('chat.account_data')
            .select(['user_id', 'content', 'stream'])
            .where('user_id', 'in', withRules)
            .where('room_nid', '=', 0)
            .where('type', '=', PUSH_RULES)
            .execute();
    const kept = new Map(rows.map((row) => [row.user_id, row]));
    for (const { userId } of people) {
      const row = kept.get(userId);
      const evaluator = new PushEvaluator(rulesOf(userId, row && (JSON.parse(row.content) as JsonObject)));
      this.#ready.delete(userId);
      this.#ready.set(userId, { stream: row?.stream ?? null, evaluator });
    }
  }

  #forgetOldest(): void {
    for (const userId of this.#ready.keys()) {
      if (this.#ready.size <= MOST_READY) return;
      this.#ready.delete(userId);
    }
  }
}
