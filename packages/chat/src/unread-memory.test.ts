import { expect, test } from 'vitest';
import type { EventId, RoomId, UserId } from './ids.ts';
import { RecentEvents } from './recent-events.ts';
import type { Outcome } from './push-evaluator.ts';
import { UnreadMemory } from './unread-memory.ts';

const [alice, bob] = ['@alice:stadt.example', '@bob:stadt.example'] as [UserId, UserId];
const room = { number: 1, id: '!1:stadt.example' as RoomId };

/** Nothing is unread up to position 10; how often that was read is counted. */
function memory() {
  const events = new RecentEvents();
  events.beginsAt(10);
  const asked = { times: 0 };
  const unreadUpTo = async () => (asked.times++, { threads: new Map(), upTo: 10 });
  const unread = new UnreadMemory({ unreadUpTo }, events);
  const say = (stream: number, sender: UserId, { thread = 'main', highlights = [] as UserId[] } = {}): void => {
    const pdu = {
      ...{ type: 'm.room.message', sender, content: {}, room_id: room.id, origin_server_ts: 0, depth: stream },
      ...{ prev_events: [], auth_events: [], hashes: { sha256: '' }, signatures: {} },
    };
    const event = { stream, eventId: `$${stream}` as EventId, pdu, redactedBy: undefined, request: undefined };
    const otherwise = new Map(highlights.map((userId): [UserId, Outcome] => [userId, 2]));
    events.add([{ room: 1, event, thread, usual: 1, otherwise }], stream);
  };
  const read = (eventStream: number, threadId = '') =>
    unread.hasRead({ userId: alice, room: 1, type: 'm.read', threadId, eventId: `$${eventStream}` as EventId, eventStream, atMs: 0 });
  const of = async (userId: UserId, to: number) => Object.fromEntries(await unread.of(userId, room, to));
  return { unread, asked, say, read, of };
}

test('it is read once and counted on: by thread, with what is meant for one, and not one’s own', async () => {
  const { asked, say, of } = memory();
  expect(await of(alice, 10)).toEqual({});
  say(11, bob, { highlights: [alice] });
  say(12, bob, { thread: '$5' });
  expect(await of(alice, 12)).toEqual({ main: { notifications: 1, highlights: 1 }, $5: { notifications: 1, highlights: 0 } });
  say(13, alice);
  expect(await of(alice, 13)).toEqual({ $5: { notifications: 1, highlights: 0 } });
  expect(asked.times).toBe(1);
});

test('who has read all has nothing unread; who has read a part is counted anew', async () => {
  const { asked, say, read, of } = memory();
  await of(alice, 10);
  say(11, bob);
  say(12, bob);
  await of(alice, 12);
  read(12);
  expect(await of(alice, 12)).toEqual({});
  expect(asked.times).toBe(1);
  say(13, bob);
  say(14, bob, { thread: '$5' });
  await of(alice, 14);
  read(14, 'main');
  expect(await of(alice, 14)).toEqual({ $5: { notifications: 1, highlights: 0 } });
  read(13);
  await of(alice, 14);
  expect(asked.times).toBe(2);
});

test('what was being read while one read, or the room changed, is not kept', async () => {
  for (const change of [
    ({ read }: ReturnType<typeof memory>) => read(10),
    ({ unread }: ReturnType<typeof memory>) => unread.forgetRoom(1),
  ]) {
    const changed = memory();
    const asking = changed.of(alice, 10);
    change(changed);
    await asking;
    await changed.of(alice, 10);
    expect(changed.asked.times).toBe(2);
  }
});
