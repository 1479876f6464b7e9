/** Booking resources for a meeting, inside of the transaction that plans or moves it: the meeting has all it wants, or stays as it was. */
import type { EpochMs, MeetingId } from '@saal/protocol';
import { sql, type Transaction } from 'kysely';
import { z } from 'zod';
import { ResourceNotFound, ResourceTaken } from '../errors.ts';
import type { MeetingTables } from './tables.ts';

const TakenRow = z.object({ resource_id: z.string(), name: z.string(), at_ms: z.coerce.number() });
/** Told of a series that finds a resource taken. */
const MOST_TOLD = 20;

/** Chooses what a meeting wants. @throws {ResourceNotFound} also for one that is withdrawn, unless the meeting has it already */
export async function chooseResources(
  transaction: Transaction<MeetingTables>,
  meetingId: MeetingId,
  resourceIds: readonly string[],
): Promise<void> {
  const wanted = [...new Set(resourceIds)];
  const before = await transaction
    .selectFrom('meetings.meeting_resource')
    .select('resource_id')
    .where('meeting_id', '=', meetingId)
    .execute();
  const fresh = wanted.filter((id) => !before.some(({ resource_id }) => resource_id === id));
  if (fresh.length > 0) {
    const offered = await transaction
      .selectFrom('meetings.resource')
      .select('id')
      .where('id', 'in', fresh)
      .where('withdrawn', '=', false)
      .execute();
    if (offered.length < fresh.length) throw new ResourceNotFound();
  }
  await transaction.deleteFrom('meetings.meeting_resource').where('meeting_id', '=', meetingId).execute();
  if (wanted.length > 0)
    await transaction
      .insertInto('meetings.meeting_resource')
      .values(wanted.map((id) => ({ meeting_id: meetingId, resource_id: id })))
      .execute();
}

/**
 * Books what the meeting wants for all its dates that are not over; what is over stays as it was.
 * Two meetings that want the same at once come one after the other: the rows of resources are locked in one order, after the
 * meeting's. The lock lets others point at the row meanwhile.
 * @throws {ResourceTaken}
 */
export async function book(transaction: Transaction<MeetingTables>, meetingId: MeetingId, nowMs: EpochMs): Promise<void> {
  await transaction.deleteFrom('meetings.booking').where('meeting_id', '=', meetingId).where('to_ms', '>', nowMs).execute();
  const wanted = await transaction
    .selectFrom('meetings.resource')
    .select('id')
    .where('id', 'in', ({ selectFrom }) =>
      selectFrom('meetings.meeting_resource').select('resource_id').where('meeting_id', '=', meetingId),
    )
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  if (wanted.length === 0) return;
  const times = await timesOf(transaction, meetingId, nowMs);
  if (times.length === 0) return;
  const { rows } = await sql`
    select booking.resource_id, resource.name, wished.from_ms as at_ms
    from unnest(${times.map(({ fromMs }) => fromMs)}::bigint[], ${times.map(({ toMs }) => toMs)}::bigint[]) as wished (from_ms, to_ms)
    join meetings.booking as booking on booking.from_ms < wished.to_ms and booking.to_ms > wished.from_ms
    join meetings.resource as resource on resource.id = booking.resource_id
    where booking.resource_id = any(${wanted.map(({ id }) => id)}::text[]) and booking.meeting_id <> ${meetingId}
    order by wished.from_ms limit ${MOST_TOLD}`.execute(transaction);
  const taken = rows.map((row) => TakenRow.parse(row));
  if (taken.length > 0)
    throw new ResourceTaken(taken.map(({ resource_id: resourceId, name, at_ms: atMs }) => ({ resourceId, name, atMs })));
  await transaction
    .insertInto('meetings.booking')
    .values(
      wanted.flatMap(({ id }) =>
        times.map(({ fromMs, toMs }) => ({ resource_id: id, meeting_id: meetingId, from_ms: fromMs, to_ms: toMs })),
      ),
    )
    .execute();
}

/** Two dates of a series that begin at once, because one was moved there, are one booking. */
async function timesOf(
  transaction: Transaction<MeetingTables>,
  meetingId: MeetingId,
  nowMs: EpochMs,
): Promise<{ fromMs: EpochMs; toMs: EpochMs }[]> {
  const dates = await transaction
    .selectFrom('meetings.date')
    .select(['starts_at_ms', 'duration_min', 'state'])
    .where('meeting_id', '=', meetingId)
    .execute();
  const once =
    dates.length > 0
      ? []
      : await transaction.selectFrom('meetings.meeting').select(['starts_at_ms', 'duration_min']).where('id', '=', meetingId).execute();
  const longest = new Map<EpochMs, EpochMs>();
  for (const { starts_at_ms: fromMs, duration_min } of [...dates.filter(({ state }) => state !== 'cancelled'), ...once]) {
    if (fromMs === null) continue;
    const toMs = fromMs + (duration_min ?? 60) * 60_000;
    if (toMs > nowMs) longest.set(fromMs, Math.max(toMs, longest.get(fromMs) ?? 0));
  }
  return [...longest].map(([fromMs, toMs]) => ({ fromMs, toMs }));
}
