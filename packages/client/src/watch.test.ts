import { expect, test } from 'vitest';
import type { WatchedTile } from '@saal/protocol';
import { FakeTimers } from './testing/fake-timers.ts';
import { WatchList } from './watch.ts';

const tile = (producerId: string, change: Partial<WatchedTile> = {}): WatchedTile => ({
  producerId,
  widthPx: 320,
  heightPx: 180,
  priority: 1,
  ...change,
});

function list() {
  const timers = new FakeTimers();
  const sent: string[][] = [];
  const tiles: WatchedTile[][] = [];
  const refusing = { now: false };
  const watch = new WatchList({
    timers,
    send: (list) => {
      tiles.push(list);
      sent.push(list.map(({ producerId }) => producerId));
      return refusing.now ? Promise.reject(new Error('lost')) : Promise.resolve();
    },
  });
  return { timers, sent, tiles, watch, refusing };
}

test('the first list is told at once, a burst of changes every 100 ms', () => {
  const { timers, sent, watch } = list();
  watch.opened();
  watch.watch([tile('a')]);
  for (const producerId of ['b', 'c', 'd']) watch.watch([tile(producerId)]);
  expect(sent).toEqual([['a']]);
  timers.advance(100);
  expect(sent).toEqual([['a'], ['d']]);
  timers.advance(1000);
  expect(sent).toHaveLength(2);
});

test('changes that go on and on are told all the same', () => {
  const { timers, sent, watch } = list();
  watch.opened();
  for (let step = 0; step < 50; step += 1) {
    watch.watch([tile(`t${step}`)]);
    timers.advance(20);
  }
  expect(sent.length).toBeGreaterThan(5);
});

test('the same list is told once, and again to a server that lost it', () => {
  const { timers, sent, watch } = list();
  watch.watch([tile('a')]);
  expect(sent).toEqual([]);
  watch.opened();
  watch.watch([tile('a')]);
  timers.advance(200);
  expect(sent).toEqual([['a']]);
  watch.closed();
  watch.opened();
  expect(sent).toEqual([['a'], ['a']]);
});

test('a list that was not heard is told again a second later', async () => {
  const { timers, sent, watch, refusing } = list();
  refusing.now = true;
  watch.opened();
  watch.watch([tile('a')]);
  await Promise.resolve();
  await Promise.resolve();
  refusing.now = false;
  timers.advance(900);
  expect(sent).toEqual([['a']]);
  timers.advance(200);
  expect(sent).toEqual([['a'], ['a']]);
  timers.advance(5000);
  expect(sent).toHaveLength(2);
});

test('after a resumed connection also an empty list is told, since the last may not have been heard', () => {
  const { timers, sent, watch } = list();
  watch.opened();
  watch.watch([tile('a')]);
  timers.advance(200);
  watch.watch([]);
  timers.advance(200);
  watch.resumed();
  expect(sent).toEqual([['a'], [], []]);
});

test('audio only shows nothing, and the list comes back afterwards', () => {
  const { timers, sent, watch } = list();
  watch.opened();
  watch.watch([tile('a')]);
  timers.advance(200);
  watch.setAudioOnly(true);
  timers.advance(200);
  watch.watch([tile('a'), tile('b')]);
  timers.advance(200);
  watch.setAudioOnly(false);
  timers.advance(200);
  expect(sent).toEqual([['a'], [], ['a', 'b']]);
});

test('beyond 60 tiles the least important are left out, and sizes fit the wire', () => {
  const { tiles, watch } = list();
  watch.opened();
  watch.watch([
    ...Array.from({ length: 70 }, (_, index) => tile(`seat-${index}`, { widthPx: 0.4 })),
    tile('stage', { priority: 10, heightPx: 720.5 }),
  ]);
  expect(tiles[0]).toHaveLength(60);
  expect(tiles[0]?.[0]).toEqual({ producerId: 'stage', widthPx: 320, heightPx: 721, priority: 10 });
  expect(tiles[0]?.[1]?.widthPx).toBe(1);
});
