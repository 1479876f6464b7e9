import { expect, test } from 'vitest';
import type { EventId, RoomId, UserId } from './ids.ts';
import type { JsonObject } from './json.ts';
import { RecentEvents, type RecentEvent } from './recent-events.ts';

const sender = '@alice:stadt.example' as UserId;

function event(stream: number, content: JsonObject = {}, { room = 1, type = 'm.room.message' } = {}): RecentEvent {
  const pdu = {
    ...{ type, sender, content, room_id: `!${room}:stadt.example` as RoomId, origin_server_ts: 1_000, depth: stream },
    ...{ prev_events: [], auth_events: [], hashes: { sha256: '' }, signatures: {} },
  };
  const stored = { stream, eventId: `$${stream}` as EventId, pdu, redactedBy: undefined, request: undefined };
  return { room, event: stored, thread: 'main', usual: 1, otherwise: new Map() };
}

const streams = (events: RecentEvents, after: number, to: number, room = 1) =>
  events.span(room, after, to)?.map((kept) => kept.event.stream);

test('of a room it gives what lies within a span, and nothing where it does not hold all of it', () => {
  const events = new RecentEvents();
  events.beginsAt(10);
  events.add([event(11), event(12, {}, { room: 2 }), event(13)], 14);
  expect(streams(events, 10, 14)).toEqual([11, 13]);
  expect(streams(events, 11, 14)).toEqual([13]);
  expect(streams(events, 10, 12)).toEqual([11]);
  expect(streams(events, 10, 14, 3)).toEqual([]);
  expect(streams(events, 9, 14)).toBeUndefined();
  expect(streams(events, 10, 15)).toBeUndefined();
});

test.each([
  ['an edit', { 'm.relates_to': { rel_type: 'm.replace', event_id: '$11' } }, 'm.room.message'],
  ['an answer in a thread', { 'm.relates_to': { rel_type: 'm.thread', event_id: '$11' } }, 'm.room.message'],
  ['a redaction', { redacts: '$11' }, 'm.room.redaction'],
])('after %s the earlier event is to be read anew', (_what, content, type) => {
  const events = new RecentEvents();
  events.beginsAt(10);
  events.add([event(11)], 11);
  events.add([event(12, content, { type })], 12);
  expect(events.span(1, 10, 12)?.map(({ isChanged }) => isChanged)).toEqual([true, false]);
});

test('of very many the oldest are let go, and then not said to be all', () => {
  const events = new RecentEvents();
  events.beginsAt(0);
  for (let stream = 1; stream <= 10_001; stream++) events.add([event(stream)], stream);
  expect(streams(events, 0, 10_001)).toBeUndefined();
  expect(streams(events, 5_000, 10_001)?.length).toBe(5_001);
});

test('it is told as others tell it, with its age, and its number to the device that sent it', () => {
  const events = new RecentEvents();
  events.beginsAt(0);
  events.add([event(1, { body: 'Hi' })], 1);
  const [kept] = events.span(1, 0, 1) ?? [];
  expect(JSON.parse(kept?.json(1_500) ?? '')).toEqual({
    ...{ type: 'm.room.message', sender, content: { body: 'Hi' }, event_id: '$1', origin_server_ts: 1_000, room_id: '!1:stadt.example' },
    unsigned: { age: 500 },
  });
  expect(JSON.parse(kept?.json(1_500, 't"1') ?? '')).toMatchObject({ unsigned: { age: 500, transaction_id: 't"1' } });
});
