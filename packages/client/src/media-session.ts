/**
 * Sound and picture of one stay in a meeting. Rebuilds itself when the media room is another one (`media.reset`, a resumed
 * connection with `kept: false`), moves to another worker when it is asked to (`media.move`), and owns the paths, what is sent,
 * what is received, and the measuring of it.
 */
import type { Device, RtpCodecCapability } from 'mediasoup-client/types';
import type { MediaRoomInfo, ParticipantView, StreamView } from '@saal/protocol';
import type { CaptureScreen } from './capture-screen.ts';
import type { Ask } from './connection.ts';
import type { MediaEvent } from './media-event.ts';
import { MediaWays } from './media-ways.ts';
import { rtpCapabilitiesOf } from './mediasoup-shapes.ts';
import type { Devices, MediaSession, MediaSessionState, StreamStatistics } from './model.ts';
import type { WatchNetwork } from './network-changes.ts';
import { OwnStreams, type OwnStreamsState } from './own-streams.ts';
import type { WantedPicture } from './pictures.ts';
import { QualityMeter } from './quality-meter.ts';
import { toWireError } from './request-failed.ts';
import { SoundCheck } from './sound-check.ts';
import type { Timers } from './timers.ts';
import type { PathState } from './transport-path.ts';
import { ValueModel } from './value-model.ts';
import { WatchList } from './watch.ts';

export interface MediaSessionOptions {
  devices: Devices;
  ask: Ask;
  /** The WebSocket is up. */
  signalling: () => boolean;
  /** Undefined: this program has no media (a bot that only signals). */
  createMediaDevice: (() => Promise<Device>) | undefined;
  captureScreen: CaptureScreen;
  timers: Timers;
  watchNetwork: WatchNetwork;
}

