/** Events of a room as lines of its timeline. */
import { EventType, RelationType, type EventTimelineSet, type MatrixClient, type MatrixEvent, type Room } from 'matrix-js-sdk';
import type { ChatPerson, Message, Poll, Reaction, TimelineItem } from '../model.ts';
import { isObject, textOf } from './content.ts';
import { bodyOf, bodyOfContent, previewOf } from './message-body.ts';
import { noticeOf } from './notices.ts';
import { personOf } from './people.ts';
import { pinnedIn } from './pins.ts';
import type { Vote } from './poll-count.ts';
import { choicesOf, isPollStart, pollOf, pollTypes } from './poll-content.ts';
import type { PollVotes } from './poll-votes.ts';
import { stateOf } from './room-kind.ts';
import type { OutgoingState } from './send-queue.ts';

export interface Place {
  client: MatrixClient;
  room: Room;
  timelineSet: EventTimelineSet;
  /** The root of the thread that is shown, instead of the room. */
  threadRoot?: string;
  votes: PollVotes;
}

/** Oldest first. @param waiting what the server does not have yet; the end of the timeline only */
export function itemsOf(place: Place, events: readonly MatrixEvent[], waiting: readonly OutgoingState[]): TimelineItem[] {
  const nameOf = (userId: string): string => person(place, userId).displayName;
  const pinned = new Set(pinnedIn(place.room));
  const items: TimelineItem[] = [];
  let hiddenReaders: ChatPerson[] = [];
  for (const event of events) {
    if (isUnheard(place.client, event)) continue;
    const readers = readersOf(place, event);
    const item = isMessage(event) ? messageOf(place, event, pinned, waiting) : event.isState() ? noticeOf(event, nameOf) : undefined;
    if (item) items.push(item);
    // Who has read a reaction has read what stands above it.
    const last = items.at(-1);
    if (last?.kind === 'message') {
      const known = new Set(last.readBy.map(({ userId }) => userId));
      const more = [...hiddenReaders, ...readers].filter(({ userId }) => userId !== last.sender.userId && !known.has(userId));
      if (more.length > 0) items[items.length - 1] = { ...last, readBy: [...last.readBy, ...more] };
      hiddenReaders = [];
    } else {
      hiddenReaders.push(...readers);
    }
  }
  const there = new Set(items.map(({ key }) => key));
  for (const state of waiting) if (!there.has(keyOfState(state)) && isShown(place, state)) items.push(echoOf(place, state));
  return items;
}

export const keyOf = (event: MatrixEvent): string => event.getTxnId() ?? event.getUnsigned().transaction_id ?? event.getId() ?? '';
const keyOfState = ({ entry }: OutgoingState): string => entry.transactionId;

/** Whether the event is the echo of what waited. */
export function isEchoOf(event: MatrixEvent, { entry, eventId }: OutgoingState): boolean {
  return event.getId() === eventId || keyOf(event) === entry.transactionId;
}

/** Said by somebody whom one ignores; of state everybody is told. */
export const isUnheard = (client: MatrixClient, event: MatrixEvent): boolean =>
  !event.isState() && client.isUserIgnored(event.getSender() ?? '');

export function isMessage(event: MatrixEvent): boolean {
  const type = event.getType();
  if (type !== 'm.room.message' && type !== 'm.room.encrypted' && type !== 'm.sticker' && !isPollStart(type)) return false;
  const relation = event.getRelation()?.rel_type;
  // Sealed votes refer to their poll: they are no lines of their own.
  if (type === 'm.room.encrypted' && relation === RelationType.Reference) return false;
  return !event.isRelation(RelationType.Replace) && relation !== RelationType.Replace;
}

function person({ client, room }: Place, userId: string): ChatPerson {
  return personOf(client, userId, room.getMember(userId));
}

