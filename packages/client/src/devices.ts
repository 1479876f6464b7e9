/** The machine's microphone, camera and speakers: from the join page into the meeting. */
import { CameraEffect, type VideoEffect } from './camera-effect.ts';
import { Capture, type MediaDevicesPort } from './capture.ts';
import { browserStorage, chosen, readChoice, writeChoice, type Choice, type ChoiceStorage } from './device-choice.ts';
import { deviceLists } from './device-lists.ts';
import { startLevelMeter, type LevelMeter, type StartLevelMeter } from './level-meter.ts';
import type { DeviceInfo, DeviceKind, Devices, DevicesState } from './model.ts';
import { playTestTone } from './test-tone.ts';
import { systemTimers, type Timers } from './timers.ts';
import { ValueModel } from './value-model.ts';

export interface DevicesOptions {
  /** Loads the background blur; called when it is first used. */
  blurEffect?: () => Promise<VideoEffect>;
  /** Wished size of the camera's picture. Default 1280x720, on machines with two cores or less 640x360. */
  cameraSize?: { widthPx: number; heightPx: number };
  mediaDevices?: MediaDevicesPort;
  storage?: ChoiceStorage;
  securePage?: boolean;
  startMeter?: StartLevelMeter;
  playTone?: (speaker: string | undefined) => Promise<void>;
  timers?: Timers;
}

export function createDevices(options: DevicesOptions = {}): Devices {
  return new OwnDevices(options);
}

function defaultCameraSize(): { widthPx: number; heightPx: number } {
  // Encoding three layers of 720p needs about a core of its own.
  return navigator.hardwareConcurrency <= 2 ? { widthPx: 640, heightPx: 360 } : { widthPx: 1280, heightPx: 720 };
}

class OwnDevices implements Devices {
  readonly level = new ValueModel(0);
  readonly #options: DevicesOptions;
  readonly #mediaDevices: MediaDevicesPort | undefined;
  readonly #storage: ChoiceStorage | undefined;
  readonly #timers: Timers;
  readonly #choice: Choice;
  readonly #state: ValueModel<DevicesState>;
  readonly #microphone: Capture;
  readonly #camera: Capture;
  readonly #effect: CameraEffect;
  readonly #ends: (() => void)[] = [];
  #meter: { track: MediaStreamTrack; meter: LevelMeter } | undefined;
  #speakerWasThere = false;