export class OwnMedia implements MediaSession {
  readonly #options: MediaSessionOptions;
  readonly #state = new ValueModel<MediaSessionState>({
    transport: 'new',
    remote: [],
    held: [],
    shares: [],
    sending: { microphone: false, camera: false },
    quality: { level: 0, reason: 'none' },
    soundNotArriving: false,
    speakingWhileMuted: false,
  });
  readonly #streams: OwnStreams;
  readonly #ways: MediaWays;
  readonly #watch: WatchList;
  readonly #soundCheck: SoundCheck;
  readonly #measuring: QualityMeter;
  readonly #ends: (() => void)[] = [];
  #room: MediaRoomInfo | undefined;
  #device: Device | undefined;
  #loadedFor: string | undefined;
  #closed = false;

  constructor(options: MediaSessionOptions) {
    this.#options = options;
    const { ask, timers, devices, captureScreen, signalling } = options;
    this.#soundCheck = new SoundCheck({ timers, onChanged: (state) => this.#state.patch(state) });
    this.#watch = new WatchList({ timers, send: (tiles) => this.#ways.watch(tiles) });
    this.#streams = new OwnStreams({
      devices,
      timers,
      captureScreen,
      videoCodec: () => this.#videoCodec(),
      onChanged: (state) => this.#streamsChanged(state),
      onShares: (shares) => this.#state.patch({ shares }),
      onProblem: (problem) => this.#state.patch({ problem }),
    });
    this.#ways = new MediaWays({
      ...{ ask, signalling, timers, streams: this.#streams },
      onRemote: (remote) => this.#state.patch({ remote }),
      onStateChanged: () => this.#pathChanged(),
      onMoved: (room) => {
        this.#room = room;
        this.#pathChanged();
      },
      onRefused: (error) => this.#state.patch({ problem: toWireError(error).code }),
    });
    this.#measuring = new QualityMeter({
      timers,
      room: () => this.#room,
      sources: () => ({ ...this.#ways.statistics(), sent: this.#streams.producers() }),
      state: () => this.#state.get(),
      changed: (change) => this.#state.patch(change),
      // Only news: when it is lost, the next change tells the same.
      tell: (quality) => void ask('media.report-quality', quality).catch(() => undefined),
    });
    this.#ends.push(
      devices.level.subscribe(() => this.#soundCheck.level(devices.level.get())),
      options.watchNetwork((kind) => {
        if (kind !== 'visible') this.#ways.networkChanged();
      }),
    );
  }

  get(): MediaSessionState {
    return this.#state.get();
  }

  subscribe(listener: () => void): () => void {
    return this.#state.subscribe(listener);
  }

  /** The room whose transports this device holds. */
  get epoch(): string | undefined {
    return this.#room?.epoch;
  }

  /**
   * Entered or came back.
   * @param own the streams of this device as the server has them now
   * @param sent the ids of all producers of the meeting
   */
  async joined(info: MediaRoomInfo, own: StreamView[], sent: ReadonlySet<string>): Promise<void> {
    if (!info.kept || this.#room?.epoch !== info.epoch || !this.#ways.isOpen) {
      await this.#rebuild(info);
      return;
    }
    this.#streams.compare(own);
    this.#ways.resumed(sent);
    this.#watch.resumed();
  }

  handle(event: MediaEvent): void {
    switch (event.type) {
      case 'media.consumer-added':
        this.#ways.added(event.data);
        return;
      case 'media.consumer-removed':
        this.#ways.removed(event.data.consumerId);
        return;
      case 'media.consumer-changed':
        this.#ways.changed(event.data);
        return;
      case 'media.pictures-held':
        this.#state.patch({ held: event.data.producerIds });
        return;
      case 'media.slots':
        return; // Who speaks is shown by `meeting.speaking`; a slot is played like any sound.
      case 'media.producer-paused':
        this.#streams.pausedByHost(event.data.producerId);
        return;
      case 'media.producer-closed':
        this.#streams.closedByHost(event.data.producerId);
        return;
      case 'media.layers-wanted':
        this.#streams.setMaxLayer(event.data.producerId, event.data.maxSpatialLayer);
        return;
      case 'media.heard':
        if (event.data.producerId === this.#streams.microphoneProducerId) this.#soundCheck.heard(event.data);
        return;
      case 'media.reset':
        void this.#rebuild(event.data);
        return;
      case 'media.move':
        void this.#moveTo(event.data);
    }
  }

  setCompanion(companion: boolean): void {
    this.#streams.setCompanion(companion);
  }

  watch(pictures: WantedPicture[]): void {
    this.#watch.watch(pictures);
  }

  /** Everybody in the meeting, with what they send. */
  setPeople(people: readonly ParticipantView[]): void {
    this.#watch.setPeople(people);
  }

  setMicrophone(on: boolean): Promise<void> {
    return this.#streams.setMicrophone(on);
  }

  setCamera(on: boolean): Promise<void> {
    return this.#streams.setCamera(on);
  }

  startShare(options: { withSound: boolean }): Promise<void> {
    return this.#streams.startShare(options);
  }

  stopShare(shareId: string): Promise<void> {
    this.#streams.stopShare(shareId);
    return Promise.resolve();
  }

  statistics(): Promise<StreamStatistics[]> {
    return this.#measuring.streams();
  }

  setAudioOnly(audioOnly: boolean): void {
    this.#watch.setAudioOnly(audioOnly);
    this.#streams.setAudioOnly(audioOnly);
  }

  /** Out of the meeting for now (sent back to the lobby): nothing is sent or received, devices stay as they are. */
  suspend(): void {
    this.#streams.stopShares();
    this.#dropPaths();
    this.#room = undefined;
    this.#watch.closed();
    this.#state.patch({ transport: 'new', path: undefined });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#streams.close();
    this.suspend();
    this.#soundCheck.close();
    for (const end of this.#ends) end();
  }

  async #rebuild(info: MediaRoomInfo): Promise<void> {
    if (this.#closed) return;
    this.#dropPaths();
    this.#room = info;
    try {
      const device = await this.#deviceFor(info);
      if (device !== undefined && this.#isCurrent(info)) this.#openPaths(device, info);
    } catch {
      // This browser has no WebRTC that we can use: the words for it are the screen's.
      this.#state.patch({ transport: 'failed', problem: 'media_unavailable' });
    }
  }

  async #moveTo(info: MediaRoomInfo): Promise<void> {
    const room = this.#room;
    if (room === undefined || !this.#ways.isNews(info)) return;
    try {
      const device = await this.#deviceFor(info);
      if (device === undefined || !this.#isCurrent(room)) return;
      this.#ways.move(device, info);
      this.#watch.resumed(); // There, too.
    } catch {
      // The server lets a device that does not move begin anew, and then this is told.
    }
  }

  /** A method, since another room may have come during an await. */
  #isCurrent(info: MediaRoomInfo): boolean {
    return this.#room === info && !this.#closed;
  }

  #openPaths(device: Device, room: MediaRoomInfo): void {
    this.#ways.open(device, room);
    this.#watch.opened();
    this.#state.patch({ problem: undefined });
    this.#pathChanged();
    this.#measuring.start();
  }

  async #deviceFor(info: MediaRoomInfo): Promise<Device | undefined> {
    const capabilities = JSON.stringify(info.routerRtpCapabilities);
    if (this.#device !== undefined && this.#loadedFor === capabilities) return this.#device;
    const device = await this.#options.createMediaDevice?.();
    await device?.load({ routerRtpCapabilities: rtpCapabilitiesOf(info) });
    this.#device = device;
    this.#loadedFor = capabilities;
    return device;
  }

  #videoCodec(): RtpCodecCapability | undefined {
    return this.#device?.loaded === true
      ? this.#device.sendRtpCapabilities.codecs?.find((codec) => codec.mimeType.toLowerCase() === 'video/vp8')
      : undefined;
  }

  #dropPaths(): void {
    this.#ways.close();
    this.#measuring.stop();
    if (this.#state.get().held.length > 0) this.#state.patch({ held: [] });
  }

  #pathChanged(): void {
    const states = new Set<PathState>(this.#ways.states);
    const worstFirst: PathState[] = ['failed', 'restarting', 'connecting', 'connected'];
    const transport = worstFirst.find((state) => states.has(state)) ?? 'new';
    this.#state.patch({ transport });
    if (transport === 'connected') void this.#measuring.measure();
  }

  #streamsChanged({ microphone, camera, mutedOnPurpose }: OwnStreamsState): void {
    const { sending } = this.#state.get();
    if (sending.microphone !== microphone || sending.camera !== camera) this.#state.patch({ sending: { microphone, camera } });
    this.#soundCheck.setMicrophone({ sending: microphone, muted: mutedOnPurpose });
  }
}
