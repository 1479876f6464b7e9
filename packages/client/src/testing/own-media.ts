/** One's own media without a server and without a browser: what is asked is noted and answered as scripted. */
import {
  generateConsumerRemoteParameters,
  generateRouterRtpCapabilities,
  generateTransportRemoteParameters,
} from 'mediasoup-client/fakeParameters';
import { ConsumerInfo, type Method } from '@saal/protocol';
import { createDevices } from '../devices.ts';
import { OwnMedia } from '../media-session.ts';
import type { RequestFailed } from '../request-failed.ts';
import { eventually } from './eventually.ts';
import { fakeMedia } from './fake-media-device.ts';
import { FakeMediaDevices } from './fake-media-devices.ts';
import { mediaRoom } from './fake-snapshot.ts';
import { FakeTimers } from './fake-timers.ts';
import { FakeTrack } from './fake-track.ts';

const plain = (value: object): Record<string, unknown> => ({ ...value });
export const room = (epoch: string, kept = false) => mediaRoom(epoch, kept, plain(generateRouterRtpCapabilities()));

export async function started() {
  const timers = new FakeTimers();
  const media = await fakeMedia();
  const mediaDevices = new FakeMediaDevices([
    { id: 'mic', kind: 'audioinput', label: 'Headset' },
    { id: 'cam', kind: 'videoinput', label: 'Camera' },
  ]);
  const devices = createDevices({
    mediaDevices,
    securePage: true,
    timers,
    startMeter: () => ({ stop: () => undefined }),
    cameraSize: { widthPx: 640, heightPx: 360 },
  });
  const asked: { method: Method; data: Record<string, unknown> }[] = [];
  const refusals = new Map<Method, RequestFailed>();
  let producers = 0;
  let transports = 0;
  const answers: Partial<Record<Method, () => unknown>> = {
    'media.create-transport': () => {
      const { iceParameters, iceCandidates, dtlsParameters } = generateTransportRemoteParameters();
      transports += 1;
      return { transportId: `transport-${transports}`, iceParameters, iceCandidates, dtlsParameters };
    },
    'media.produce': () => {
      producers += 1;
      return { producerId: `producer-${producers}` };
    },
    'media.restart-ice': () => ({ iceParameters: generateTransportRemoteParameters().iceParameters }),
  };
  let signalling = true;
  const screens: FakeTrack[] = [];
  let networkChanged = () => {};
  const session = new OwnMedia({
    devices,
    ask: <M extends Method>(method: M, data: object) => {
      asked.push({ method, data: plain(data) });
      const refusal = refusals.get(method);
      return refusal ? Promise.reject(refusal) : answer(answers[method]?.() ?? {});
    },
    signalling: () => signalling,
    createMediaDevice: () => Promise.resolve(media.device),
    captureScreen: ({ withSound }) => {
      const video = new FakeTrack('video', 'screen', { width: 1280, height: 720 });
      const sound = withSound ? new FakeTrack('audio', 'system') : undefined;
      screens.push(video);
      return Promise.resolve({ video, sound });
    },
    timers,
    watchNetwork: (changed) => {
      networkChanged = () => changed('network');
      return () => undefined;
    },
  });
  const methods = () => asked.map(({ method }) => method);
  const count = (method: Method) => methods().filter((one) => one === method).length;
  return {
    session,
    devices,
    mediaDevices,
    media,
    timers,
    asked,
    refusals,
    answers,
    screens,
    methods,
    count,
    setSignalling: (up: boolean) => (signalling = up),
    changeNetwork: () => networkChanged(),
    /** All tracks that leave or left this machine for a device's track. */
    sent: (index: number) => mediaDevices.opened[index]?.clones ?? [],
  };
}

/** The scripted answers fit what is asked. */
function answer<T>(value: unknown): Promise<T>;
function answer(value: unknown): Promise<unknown> {
  return Promise.resolve(value);
}

export async function sending() {
  const all = await started();
  await all.devices.setMicrophone(true);
  await all.devices.setCamera(true);
  await all.session.joined(room('epoch-1'), [], new Set());
  await eventually('both sent', () => all.session.get().sending.microphone && all.session.get().sending.camera);
  return all;
}

export function consumer(id: string, producerId: string) {
  const { rtpParameters } = generateConsumerRemoteParameters({ id, codecMimeType: 'audio/opus' });
  return ConsumerInfo.parse({
    consumerId: id,
    producerId,
    participantId: 'bob-participant',
    source: 'microphone',
    kind: 'audio',
    rtpParameters,
  });
}