  constructor(options: DevicesOptions) {
    this.#options = options;
    // Missing on pages without TLS, against what TypeScript says.
    this.#mediaDevices = options.mediaDevices ?? ('mediaDevices' in navigator ? navigator.mediaDevices : undefined);
    this.#storage = options.storage ?? browserStorage();
    this.#timers = options.timers ?? systemTimers;
    this.#choice = readChoice(this.#storage);
    this.#state = new ValueModel<DevicesState>({
      microphones: [],
      cameras: [],
      speakers: [],
      selected: {},
      microphone: { on: false, starting: false },
      camera: { on: false, starting: false },
      background: this.#choice.background,
      musicMode: this.#choice.musicMode,
    });
    const securePage = options.securePage ?? globalThis.isSecureContext;
    const size = options.cameraSize ?? defaultCameraSize();
    const common = { mediaDevices: this.#mediaDevices, securePage, onChanged: () => this.#publish() };
    this.#microphone = new Capture({
      ...common,
      kind: 'audio',
      constraints: (id) => this.#soundConstraints(id),
      onLost: () => void this.#lost('microphone'),
    });
    this.#camera = new Capture({
      ...common,
      kind: 'video',
      constraints: (id) => ({
        width: { ideal: size.widthPx },
        height: { ideal: size.heightPx },
        frameRate: { ideal: 30, max: 30 },
        ...(id === undefined ? { facingMode: 'user' } : { deviceId: { exact: id } }),
      }),
      onLost: () => void this.#lost('camera'),
    });
    this.#effect = new CameraEffect({
      load: options.blurEffect,
      shown: () => this.#state.get().cameraTrack,
      show: (cameraTrack) => this.#state.patch({ cameraTrack }),
      failed: (shownBefore) => {
        this.#state.patch({ background: 'none' });
        // A room that was to be hidden is not shown: who has just turned the camera on does so again, without the effect.
        if (!shownBefore) this.#camera.stop('failed');
      },
    });
    const changed = () => void this.refresh();
    this.#mediaDevices?.addEventListener('devicechange', changed);
    this.#ends.push(() => this.#mediaDevices?.removeEventListener('devicechange', changed));
    void this.refresh();
  }

  get(): DevicesState {
    return this.#state.get();
  }

  subscribe(listener: () => void): () => void {
    return this.#state.subscribe(listener);
  }

  async setMicrophone(on: boolean): Promise<void> {
    if (on) await this.#start('microphone');
    else this.#microphone.stop();
  }

  async setCamera(on: boolean): Promise<void> {
    if (on) await this.#start('camera');
    else this.#camera.stop();
  }

  async select(kind: DeviceKind, id: string): Promise<void> {
    const device = this.#list(kind).find((entry) => entry.id === id);
    this.#remember({ devices: { ...this.#choice.devices, [kind]: { id, label: device?.label ?? '' } } });
    this.#state.patch({ selected: { ...this.#state.get().selected, [kind]: id } });
    if (kind === 'speaker') return;
    const capture = kind === 'microphone' ? this.#microphone : this.#camera;
    if (capture.state.on || capture.state.starting) await capture.start(id);
  }

  async flipCamera(): Promise<void> {
    const { cameras, selected } = this.#state.get();
    const currentId = this.#camera.deviceId ?? selected.camera;
    const index = cameras.findIndex((camera) => camera.id === currentId);
    const facing = cameras[index]?.facing;
    const other = facing === undefined ? undefined : cameras.find((camera) => camera.facing !== undefined && camera.facing !== facing);
    const next = other ?? cameras[(index + 1) % Math.max(1, cameras.length)];
    if (next !== undefined && next.id !== currentId) await this.select('camera', next.id);
  }

  /** @throws when the effect cannot be had; the background is then what it was before */
  async setBackground(background: 'none' | 'blur'): Promise<void> {
    if (background === 'blur') await this.#effect.load();
    this.#state.patch({ background });
    this.#remember({ background });
    await this.#applyEffect();
    if (this.#state.get().background !== background) throw new Error('the picture could not be blurred');
  }

  async setMusicMode(musicMode: boolean): Promise<void> {
    this.#state.patch({ musicMode });
    this.#remember({ musicMode });
    if (this.#microphone.state.on) await this.#microphone.start(this.#microphone.deviceId);
  }

  testSpeaker(): Promise<void> {
    return (this.#options.playTone ?? playTestTone)(this.#state.get().selected.speaker);
  }

  async refresh(): Promise<void> {
    if (this.#mediaDevices === undefined) return;
    let found: MediaDeviceInfo[];
    try {
      found = await this.#mediaDevices.enumerateDevices();
    } catch {
      return; // Forbidden by a policy of the page around us: opening one tells the reason.
    }
    const lists = deviceLists(found);
    const { devices } = this.#choice;
    this.#state.patch({
      ...lists,
      selected: {
        microphone: this.#microphone.deviceId ?? chosen(lists.microphones, devices.microphone)?.id,
        camera: this.#camera.deviceId ?? chosen(lists.cameras, devices.camera)?.id,
        speaker: chosen(lists.speakers, devices.speaker)?.id,
      },
    });
    const speaker = devices.speaker;
    const speakerGone = speaker !== undefined && this.#speakerWasThere && chosen(lists.speakers, speaker) === undefined;
    this.#speakerWasThere = chosen(lists.speakers, speaker) !== undefined;
    if (speakerGone && lists.speakers[0] !== undefined)
      this.#state.patch({ switched: { kind: 'speaker', label: lists.speakers[0].label } });
  }

  dispose(): void {
    for (const end of this.#ends) end();
    this.#microphone.stop();
    this.#camera.stop();
  }

  #list(kind: DeviceKind): DeviceInfo[] {
    const { microphones, cameras, speakers } = this.#state.get();
    return kind === 'microphone' ? microphones : kind === 'camera' ? cameras : speakers;
  }

  #remember(change: Partial<Choice>): void {
    Object.assign(this.#choice, change);
    writeChoice(this.#storage, this.#choice);
  }

  #soundConstraints(id: string | undefined): MediaTrackConstraints {
    const improve = !this.#state.get().musicMode;
    return {
      echoCancellation: improve,
      noiseSuppression: improve,
      autoGainControl: improve,
      channelCount: improve ? 1 : 2,
      ...(id === undefined ? {} : { deviceId: { exact: id } }),
    };
  }

  async #start(kind: 'microphone' | 'camera'): Promise<void> {
    const capture = kind === 'microphone' ? this.#microphone : this.#camera;
    if (capture.state.on) return;
    await capture.start(this.#state.get().selected[kind]);
    // Names are told only after the person has allowed it.
    await this.refresh();
  }

  /** Pulled out, or taken away by the system: the next one, and say so. */
  async #lost(kind: 'microphone' | 'camera'): Promise<void> {
    const capture = kind === 'microphone' ? this.#microphone : this.#camera;
    await this.refresh();
    if (!capture.state.on) return;
    if (this.#list(kind).length === 0) {
      capture.stop('unplugged');
      return;
    }
    const label = await capture.start(undefined);
    if (label === undefined) capture.stop('unplugged');
    else this.#state.patch({ switched: { kind, label } });
    await this.refresh();
  }

  #publish(): void {
    this.#state.patch({ microphone: this.#microphone.state, camera: this.#camera.state, microphoneTrack: this.#microphone.track });
    this.#followMeter();
    void this.#applyEffect();
  }

  #applyEffect(): Promise<void> {
    return this.#effect.apply(this.#camera.track, this.#state.get().background === 'blur');
  }

  #followMeter(): void {
    const track = this.#microphone.track;
    if (this.#meter?.track === track) return;
    this.#meter?.meter.stop();
    this.#meter = undefined;
    this.level.set(0);
    if (track !== undefined)
      this.#meter = { track, meter: (this.#options.startMeter ?? startLevelMeter)(track, this.#timers, (level) => this.level.set(level)) };
  }
}
