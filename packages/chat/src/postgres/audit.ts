/** Who did what to others, written down in the transaction that does it. */
import { sql } from 'kysely';
import type { EventId, UserId } from '../ids.ts';
import { member } from '../json.ts';
import { moderationAct } from '../moderation.ts';
import type { ProvenEvent } from '../room-draft.ts';
import type { ChatDatabase, RoomNid } from './tables.ts';

export async function noteModeration(
  transaction: ChatDatabase,
  roomNid: RoomNid,
  added: readonly ProvenEvent[],
  redactions: readonly { target: EventId; by: EventId }[],
): Promise<void> {
  const senders = new Map<EventId, UserId>();
  if (redactions.length > 0) {
    const { rows } = await sql<{ event_id: EventId; sender: UserId }>`
      select event_id, sender from chat.event
      where room_nid = ${roomNid} and event_id = any (${redactions.map(({ target }) => target)}::text[])`.execute(transaction);
    const found = new Map(rows.map(({ event_id, sender }) => [event_id, sender]));
    for (const { target, by } of redactions) {
      const sender = found.get(target);
      if (sender !== undefined) senders.set(by, sender);
    }
  }
  const records = added.flatMap(({ eventId, pdu }) => {
    const act = moderationAct(pdu, senders.get(eventId));
    if (!act) return [];
    const reason = member(pdu.content, 'reason');
    const details = JSON.stringify(typeof reason === 'string' ? { reason: reason.replaceAll('\0', '').slice(0, 1_000) } : {});
    return [
      {
        ...{ at_ms: pdu.origin_server_ts, action: act.action, actor: pdu.sender, room_id: pdu.room_id },
        ...{ subject: act.subject ?? null, event_id: eventId, details },
      },
    ];
  });
  if (records.length > 0) await transaction.insertInto('chat.audit').values(records).execute();
}
