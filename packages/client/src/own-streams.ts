/** What this device sends: brings microphone, camera and shares to what `Devices` give, the person wants and a host allows. */
import type { Producer, RtpCodecCapability, Transport } from 'mediasoup-client/types';
import type { ErrorCode, StreamView } from '@saal/protocol';
import type { CaptureScreen } from './capture-screen.ts';
import { cameraEncodings, microphoneOptions } from './encodings.ts';
import type { Devices, OwnShare } from './model.ts';
import { OwnStream, type Way } from './own-stream.ts';
import { Shares } from './shares.ts';
import type { Timers } from './timers.ts';

export interface OwnStreamsState {
  microphone: boolean;
  camera: boolean;
  /** The microphone is open, and nothing of it is sent on purpose. */
  mutedOnPurpose: boolean;
}

export interface OwnStreamsOptions {
  devices: Devices;
  timers: Timers;
  captureScreen: CaptureScreen;
  /** The codec to send video with; undefined before the media room is known. */
  videoCodec: () => RtpCodecCapability | undefined;
  onChanged: (state: OwnStreamsState) => void;
  onShares: (shares: OwnShare[]) => void;
  /** Undefined: the person tries again. */
  onProblem: (problem: ErrorCode | undefined) => void;
}

export class OwnStreams {
  readonly #options: OwnStreamsOptions;
  readonly #microphone: OwnStream;
  readonly #camera: OwnStream;
  readonly #shares: Shares;
  readonly #unsubscribe: () => void;
  /** By producer. */
  readonly #maxLayers = new Map<string, number>();
  #muted = false;
  #microphoneWasOn: boolean;
  #companion = false;
  #audioOnly = false;
  #present: Way | undefined;

