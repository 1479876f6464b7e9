import { expect, test } from 'vitest';
import type { StreamView, WatchedTile } from '@saal/protocol';
import type { WantedPicture } from './pictures.ts';
import { aliceDevice, participant, participantId } from './testing/fake-snapshot.ts';
import { FakeTimers } from './testing/fake-timers.ts';
import { WatchList } from './watch.ts';

/** Whoever is asked for sends a stream named after them. */
const tile = (name: string, change: Partial<WantedPicture> = {}): WantedPicture => ({
  participantId: participantId(name),
  widthPx: 320,
  heightPx: 180,
  priority: 1,
  ...change,
});

const stream = (producerId: string, change: Partial<StreamView> = {}): StreamView => ({
  producerId,
  source: 'camera',
  deviceId: aliceDevice,
  paused: false,
  ...change,
});
const sender = (name: string, ...streams: StreamView[]) => participant(name, 1, { streams: streams.length > 0 ? streams : [stream(name)] });
const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

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
  watch.setPeople(['a', 'b', 'c', 'd', 'stage', ...numbered('t', 50), ...numbered('seat-', 70)].map((name) => sender(name)));
  return { timers, sent, tiles, watch, refusing };
}

test('the first list is told at once, a burst of changes every 100 ms', () => {
  const { timers, sent, watch } = list();
  watch.opened();
  watch.watch([tile('a')]);
  for (const name of ['b', 'c', 'd']) watch.watch([tile(name)]);
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
  watch.watch([...numbered('seat-', 70).map((name) => tile(name, { widthPx: 0.4 })), tile('stage', { priority: 10, heightPx: 720.5 })]);
  expect(tiles[0]).toHaveLength(60);
  expect(tiles[0]?.[0]).toEqual({ producerId: 'stage', widthPx: 320, heightPx: 721, priority: 10 });
  expect(tiles[0]?.[1]?.widthPx).toBe(1);
});

test('a picture nobody sends yet is asked for as soon as it is sent, and again under another id after a rebuild', () => {
  const { timers, sent, watch } = list();
  watch.setPeople([participant('a', 1)]);
  watch.watch([tile('a'), tile('a', { shareId: 'slides', priority: 10 })]);
  watch.opened();
  expect(sent).toEqual([]);
  watch.setPeople([sender('a', stream('camera-1'))]);
  watch.setPeople([sender('a', stream('camera-1'), stream('screen-1', { source: 'screen', shareId: 'slides' }))]);
  timers.advance(100);
  watch.setPeople([sender('a', stream('camera-1', { paused: true }))]);
  timers.advance(100);
  watch.opened();
  watch.setPeople([sender('a', stream('camera-2'))]);
  expect(sent).toEqual([['camera-1'], ['screen-1', 'camera-1'], [], ['camera-2']]);
});