function messageOf(place: Place, event: MatrixEvent, pinned: ReadonlySet<string>, waiting: readonly OutgoingState[]): Message {
  const { client, room } = place;
  const ownId = client.getSafeUserId();
  const senderId = event.getSender() ?? '';
  const eventId = event.getId() ?? '';
  const isOwn = senderId === ownId;
  const deleted = event.isRedacted();
  const said = bodyOf(event);
  const body = said.type === 'poll' ? { ...said, poll: pollNow(place, event, said.poll, waiting) } : said;
  const redactor = deleted ? event.getUnsigned().redacted_because?.sender : undefined;
  return {
    kind: 'message',
    key: keyOf(event),
    eventId,
    sender: person(place, senderId),
    isOwn,
    atMs: event.getTs(),
    body: redactor === undefined ? body : { type: 'deleted', byName: person(place, redactor).displayName },
    isEdited: !deleted && event.replacingEventId() !== undefined,
    mentionsMe: !isOwn && mentions(event, ownId),
    ...optional('replyTo', deleted ? undefined : replyOf(place, event)),
    reactions: deleted ? [] : reactionsOf(place, eventId),
    ...optional('thread', place.threadRoot === undefined ? threadOf(place, eventId) : undefined),
    delivery: 'sent',
    readBy: [],
    isPinned: pinned.has(eventId),
    mayEdit: isOwn && !deleted && body.type !== 'sealed' && event.getType() === 'm.room.message',
    mayDelete: !deleted && (isOwn || stateOf(room).maySendRedactionForEvent(event, ownId)),
  };
}

function pollNow(place: Place, event: MatrixEvent, poll: Poll, waiting: readonly OutgoingState[]): Poll {
  const { client, room, votes } = place;
  const ownId = client.getSafeUserId();
  const eventId = event.getId();
  // One's own vote counts at once.
  const own = waiting.flatMap(({ entry, delivery }): Vote[] => {
    const relation = entry.content['m.relates_to'];
    if (entry.type !== pollTypes.response || delivery === 'failed' || !isObject(relation) || relation['event_id'] !== eventId) return [];
    return [{ sender: ownId, atMs: entry.atMs, answerIds: choicesOf(entry.content) }];
  });
  const now = votes.counted(event, poll, own);
  const state = stateOf(room);
  const maySay = (type: string): boolean => state.maySendEvent(room.hasEncryptionStateEvent() ? 'm.room.encrypted' : type, ownId);
  const mayEnd = event.getSender() === ownId || state.maySendRedactionForEvent(event, ownId);
  return {
    ...now,
    mayVote: !now.hasEnded && room.getMyMembership() === 'join' && maySay(pollTypes.response),
    mayEnd: !now.hasEnded && mayEnd && maySay(pollTypes.end),
  };
}

const optional = <K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> =>
  (value === undefined ? {} : { [key]: value }) as Partial<Record<K, V>>;

function mentions(event: MatrixEvent, ownId: string): boolean {
  const named = event.getContent()['m.mentions'] as unknown;
  if (!isObject(named)) return false;
  return named['room'] === true || (Array.isArray(named['user_ids']) && named['user_ids'].includes(ownId));
}

function replyOf(place: Place, event: MatrixEvent): Message['replyTo'] {
  const eventId = event.replyEventId;
  // In a thread the library answers the last message for clients that know no threads.
  if (eventId === undefined || event.getWireContent()['m.relates_to']?.is_falling_back === true) return undefined;
  const answered = place.timelineSet.findEventById(eventId) ?? place.room.findEventById(eventId);
  if (!answered) return { eventId };
  return {
    eventId,
    senderName: person(place, answered.getSender() ?? '').displayName,
    ...optional('text', previewOf(bodyOf(answered))),
  };
}

function reactionsOf({ client, room, timelineSet }: Place, eventId: string): Reaction[] {
  const relations = timelineSet.relations.getChildEventsForEvent(eventId, RelationType.Annotation, EventType.Reaction);
  const reactions: Reaction[] = [];
  for (const [key, events] of relations?.getSortedAnnotationsByKey() ?? []) {
    const senders = new Set([...events].filter((event) => !event.isRedacted()).map((event) => event.getSender() ?? ''));
    if (senders.size === 0) continue;
    const names = [...senders].map((userId) => personOf(client, userId, room.getMember(userId)).displayName);
    reactions.push({ key, count: senders.size, isOwn: senders.has(client.getSafeUserId()), names });
  }
  return reactions;
}

