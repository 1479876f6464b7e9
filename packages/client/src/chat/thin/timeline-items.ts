/** What is known of a room, and what is on its way, as the lines that pages draw. Pure. */
import type { Message, Reaction } from '../model.ts';
import { bodyOf, type HtmlOf } from './message-content.ts';
import type { Unsent } from './outbox.ts';
import type { RoomEvent } from './room-event.ts';
import { listIn, recordIn, relationOf, textIn } from './room-event.ts';
import type { RoomLog } from './room-log.ts';

/** @param unsent in the order they were written */
export function itemsOf(log: RoomLog, unsent: readonly Unsent[], nowMs: number, htmlOf?: HtmlOf): Message[] {
  const readers = log.readers();
  const known = new Map(log.messages.map((event) => [event.eventId, event]));
  const told = new Set(log.messages.flatMap(({ transactionId }) => transactionId ?? []));
  const items = log.messages.map((event) => messageOf(event, log, { known, readers, htmlOf }));
  // What is there already as an event is not on its way any more.
  const waiting = unsent.filter(({ key, eventId }) => !told.has(key) && (eventId === undefined || !known.has(eventId)));
  return [...items, ...waiting.map((one) => unsentMessage(one, log, known, nowMs))];
}

type Known = ReadonlyMap<string, RoomEvent>;

interface Around {
  known: Known;
  readers: ReturnType<RoomLog['readers']>;
  htmlOf: HtmlOf | undefined;
}

function messageOf(event: RoomEvent, log: RoomLog, { known, readers, htmlOf }: Around): Message {
  const { eventId, sender, atMs, transactionId } = event;
  const isOwn = sender === log.ownId;
  const redactedBy = log.redactedBy(event);
  const change = redactedBy === undefined ? log.changeOf(event) : undefined;
  const content = change ?? event.content;
  const byName = redactedBy === undefined || redactedBy === sender ? undefined : log.person(redactedBy).displayName;
  const body =
    redactedBy === undefined ? bodyOf(content, htmlOf) : { type: 'deleted' as const, ...(byName === undefined ? {} : { byName }) };
  return {
    ...{ kind: 'message', key: transactionId ?? eventId, eventId, sender: log.person(sender), isOwn, atMs, body },
    isEdited: change !== undefined,
    mentionsMe: !isOwn && listIn(recordIn(content, 'm.mentions'), 'user_ids').includes(log.ownId),
    ...replyOf(event.content, log, known),
    reactions: redactedBy === undefined ? reactionsOf(eventId, log) : [],
    ...{ delivery: 'sent', readBy: readers.get(eventId) ?? [], isPinned: false },
    mayEdit: isOwn && redactedBy === undefined && event.type === 'm.room.message' && body.type === 'text' && log.rights.mayWrite,
    mayDelete: redactedBy === undefined && (log.mayRedactOthers || (isOwn && log.rights.mayWrite)),
  };
}

function unsentMessage(one: Unsent, log: RoomLog, known: Known, nowMs: number): Message {
  return {
    ...{ kind: 'message', key: one.key, sender: log.person(log.ownId), isOwn: true, atMs: Math.min(one.atMs, nowMs) },
    ...(one.eventId === undefined ? {} : { eventId: one.eventId }),
    body: bodyOf(one.content),
    ...{ isEdited: false, mentionsMe: false, reactions: [], readBy: [], isPinned: false, mayEdit: false, mayDelete: false },
    ...replyOf(one.content, log, known),
    delivery: one.eventId !== undefined ? 'sent' : one.failed === undefined ? 'sending' : 'failed',
    // Of one that failed nothing moves any more.
    ...(one.uploaded === undefined || one.failed !== undefined ? {} : { uploaded: one.uploaded }),
  };
}

function replyOf(content: Record<string, unknown>, log: RoomLog, known: Known): Pick<Message, 'replyTo'> {
  const eventId = textIn(recordIn(recordIn(content, 'm.relates_to'), 'm.in_reply_to'), 'event_id');
  if (eventId === undefined) return {};
  const target = known.get(eventId);
  if (!target) return { replyTo: { eventId } };
  const body = bodyOf(log.changeOf(target) ?? target.content);
  const text =
    log.redactedBy(target) !== undefined ? undefined : body.type === 'text' ? body.text : 'file' in body ? body.file.fileName : '';
  return { replyTo: { eventId, senderName: log.person(target.sender).displayName, ...(text === undefined ? {} : { text }) } };
}

function reactionsOf(eventId: string, log: RoomLog): Reaction[] {
  return log.reactionsTo(eventId).map(({ key, by }) => ({
    ...{ key, count: by.size, isOwn: by.has(log.ownId) },
    names: [...by.keys()].map((userId) => log.person(userId).displayName),
  }));
}

/** Messages of others after what one has read. */
export function unreadOf(log: RoomLog): RoomEvent[] {
  const readUpTo = log.receiptOf(log.ownId);
  const from = log.messages.findLastIndex(({ eventId, sender }) => eventId === readUpTo || sender === log.ownId);
  return log.messages.slice(from + 1).filter((event) => log.redactedBy(event) === undefined && relationOf(event)?.kind !== 'm.replace');
}
