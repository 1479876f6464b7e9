import { expect, test } from 'vitest';
import type { UserId } from './ids.ts';
import { RecentNews } from './recent-news.ts';

const [alice, bob] = ['@alice:stadt.example', '@bob:stadt.example'] as [UserId, UserId];

/** Alice is in room 1, Bob is not; of room 2 nothing is known. */
function recent(): RecentNews {
  const news = new RecentNews((userId, room) => (room === 1 ? userId === alice : undefined));
  news.beginsAt(10);
  return news;
}

test('it tells what came for somebody within a span, and nothing of what came for others', () => {
  const news = recent();
  news.heard({ pos: 11, rooms: [1], users: [], kind: 'messages' });
  news.heard({ pos: 12, rooms: [], users: [bob], kind: 'to-device' });
  expect(news.about(alice, 10, 12)).toEqual(new Set(['messages']));
  expect(news.about(alice, 11, 12)).toEqual(new Set());
  expect(news.about(bob, 10, 12)).toEqual(new Set(['to-device']));
});

test('of a room whose people are not known, everybody may be concerned', () => {
  const news = recent();
  news.heard({ pos: 11, rooms: [2], users: [], kind: 'receipts' });
  expect(news.about(bob, 10, 11)).toEqual(new Set(['receipts']));
});

test('state, and news of no known kind, may have changed anything', () => {
  for (const kind of ['state', undefined] as const) {
    const news = recent();
    news.heard({ pos: 11, rooms: [1], users: [], kind });
    expect(news.about(alice, 10, 11)).toBeUndefined();
    expect(news.about(bob, 10, 11)).toEqual(new Set());
  }
});

test('what was before it listened, what it has not heard yet, and all after it heard nothing for a while is not known', () => {
  const news = recent();
  news.heard({ pos: 12, rooms: [], users: [], kind: 'messages' });
  expect(news.about(alice, 9, 12)).toBeUndefined();
  expect(news.about(alice, 11, 13)).toBeUndefined();
  news.lost();
  expect(news.about(alice, 11, 12)).toBeUndefined();
  // Heard between the listening and the reading of where it begins.
  news.heard({ pos: 21, rooms: [], users: [alice], kind: 'devices' });
  expect(news.about(alice, 20, 21)).toBeUndefined();
  news.beginsAt(20);
  expect(news.about(alice, 20, 21)).toEqual(new Set(['devices']));
});

test('it forgets what is long ago, and then says so', () => {
  const news = recent();
  for (let pos = 11; pos <= 20_011; pos++) news.heard({ pos, rooms: [], users: [], kind: 'messages' });
  expect(news.about(alice, 11, 20_011)).toBeUndefined();
  expect(news.about(alice, 20_000, 20_011)).toEqual(new Set());
});
