import { expect, test } from 'vitest';
import { loadWish, noWish, storeWish, switchedOnAtOnce } from './join-wish.ts';

const both = { name: 'Alice', microphone: true, camera: true };
const granted = () => Promise.resolve(true);

test('nothing is switched on without having been wished, allowed, and within the meeting’s rules', async () => {
  const free = { joinMuted: false, joinCameraOff: false };
  expect(await switchedOnAtOnce(noWish, free, granted)).toEqual({ microphone: false, camera: false });
  expect(await switchedOnAtOnce(both, free, () => Promise.resolve(false))).toEqual({ microphone: false, camera: false });
  expect(await switchedOnAtOnce(both, { joinMuted: true, joinCameraOff: false }, granted)).toEqual({ microphone: false, camera: true });
});

test('the choice of the last visit is kept, and rubbish in its place is nothing', () => {
  const store = new Map<string, string>();
  const storage = { getItem: (key: string) => store.get(key) ?? null, setItem: (key: string, value: string) => void store.set(key, value) };
  expect(loadWish(storage)).toEqual(noWish);
  storeWish(storage, both);
  expect(loadWish(storage)).toEqual(both);
  store.set('saal.join', '[1');
  expect(loadWish(storage)).toEqual(noWish);
});
