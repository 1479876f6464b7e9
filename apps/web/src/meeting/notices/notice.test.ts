import { expect, test } from 'vitest';
import { quietMedia } from '../fixtures/fake-session.ts';
import { idOf } from '../fixtures/people.ts';
import { isPassing, isUrgent, noticesOf, type Standing } from './notice.ts';

const quiet: Standing = {
  connection: 'connected',
  media: quietMedia,
  soundBlocked: false,
  companion: false,
  away: false,
  audioOnly: false,
  waiting: [],
  waitingCount: 0,
  invitation: undefined,
  problems: { microphone: undefined, camera: undefined },
  events: [],
};
const bob = { id: idOf('bob'), name: 'Bob', guest: true, sinceMs: 0, sentBack: false };
const kinds = (over: Partial<Standing>) => noticesOf({ ...quiet, ...over }).map((notice) => notice.kind);

test('nothing to say is nothing shown', () => {
  expect(noticesOf(quiet)).toEqual([]);
});

test('the most urgent comes first: the connection before the lobby before a bad network', () => {
  const media = { ...quietMedia, quality: { level: 1, reason: 'network-out' as const } };
  expect(kinds({ waiting: [bob], media, connection: 'reconnecting' })).toEqual(['reconnecting', 'waiting', 'quality']);
});

test('a lost connection is told in one sentence, not once more for sound and picture', () => {
  expect(kinds({ connection: 'reconnecting', media: { ...quietMedia, transport: 'failed' } })).toEqual(['reconnecting']);
  expect(kinds({ media: { ...quietMedia, transport: 'failed' } })).toEqual(['media-failed']);
});

test('another knock is another occasion', () => {
  const key = (people: (typeof bob)[]) => noticesOf({ ...quiet, waiting: people })[0]?.key;
  expect(key([bob])).not.toBe(key([bob, { ...bob, id: idOf('carol') }]));
});

test('being muted by a host is said at once and passes; being asked to unmute stays until answered', () => {
  const told = (kind: string) => noticesOf({ ...quiet, events: [{ key: '1', event: { type: 'told', notice: { id: 1, kind } } }] })[0]!;
  expect([isUrgent(told('muted-by-host')), isPassing(told('muted-by-host'))]).toEqual([true, true]);
  expect([isUrgent(told('asked-to-unmute')), isPassing(told('asked-to-unmute'))]).toEqual([false, false]);
});
