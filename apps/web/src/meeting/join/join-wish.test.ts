import { expect, test } from 'vitest';
import { fakeDevices, quietDevices } from '../fixtures/fake-session.ts';
import { loadWish, noWish, storeWish, switchedOnAtOnce, switchOn } from './join-wish.ts';

const both = { name: 'Alice', microphone: true, camera: true };
const granted = () => Promise.resolve(true);

test('nothing is switched on without having been wished, allowed, and within the meeting’s rules', async () => {
  const free = { joinMuted: false, joinCameraOff: false };
  expect(await switchedOnAtOnce(noWish, free, granted)).toEqual({ microphone: false, camera: false });
  expect(await switchedOnAtOnce(both, free, () => Promise.resolve(false))).toEqual({ microphone: false, camera: false });
  expect(await switchedOnAtOnce(both, { joinMuted: true, joinCameraOff: false }, granted)).toEqual({ microphone: false, camera: true });
});

test('what is pressed before the wish is known stays as it was pressed', async () => {
  const devices = fakeDevices();
  const allowed = Promise.withResolvers<{ microphone: boolean; camera: boolean }>();
  const done = switchOn(allowed.promise, devices);
  for (const on of [true, false]) devices.state.set({ ...quietDevices, camera: { on, starting: false } });
  allowed.resolve({ microphone: true, camera: true });
  await done;
  expect(devices.asked).toEqual([{ what: 'setMicrophone', with: [true] }]);
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