/** One's own reaction of this kind, to take it back. */
export function ownReaction({ client, timelineSet }: Place, eventId: string, key: string): string | undefined {
  const relations = timelineSet.relations.getChildEventsForEvent(eventId, RelationType.Annotation, EventType.Reaction);
  const own = relations?.getAnnotationsBySender()?.[client.getSafeUserId()] ?? new Set<MatrixEvent>();
  return [...own].find((event) => !event.isRedacted() && event.getRelation()?.key === key)?.getId();
}

function threadOf(place: Place, eventId: string): Message['thread'] {
  const thread = place.room.getThread(eventId);
  if (!thread || thread.length === 0) return undefined;
  const last = thread.replyToEvent;
  return {
    count: thread.length,
    unreadCount: place.room.getThreadUnreadNotificationCount(eventId),
    lastAtMs: last?.getTs() ?? 0,
    lastSenderName: last ? person(place, last.getSender() ?? '').displayName : '',
  };
}

function readersOf(place: Place, event: MatrixEvent): ChatPerson[] {
  const source = place.threadRoot === undefined ? place.room : (place.room.getThread(place.threadRoot) ?? place.room);
  const ownId = place.client.getSafeUserId();
  return source
    .getReceiptsForEvent(event)
    .filter(({ userId }) => userId !== ownId)
    .map(({ userId }) => person(place, userId));
}

/** Edits and reactions wait too, but are no lines of their own. */
function isShown(place: Place, { entry }: OutgoingState): boolean {
  const relation = entry.content['m.relates_to'];
  const isLine = entry.type === 'm.room.message' || entry.type === pollTypes.start;
  return isLine && entry.threadRoot === place.threadRoot && !(isObject(relation) && 'rel_type' in relation);
}

function echoOf(place: Place, { entry, delivery, eventId, uploaded }: OutgoingState): Message {
  const { client, file, content } = { ...place, ...entry };
  const relation = isObject(content['m.relates_to']) ? content['m.relates_to'] : {};
  const answered = isObject(relation['m.in_reply_to']) ? textOf(relation['m.in_reply_to']['event_id']) : undefined;
  const answeredEvent = answered === undefined ? undefined : place.room.findEventById(answered);
  return {
    kind: 'message',
    key: keyOfState({ entry, delivery }),
    ...optional('eventId', eventId),
    sender: person(place, client.getSafeUserId()),
    isOwn: true,
    atMs: entry.atMs,
    body: file ? fileBody(file) : echoBody(entry.type, content),
    isEdited: false,
    mentionsMe: false,
    ...optional(
      'replyTo',
      answered === undefined
        ? undefined
        : {
            eventId: answered,
            ...(answeredEvent
              ? {
                  senderName: person(place, answeredEvent.getSender() ?? '').displayName,
                  ...optional('text', previewOf(bodyOf(answeredEvent))),
                }
              : {}),
          },
    ),
    reactions: [],
    delivery,
    ...optional('uploaded', uploaded),
    readBy: [],
    isPinned: false,
    mayEdit: false,
    mayDelete: false,
  };
}

function echoBody(type: string, content: Record<string, unknown>): Message['body'] {
  const poll = isPollStart(type) ? pollOf(content) : undefined;
  return poll ? { type: 'poll', poll: { ...poll, voterCount: 0 } } : bodyOfContent(content);
}

function fileBody({ blob, fileName, durationMs, waveform }: NonNullable<OutgoingState['entry']['file']>): Message['body'] {
  const type = (['image', 'audio', 'video'] as const).find((kind) => blob.type.startsWith(`${kind}/`)) ?? 'file';
  const sound = { ...optional('durationMs', durationMs), ...optional('waveform', waveform) };
  const file = { fileName, mimeType: blob.type, sizeBytes: blob.size, ...sound, handle: undefined };
  return { type, file };
}
