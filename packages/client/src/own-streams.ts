/** What this device sends: brings microphone, camera and shares to what `Devices` give, the person wants and a host allows. */
import type { Producer, RtpCodecCapability, Transport } from 'mediasoup-client/types';
import type { ErrorCode, StreamView } from '@saal/protocol';
import type { CaptureScreen } from './capture-screen.ts';
import type { Ask } from './connection.ts';
import { cameraEncodings, microphoneOptions } from './encodings.ts';
import type { Devices, OwnShare } from './model.ts';
import { Sender } from './sender.ts';
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
  ask: Ask;
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
  readonly #microphone: Sender;
  readonly #camera: Sender;
  readonly #shares: Shares;
  readonly #unsubscribe: () => void;
  /** By producer. */
  readonly #maxLayers = new Map<string, number>();
  #muted = false;
  #microphoneWasOn: boolean;
  #companion = false;
  #audioOnly = false;

  constructor(options: OwnStreamsOptions) {
    this.#options = options;
    const { ask, timers, devices, captureScreen, videoCodec, onShares, onProblem } = options;
    const maxLayerOf = (producerId: string) => this.#maxLayers.get(producerId) ?? 0;
    const common = { ask, timers, maxLayerOf, onChanged: () => this.#changed() };
    this.#microphone = new Sender({
      ...common,
      source: 'microphone',
      onRefused: (error) => {
        this.#muted = true;
        onProblem(error.code);
        this.#follow();
      },
    });
    this.#camera = new Sender({
      ...common,
      source: 'camera',
      onRefused: (error) => {
        onProblem(error.code);
        void devices.setCamera(false);
      },
    });
    this.#shares = new Shares({
      ask,
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

  transportReady(transport: Transport): void {
    this.#follow(); // The codec may be known only now.
    for (const { sender } of this.#senders()) sender.transportReady(transport);
    this.#shares.transportReady(transport);
  }

  transportGone(): void {
    this.#maxLayers.clear();
    for (const { sender } of this.#senders()) sender.transportGone();
    this.#shares.transportGone();
  }

  /** Often told before the producer itself is known here: its negotiation takes longer than the news. */
  setMaxLayer(producerId: string, maxLayer: number): void {
    this.#maxLayers.set(producerId, maxLayer);
    this.#senderOf(producerId)?.layersChanged();
  }

  pausedByHost(producerId: string): void {
    if (this.#microphone.producer?.id === producerId) {
      this.#muted = true;
      this.#follow();
    } else if (this.#camera.producer?.id === producerId) void this.#options.devices.setCamera(false);
  }

  closedByHost(producerId: string): void {
    if (this.#microphone.producer?.id === producerId) {
      this.#muted = true;
      this.#microphone.closedByServer();
      this.#follow();
    } else if (this.#camera.producer?.id === producerId) {
      this.#camera.want({ track: undefined, sending: false });
      this.#camera.closedByServer();
      void this.#options.devices.setCamera(false);
    } else {
      const share = this.#shares.senders().find(({ sender }) => sender.producer?.id === producerId);
      share?.sender.closedByServer();
      if (share?.source === 'screen') this.#shares.stop(share.shareId);
    }
  }

  /**
   * What a host paused or closed while the connection was lost was not told to this device.
   * @param own the streams of this device as the server has them
   */
  compare(own: StreamView[]): void {
    const known = new Map(own.map((stream) => [stream.producerId, stream]));
    for (const { sender } of [...this.#senders(), ...this.#shares.senders()]) {
      if (!sender.sending || sender.producer === undefined) continue;
      const stream = known.get(sender.producer.id);
      if (stream === undefined) this.closedByHost(sender.producer.id);
      else if (stream.paused) this.pausedByHost(sender.producer.id);
    }
  }

  get microphoneProducerId(): string | undefined {
    return this.#microphone.producer?.id;
  }

  /** For the statistics. */
  producers(): { source: string; producer: Producer }[] {
    return [...this.#senders(), ...this.#shares.senders()].flatMap(({ source, sender }) =>
      sender.producer === undefined ? [] : [{ source, producer: sender.producer }],
    );
  }

  close(): void {
    this.#unsubscribe();
    this.#shares.stopAll();
    // The sent copies hold the devices open.
    this.#microphone.want({ track: undefined, sending: false });
    this.#camera.want({ track: undefined, sending: false });
  }

  #senders(): { source: string; sender: Sender }[] {
    return [
      { source: 'microphone', sender: this.#microphone },
      { source: 'camera', sender: this.#camera },
    ];
  }

  #senderOf(producerId: string): Sender | undefined {
    return [...this.#senders(), ...this.#shares.senders()].find(({ sender }) => sender.producer?.id === producerId)?.sender;
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
