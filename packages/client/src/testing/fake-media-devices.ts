/** A machine's devices as `navigator.mediaDevices` shows them; plug in, pull out, forbid. */
import type { MediaDevicesPort } from '../capture.ts';
import { FakeTrack } from './fake-track.ts';

export interface FakeDevice {
  id: string;
  kind: MediaDeviceKind;
  label: string;
}

function info({ id, kind, label }: FakeDevice): MediaDeviceInfo {
  return { deviceId: id, kind, label, groupId: '', toJSON: () => ({}) };
}

function wishedId(constraints: MediaTrackConstraints): string | undefined {
  const { deviceId } = constraints;
  return typeof deviceId === 'object' && 'exact' in deviceId && typeof deviceId.exact === 'string' ? deviceId.exact : undefined;
}

export class FakeMediaDevices implements MediaDevicesPort {
  readonly opened: FakeTrack[] = [];
  readonly asked: MediaStreamConstraints[] = [];
  /** Thrown by the next questions. */
  refusal: Error | undefined;
  #devices: FakeDevice[];
  #listeners = new Set<() => void>();

  constructor(devices: FakeDevice[]) {
    this.#devices = devices;
  }

  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
    this.asked.push(constraints);
    if (this.refusal !== undefined) return Promise.reject(this.refusal);
    const audio = constraints.audio !== undefined;
    const wish = audio ? constraints.audio : constraints.video;
    const id = typeof wish === 'object' ? wishedId(wish) : undefined;
    const device = this.#devices.find(
      (entry) => entry.kind === (audio ? 'audioinput' : 'videoinput') && (id === undefined || entry.id === id),
    );
    if (device === undefined) return Promise.reject(new DOMException('', id === undefined ? 'NotFoundError' : 'OverconstrainedError'));
    const track = new FakeTrack(audio ? 'audio' : 'video', device.label, { deviceId: device.id, width: 640, height: 360 });
    this.opened.push(track);
    return Promise.resolve(streamOf(track));
  }

  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return Promise.resolve(this.#devices.map(info));
  }

  addEventListener(_type: 'devicechange', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: 'devicechange', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  pullOut(id: string): void {
    this.#devices = this.#devices.filter((device) => device.id !== id);
    for (const track of this.opened) if (track.getSettings().deviceId === id && track.readyState === 'live') track.endByItself();
    for (const listener of this.#listeners) listener();
  }

  live(): FakeTrack[] {
    return this.opened.filter((track) => track.readyState === 'live');
  }
}

class FakeStream extends EventTarget implements MediaStream {
  readonly id = crypto.randomUUID();
  readonly active = true;
  onaddtrack = null;
  onremovetrack = null;
  readonly #track: MediaStreamTrack;

  constructor(track: MediaStreamTrack) {
    super();
    this.#track = track;
  }

  getTracks(): MediaStreamTrack[] {
    return [this.#track];
  }
  getAudioTracks(): MediaStreamTrack[] {
    return this.#track.kind === 'audio' ? [this.#track] : [];
  }
  getVideoTracks(): MediaStreamTrack[] {
    return this.#track.kind === 'video' ? [this.#track] : [];
  }
  getTrackById(): null {
    return null;
  }
  addTrack(): void {
    throw new Error('a fake stream has one track');
  }
  removeTrack(): void {
    throw new Error('a fake stream has one track');
  }
  clone(): MediaStream {
    return new FakeStream(this.#track);
  }
}

export function streamOf(track: MediaStreamTrack): MediaStream {
  return new FakeStream(track);
}
