/** Which events name which files, kept with the events themselves. */
import { sql } from 'kysely';
import type { EventId } from '../ids.ts';
import type { MediaId } from '../media-ports.ts';
import { mediaNamedIn } from '../media-use.ts';
import type { ProvenEvent } from '../room-draft.ts';
import { serverOf } from '../ids.ts';
import { removeUnnamed } from './media-store.ts';
import type { ChatDatabase, RoomNid } from './tables.ts';

/**
 * Notes what new events name. To name a file is no way to come by it: only what its sender may read by an event, or has sent
 * themselves, counts.
 */
export async function noteMediaUses(transaction: ChatDatabase, roomNid: RoomNid, events: readonly ProvenEvent[]): Promise<void> {
  for (const { eventId, pdu } of events) {
    const named = mediaNamedIn(pdu.content, serverOf(pdu.room_id) ?? '');
    if (named.length === 0) continue;
    await sql`
      insert into chat.media_use (media_id, event_id, room_nid)
      select media_id, ${eventId}, ${roomNid} from chat.media
      where media_id = any(${named}) and (owner = ${pdu.sender} or exists (
        select from chat.media_use use join chat.membership inside using (room_nid)
        where use.media_id = media.media_id and inside.user_id = ${pdu.sender} and inside.membership = 'join'))
      order by media_id
      on conflict do nothing`.execute(transaction);
  }
}

/**
 * Who writes in an encrypted room may name what they have sent just before, and nobody else can see it: from now on it is a sealed file.
 * @param sinceMs what was sent before it and is named by nothing is removed anyway
 */
export async function noteSealedFiles(transaction: ChatDatabase, events: readonly ProvenEvent[], sinceMs: number): Promise<void> {
  const senders = new Set(events.flatMap(({ pdu }) => (pdu.type === 'm.room.encrypted' ? [pdu.sender] : [])));
  if (senders.size === 0) return;
  // Locked in one order: rooms write at the same time.
  await sql`
    update chat.media set sealed = true where media_id in (
      select media_id from chat.media
      where owner = any(${[...senders]}) and not sealed and created_at_ms >= ${sinceMs}
        and not exists (select from chat.media_use use where use.media_id = media.media_id)
      order by media_id for no key update)`.execute(transaction);
}

/** @returns files that only those events and their edits named: forgotten, and to be removed from the disk after the commit */
export async function forgetMediaUses(transaction: ChatDatabase, redacted: readonly EventId[]): Promise<MediaId[]> {
  if (redacted.length === 0) return [];
  const { rows } = await sql<{ media_id: MediaId }>`
    delete from chat.media_use where event_id = any(${redacted}) or event_id in (
      select event_id from chat.event where relates_to = any(${redacted}) and relation = 'm.replace')
    returning media_id`.execute(transaction);
  if (rows.length === 0) return [];
  const mediaIds = [...new Set(rows.map(({ media_id }) => media_id))];
  await transaction.selectFrom('chat.media').select('media_id').where('media_id', 'in', mediaIds).orderBy('media_id').forUpdate().execute();
  return removeUnnamed(transaction, mediaIds);
}
