/**
 * One microphone or camera: opens it, sees when it is pulled out, and lets the newest wish win when several are made
 * before the browser (or the person asked by it) has answered the first.
 */
import type { DeviceProblem } from './model.ts';
import { isUnknownDevice, problemOf } from './problems.ts';

/** What is used of `navigator.mediaDevices`. */
export interface MediaDevicesPort {
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>;
  enumerateDevices(): Promise<MediaDeviceInfo[]>;
  addEventListener(type: 'devicechange', listener: () => void): void;
  removeEventListener(type: 'devicechange', listener: () => void): void;
}

export interface CaptureState {
  on: boolean;
  starting: boolean;
  problem?: DeviceProblem;
  label?: string;
}

export interface CaptureOptions {
  kind: 'audio' | 'video';
  mediaDevices: MediaDevicesPort | undefined;
  securePage: boolean;
  /** @param deviceId the one to open; undefined: the browser's choice */
  constraints: (deviceId: string | undefined) => MediaTrackConstraints;
  onChanged: () => void;
  /** The device went away by itself. */
  onLost: (label: string) => void;
}

export class Capture {
  readonly #options: CaptureOptions;
  #state: CaptureState = { on: false, starting: false };
  #track: MediaStreamTrack | undefined;
  #wishes = 0;

  constructor(options: CaptureOptions) {
    this.#options = options;
  }

  get state(): CaptureState {
    return this.#state;
  }

  /** As the device gives it; undefined while off. */
  get track(): MediaStreamTrack | undefined {
    return this.#track;
  }

  get deviceId(): string | undefined {
    return this.#track?.getSettings().deviceId;
  }

  /** Opens a device, or another one in its place: the former is kept until the new one is there. @returns its label; undefined when there is none or another wish came in */
  async start(deviceId: string | undefined): Promise<string | undefined> {
    this.#wishes += 1;
    const wish = this.#wishes;
    this.#set({ on: this.#state.on, starting: true, ...(this.#state.label === undefined ? {} : { label: this.#state.label }) });
    let track: MediaStreamTrack | undefined;
    try {
      track = await this.#open(deviceId);
    } catch (error) {
      if (wish !== this.#wishes) return undefined;
      this.#release();
      this.#set({ on: false, starting: false, problem: this.#problem(error) });
      return undefined;
    }
    if (wish !== this.#wishes) {
      track.stop();
      return undefined;
    }
    this.#release();
    this.#take(track);
    this.#set({ on: true, starting: false, label: track.label });
    return track.label;
  }

  stop(problem?: DeviceProblem): void {
    this.#wishes += 1;
    this.#release();
    this.#set({ on: false, starting: false, ...(problem === undefined ? {} : { problem }) });
  }

  async #open(deviceId: string | undefined): Promise<MediaStreamTrack> {
    const { mediaDevices, constraints, kind } = this.#options;
    if (mediaDevices === undefined) throw new DevicesHidden();
    const ask = async (id: string | undefined) => {
      const stream = await mediaDevices.getUserMedia({ [kind]: constraints(id) });
      const track = stream.getTracks()[0];
      if (track === undefined) throw new DOMException('a stream without a track', 'NotFoundError');
      return track;
    };
    try {
      return await ask(deviceId);
    } catch (error) {
      if (deviceId === undefined || !isUnknownDevice(error)) throw error;
      return ask(undefined);
    }
  }

  #problem(error: unknown): DeviceProblem {
    if (error instanceof DevicesHidden) return this.#options.securePage ? 'unsupported' : 'insecure-page';
    return problemOf(error, this.#options.securePage);
  }

  #take(track: MediaStreamTrack): void {
    this.#track = track;
    // Not fired by our own `stop()`.
    track.addEventListener('ended', () => {
      if (this.#track !== track) return;
      this.#track = undefined;
      this.#options.onLost(track.label);
    });
  }

  #release(): void {
    const track = this.#track;
    this.#track = undefined;
    track?.stop();
  }

  #set(state: CaptureState): void {
    this.#state = state;
    this.#options.onChanged();
  }
}

/** `navigator.mediaDevices` is missing: a page without TLS, or a very old browser. */
class DevicesHidden extends Error {
  override readonly name = 'DevicesHidden';
}
