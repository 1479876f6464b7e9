import { expect, test } from 'vitest';
import { createDevices, type DevicesOptions } from './devices.ts';
import { eventually } from './testing/eventually.ts';
import { FakeMediaDevices } from './testing/fake-media-devices.ts';
import { FakeTimers } from './testing/fake-timers.ts';
import { FakeTrack } from './testing/fake-track.ts';

const machine = [
  { id: 'mic-1', kind: 'audioinput', label: 'Headset' },
  { id: 'mic-2', kind: 'audioinput', label: 'Laptop' },
  { id: 'cam-front', kind: 'videoinput', label: 'camera, facing front' },
  { id: 'cam-back', kind: 'videoinput', label: 'camera, facing back' },
  { id: 'out-1', kind: 'audiooutput', label: 'Headset' },
] as const;

function storage() {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
}

function devicesOf(options: Partial<DevicesOptions> = {}) {
  const mediaDevices = new FakeMediaDevices([...machine]);
  const devices = createDevices({
    mediaDevices,
    storage: storage(),
    securePage: true,
    timers: new FakeTimers(),
    startMeter: () => ({ stop: () => undefined }),
    cameraSize: { widthPx: 640, heightPx: 360 },
    ...options,
  });
  return { devices, mediaDevices };
}

test('turning the camera on gives its picture, turning it off puts its light out', async () => {
  const { devices, mediaDevices } = devicesOf();
  await devices.setCamera(true);
  expect(devices.get().camera).toMatchObject({ on: true, label: 'camera, facing front' });
  expect(devices.get().cameraTrack?.readyState).toBe('live');
  await devices.setCamera(false);
  expect(devices.get().camera.on).toBe(false);
  expect(devices.get().cameraTrack).toBeUndefined();
  expect(mediaDevices.live()).toEqual([]);
});

test('turning off while the person is still being asked leaves it off', async () => {
  const { devices, mediaDevices } = devicesOf();
  const turningOn = devices.setMicrophone(true);
  await devices.setMicrophone(false);
  await turningOn;
  expect(devices.get().microphone).toMatchObject({ on: false, starting: false });
  expect(mediaDevices.live()).toEqual([]);
});

test('a chosen microphone is taken, and again the next time', async () => {
  const kept = storage();
  const first = devicesOf({ storage: kept });
  await first.devices.refresh();
  await first.devices.select('microphone', 'mic-2');
  await first.devices.setMicrophone(true);
  expect(first.devices.get().microphone.label).toBe('Laptop');
  const second = devicesOf({ storage: kept });
  await second.devices.refresh();
  expect(second.devices.get().selected.microphone).toBe('mic-2');
  await second.devices.setMicrophone(true);
  expect(second.devices.get().microphone.label).toBe('Laptop');
});

test('a remembered device that is not there gives the next one', async () => {
  const kept = storage();
  kept.setItem('saal.devices', JSON.stringify({ devices: { microphone: { id: 'gone', label: 'Gone' } } }));
  const { devices } = devicesOf({ storage: kept });
  await devices.setMicrophone(true);
  expect(devices.get().microphone).toMatchObject({ on: true, label: 'Headset' });
});

test('what somebody else wrote into the memory does no harm', () => {
  const kept = storage();
  kept.setItem('saal.devices', '{"devices":{"microphone":{"id":5}},"background":"disco"}');
  expect(devicesOf({ storage: kept }).devices.get().background).toBe('none');
});

test('a microphone pulled out is replaced by the next, which is told once', async () => {
  const { devices, mediaDevices } = devicesOf();
  await devices.setMicrophone(true);
  const before = devices.get().microphoneTrack;
  mediaDevices.pullOut('mic-1');
  await eventually('switched', () => devices.get().switched);
  expect(devices.get().switched).toEqual({ kind: 'microphone', label: 'Laptop' });
  expect(devices.get().microphone).toMatchObject({ on: true, label: 'Laptop' });
  expect(devices.get().microphoneTrack).not.toBe(before);
  expect(mediaDevices.live()).toHaveLength(1);
});

test('the last camera pulled out is told as that', async () => {
  const { devices, mediaDevices } = devicesOf();
  await devices.setCamera(true);
  mediaDevices.pullOut('cam-front');
  await eventually('switched', () => devices.get().camera.label === 'camera, facing back');
  mediaDevices.pullOut('cam-back');
  await eventually('off', () => !devices.get().camera.on);
  expect(devices.get().camera.problem).toBe('unplugged');
  expect(devices.get().cameraTrack).toBeUndefined();
});

test('a refusal has its reason, and the next try forgets it', async () => {
  const { devices, mediaDevices } = devicesOf();
  mediaDevices.refusal = new DOMException('Permission denied', 'NotAllowedError');
  await devices.setMicrophone(true);
  expect(devices.get().microphone).toEqual({ on: false, starting: false, problem: 'denied' });
  mediaDevices.refusal = undefined;
  await devices.setMicrophone(true);
  expect(devices.get().microphone.problem).toBeUndefined();
});

test('the camera flips between front and back', async () => {
  const { devices } = devicesOf();
  await devices.setCamera(true);
  await devices.flipCamera();
  expect(devices.get().camera.label).toBe('camera, facing back');
  await devices.flipCamera();
  expect(devices.get().camera.label).toBe('camera, facing front');
});

test('music mode takes the sound as it is', async () => {
  const { devices, mediaDevices } = devicesOf();
  await devices.setMicrophone(true);
  await devices.setMusicMode(true);
  expect(mediaDevices.asked.at(-1)?.audio).toMatchObject({
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
    channelCount: 2,
  });
  expect(mediaDevices.live()).toHaveLength(1);
});

test('with blur nobody gets the picture without it', async () => {
  const blurred = new FakeTrack('video', 'blurred');
  let apply: (() => void) | undefined;
  const { devices } = devicesOf({
    blurEffect: () =>
      Promise.resolve(async () => {
        await new Promise<void>((resolve) => (apply = resolve));
        return { track: blurred, stop: () => blurred.stop() };
      }),
  });
  await devices.setBackground('blur');
  await devices.setCamera(true);
  expect(devices.get().cameraTrack).toBeUndefined();
  const go = await eventually('effect', () => apply);
  go();
  await eventually('picture', () => devices.get().cameraTrack);
  expect(devices.get().cameraTrack).toBe(blurred);
  await devices.setCamera(false);
  expect(blurred.readyState).toBe('ended');
});

test('a blur that cannot be had leaves the picture that was there, and says so', async () => {
  const { devices, mediaDevices } = devicesOf({ blurEffect: () => Promise.resolve(() => Promise.reject(new Error('no WebAssembly'))) });
  await devices.setCamera(true);
  await expect(devices.setBackground('blur')).rejects.toThrow();
  expect(devices.get()).toMatchObject({ background: 'none', camera: { on: true } });
  expect(devices.get().cameraTrack).toBe(mediaDevices.live()[0]);
});

test('a remembered blur that cannot be had turns the camera off instead of showing the room', async () => {
  const kept = storage();
  kept.setItem('saal.devices', JSON.stringify({ background: 'blur' }));
  const { devices, mediaDevices } = devicesOf({ storage: kept, blurEffect: () => Promise.reject(new Error('no WebAssembly')) });
  await devices.setCamera(true);
  await eventually('problem', () => devices.get().camera.problem);
  expect(devices.get()).toMatchObject({ background: 'none', camera: { on: false, problem: 'failed' } });
  expect(mediaDevices.live()).toEqual([]);
});