  constructor(options: OwnStreamsOptions) {
    this.#options = options;
    const { timers, devices, captureScreen, videoCodec, onShares, onProblem } = options;
    const maxLayerOf = (producerId: string) => this.#maxLayers.get(producerId) ?? 0;
    const common = { timers, maxLayerOf, onChanged: () => this.#changed() };
    this.#microphone = new OwnStream({
      ...common,
      source: 'microphone',
      onRefused: (error) => {
        this.#muted = true;
        onProblem(error.code);
        this.#follow();
      },
    });
    this.#camera = new OwnStream({
      ...common,
      source: 'camera',
      onRefused: (error) => {
        onProblem(error.code);
        void devices.setCamera(false);
      },
    });
    this.#shares = new Shares({
      timers,
      maxLayerOf,
      captureScreen,
      videoCodec,
      onChanged: onShares,
      onRefused: (error) => onProblem(error.code),
    });
    this.#microphoneWasOn = devices.get().microphone.on;
    this.#unsubscribe = devices.subscribe(() => this.#follow());
    this.#follow();
  }

  async setMicrophone(on: boolean): Promise<void> {
    const { devices, onProblem } = this.#options;
    this.#muted = !on;
    if (on) {
      onProblem(undefined);
      if (!devices.get().microphone.on) await devices.setMicrophone(true);
    }
    this.#follow();
  }

  async setCamera(on: boolean): Promise<void> {
    if (on) this.#options.onProblem(undefined);
    await this.#options.devices.setCamera(on);
  }

  async startShare(options: { withSound: boolean }): Promise<void> {
    this.#options.onProblem(undefined);
    await this.#shares.start(options);
  }

  stopShare(shareId: string): void {
    this.#shares.stop(shareId);
  }

  stopShares(): void {
    this.#shares.stopAll();
  }

  /** Another device of the same person has the sound: this one's microphone is not sent. */
  setCompanion(companion: boolean): void {
    this.#companion = companion;
    this.#follow();
  }

  setAudioOnly(audioOnly: boolean): void {
    this.#audioOnly = audioOnly;
    this.#follow();
  }

  transportReady(way: Way, transport: Transport): void {
    this.#follow(); // The codec may be known only now.
    for (const { stream } of this.#streams()) stream.transportReady(way, transport);
    this.#shares.transportReady(way, transport);
  }

  transportGone(way: Way): void {
    for (const { stream } of this.#streams()) stream.transportGone(way);
    this.#shares.transportGone(way);
  }

  /** These paths are closed. */
  ended(way: Way): void {
    for (const { stream } of this.#streams()) stream.ended(way);
    this.#shares.ended(way);
    if (this.#present === way) this.#maxLayers.clear();
  }

  /** Others have the streams from these paths now. */
  use(way: Way): void {
    this.#present = way;
    for (const { stream } of this.#streams()) stream.use(way);
    this.#shares.use(way);
  }

  /** Whether all that is sent by the one pair of paths is sent by the other. */
  isSame(from: Way, to: Way): boolean {
    return this.#all().every(({ stream }) => stream.isSame(from, to));
  }

  /** Often told before the producer itself is known here: its negotiation takes longer than the news. */
  setMaxLayer(producerId: string, maxLayer: number): void {
    this.#maxLayers.set(producerId, maxLayer);
    for (const { stream } of this.#all()) stream.layersChanged(producerId);
  }

  pausedByHost(producerId: string): void {
    if (this.#microphone.has(producerId)) {
      this.#muted = true;
      this.#follow();
    } else if (this.#camera.has(producerId)) void this.#options.devices.setCamera(false);
  }

  closedByHost(producerId: string): void {
    if (this.#microphone.has(producerId)) {
      this.#muted = true;
      this.#microphone.closedByServer(producerId);
      this.#follow();
    } else if (this.#camera.has(producerId)) {
      this.#camera.want({ track: undefined, sending: false });
      this.#camera.closedByServer(producerId);
      void this.#options.devices.setCamera(false);
    } else {
      const share = this.#shares.streams().find(({ stream }) => stream.has(producerId));
      share?.stream.closedByServer(producerId);
      if (share?.source === 'screen') this.#shares.stop(share.shareId);
    }
  }

  /**
   * What a host paused or closed while the connection was lost was not told to this device.
   * @param own the streams of this device as the server has them
   */
  compare(own: StreamView[]): void {
    const known = new Map(own.map((stream) => [stream.producerId, stream]));
    for (const { stream } of this.#all()) {
      if (!stream.sending || stream.producer === undefined) continue;
      const atServer = known.get(stream.producer.id);
      if (atServer === undefined) this.closedByHost(stream.producer.id);
      else if (atServer.paused) this.pausedByHost(stream.producer.id);
    }
  }

  get microphoneProducerId(): string | undefined {
    return this.#microphone.producer?.id;
  }

  /** For the statistics. */
  producers(): { source: string; producer: Producer }[] {
    return this.#all().flatMap(({ source, stream }) => (stream.producer === undefined ? [] : [{ source, producer: stream.producer }]));
  }

  close(): void {
    this.#unsubscribe();
    this.#shares.stopAll();
    // The sent copies hold the devices open.
    this.#microphone.want({ track: undefined, sending: false });
    this.#camera.want({ track: undefined, sending: false });
  }

  #streams(): { source: string; stream: OwnStream }[] {
    return [
      { source: 'microphone', stream: this.#microphone },
      { source: 'camera', stream: this.#camera },
    ];
  }

  #all(): { source: string; stream: OwnStream }[] {
    return [...this.#streams(), ...this.#shares.streams()];
  }

  #follow(): void {
    const { devices, videoCodec } = this.#options;
    const { microphone, microphoneTrack, cameraTrack: picture, musicMode } = devices.get();
    // Between its end and the news of it a track still stands there, and tells no size any more.
    const cameraTrack = picture?.readyState === 'live' ? picture : undefined;
    // Turning the device on in the device menu is a wish to be heard; only `setMicrophone(false)` mutes.
    if (microphone.on && !this.#microphoneWasOn) this.#muted = false;
    this.#microphoneWasOn = microphone.on;
    const sound = microphone.on ? microphoneTrack : undefined;
    this.#microphone.want({
      track: sound,
      sending: sound !== undefined && !this.#muted && !this.#companion,
      codecOptions: microphoneOptions(musicMode),
    });
    const { width = 0, height = 0 } = cameraTrack?.getSettings() ?? {};
    const codec = videoCodec();
    this.#camera.want({
      track: cameraTrack,
      sending: cameraTrack !== undefined && !this.#audioOnly,
      ...(cameraTrack === undefined ? {} : { encodings: cameraEncodings({ widthPx: width, heightPx: height }) }),
      ...(codec === undefined ? {} : { codec }),
    });
    this.#changed();
  }

  #changed(): void {
    this.#options.onChanged({
      microphone: this.#microphone.sending,
      camera: this.#camera.sending,
      mutedOnPurpose: this.#muted && !this.#companion && this.#options.devices.get().microphone.on,
    });
  }
}
