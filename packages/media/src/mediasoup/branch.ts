import { SaalError, type Clock, type Logger } from '@saal/foundation';
import type { DeviceId, MeetingId } from '@saal/protocol';
import type { Router, RtpCapabilities, TransportListenInfo, WebRtcServer } from 'mediasoup/types';
import { MediaEpochOver, MediaObjectNotFound, MediaUnavailable } from '../errors.ts';
import type { Valve, ValveLevel } from '../overload-valve.ts';
import { codecs } from './codecs.ts';
import type { FarBranch, PipedStream, PipeEnd } from './far-branch.ts';
import { FarStreams } from './far-streams.ts';
import { Hearing, type HearingRule } from './hearing.ts';
import { MovingStreams, type Presence } from './moving-streams.ts';
import { Peer } from './peer.ts';
import type { PeerIdentity, PeerRoom } from './peer-room.ts';
import { Pipes } from './pipes.ts';
import { PublishedStream } from './published-stream.ts';
import type { BranchInfo, BranchListener, HeardLevels, LeftDevice, RoomBranch } from './room-branch.ts';
import type { RoomStream, StreamOutline } from './room-stream.ts';
import type { Candidate } from './slots.ts';
import { SpeechMeter } from './speech.ts';
import type { Reserved } from './worker-pool.ts';
import type { WorkerSlot } from './worker-slot.ts';

const heardIntervalMs = 2_000;

/**
 * The part of a room on one worker, for one life of that worker: a router, the people placed there, and the streams of the
 * other branches as far as they are taken here.
 */
export class Branch implements RoomBranch, PeerRoom, FarBranch {
  /** Also the epoch of its people. */
  readonly id: string;
  /** For those that reach it without a bus. */
  readonly isElsewhere = false;
  readonly canMove = true;
  readonly slot: WorkerSlot;
  readonly log: Logger;
  readonly clock: Clock;
  readonly streams = new Map<string, RoomStream>();
  readonly ready: Promise<RtpCapabilities>;
  readonly #listener: BranchListener;
  readonly #webRtcServer: WebRtcServer;
  readonly #valve: Valve;
  readonly #endValve: () => void;
  readonly #reach: (id: string) => FarBranch | undefined;
  readonly #left: () => void;
  readonly #peers = new Map<DeviceId, Peer>();
  readonly #pipes: Pipes;
  readonly #far: FarStreams;
  readonly #others = new Map<string, FarBranch>();
  readonly #moving = new MovingStreams();
  #place: { router: Router; speech: SpeechMeter; hearing: Hearing } | undefined;
  #closed = false;
  #cancelHeard: (() => void) | undefined;

  /**
   * @param options.reach another branch of the room; undefined: it is over
   * @param options.between where pipes to other hosts listen
   */
  constructor(options: {
    id: string;
    meetingId: MeetingId;
    reserved: Reserved;
    listener: BranchListener;
    reach: (id: string) => FarBranch | undefined;
    closed: () => void;
    between?: TransportListenInfo | undefined;
    log: Logger;
    clock: Clock;
  }) {
    const { reserved } = options;
    this.id = options.id;
    this.slot = reserved.slot;
    this.#webRtcServer = reserved.webRtcServer;
    this.#valve = reserved.valve;
    this.#listener = options.listener;
    this.#reach = options.reach;
    this.#left = options.closed;
    this.log = options.log.child({ meetingId: options.meetingId, epoch: options.id, worker: reserved.slot.index });
    this.clock = options.clock;
    this.#pipes = new Pipes(this.id, () => this.place().router, options.between);
    const { id: branchId, clock, log, streams } = this;
    this.#far = new FarStreams({ branchId, pipes: this.#pipes, clock, log, streams, consider: (stream) => this.#consider(stream) });
    this.#endValve = this.#valve.onChanged(() => {
      for (const peer of this.#peers.values()) peer.receiving.considerAll();
    });
    this.ready = this.#open(reserved);
  }

  get epoch(): string {
    return this.id;
  }

  get valveLevel(): ValveLevel {
    return this.#valve.level;
  }

  get hearing(): Hearing {
    if (!this.#place) throw new MediaEpochOver();
    return this.#place.hearing;
  }

  setHearing(rule: HearingRule): void {
    this.#place?.hearing.set(rule);
  }

  /** What is set here is done at once. */
  taken(): Promise<void> {
    return Promise.resolve();
  }

  setFarCandidates(originId: string, candidates: readonly Candidate[]): void {
    const origin = this.#others.get(originId);
    if (origin) this.#place?.hearing.setFar(origin, candidates);
  }

  place(): { router: Router; webRtcServer: WebRtcServer } {
    if (!this.#place) throw new MediaEpochOver();
    return { router: this.#place.router, webRtcServer: this.#webRtcServer };
  }

  addPeer(identity: PeerIdentity): Peer {
    const { deviceId } = identity;
    const peer = new Peer(this, { ...identity, send: (event) => this.#listener.event(deviceId, event) });
    this.#peers.set(deviceId, peer);
    return peer;
  }

  peer(deviceId: DeviceId): Peer | undefined {
    return this.#peers.get(deviceId);
  }

  setPresence(deviceId: DeviceId, presence: Presence): void {
    const peer = this.#peers.get(deviceId);
    const { open, mute } = this.#moving.set(deviceId, presence, peer?.sending.published ?? []);
    if (presence.stage === 'leaving') peer?.stopReceiving();
    for (const { id } of mute) this.#place?.speech.remove(id);
    if (mute.length > 0) this.#place?.hearing.microphonesChanged();
    for (const stream of open) this.streamOpened(stream);
  }

  removePeer(deviceId: DeviceId): void {
    this.#peers.get(deviceId)?.close();
  }

  outline(): Omit<BranchInfo, 'kept'> {
    return { epoch: this.id, routerRtpCapabilities: this.place().router.rtpCapabilities };
  }

  /** How its people hear. */
  get rule(): HearingRule | undefined {
    return this.#place?.hearing.rule;
  }

  get devices(): LeftDevice[] {
    return [...this.#peers.values()].map(({ deviceId, participantId, receiving }) => {
      return { deviceId, participantId, listening: receiving.isListening };
    });
  }

  meet(otherId: string): void {
    if (this.#others.has(otherId)) return;
    const other = this.#reach(otherId);
    if (other) this.#others.set(otherId, other);
  }

  setFarStreams(originId: string, deviceId: DeviceId, outlines: readonly StreamOutline[]): void {
    const origin = this.#others.get(originId);
    if (origin) this.#far.set(origin, deviceId, outlines);
  }

  lose(otherId: string): void {
    const other = this.#others.get(otherId);
    if (!other) return;
    this.#others.delete(otherId);
    this.#far.lose(other);
    for (const stream of this.streams.values()) if (stream instanceof PublishedStream) stream.want(otherId, undefined);
    this.#place?.hearing.lose(otherId);
    this.#pipes.gone(otherId);
  }

  knows(otherId: string): boolean {
    return this.#others.has(otherId);
  }

  /** Tells its room all again: some of it may have been lost. @param options.devices also what the devices were told */
  repeat(options: { devices: boolean }): void {
    for (const [deviceId, peer] of this.#peers) {
      this.#listener.streams(deviceId, peer.sending.outlines());
      if (options.devices) peer.resync();
    }
    if (this.#place) this.#listener.candidates(this.#place.hearing.candidates);
  }

  openEnd(from: string, end: PipeEnd): Promise<PipeEnd> {
    return this.#pipes.openEnd(from, end);
  }

  async layPipe(from: string): Promise<void> {
    const other = this.#others.get(from);
    if (!other) throw new MediaEpochOver();
    await this.#pipes.lay(other);
  }

  async sendStream(from: string, streamId: string): Promise<PipedStream> {
    const mine = this.streams.get(streamId) instanceof PublishedStream || this.hearing.isCandidate(streamId);
    if (!mine) throw new MediaObjectNotFound('producer', streamId);
    return this.#pipes.send(from, streamId);
  }

  stopStream(from: string, streamId: string): void {
    this.#pipes.stop(from, streamId);
  }

  wantLayer(from: string, streamId: string, layer: number | undefined): void {
    const stream = this.streams.get(streamId);
    if (stream instanceof PublishedStream && this.#others.has(from)) stream.want(from, layer);
  }

  streamOpened(stream: PublishedStream): void {
    if (this.#moving.isComing(stream.deviceId)) return this.streamPausedOrResumed(stream);
    this.streams.set(stream.id, stream);
    if (stream.source === 'microphone') this.#place?.speech.add(stream.producer, stream.participantId);
    this.streamPausedOrResumed(stream);
    this.#consider(stream);
  }

  streamPausedOrResumed(stream: PublishedStream): void {
    if (stream.source === 'microphone') this.#place?.hearing.microphonesChanged();
    this.#listener.streams(stream.deviceId, this.#peers.get(stream.deviceId)?.sending.outlines() ?? []);
  }

  streamClosed(stream: PublishedStream): void {
    this.streams.delete(stream.id);
    this.#place?.speech.remove(stream.id);
    this.streamPausedOrResumed(stream);
  }

  peerClosed(deviceId: DeviceId): void {
    this.#peers.delete(deviceId);
    this.#moving.forget(deviceId);
    for (const stream of this.streams.values()) stream.want(deviceId, undefined);
  }

  /** Nobody could take it up: it lives in this process. */
  letGo(): void {
    this.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const peer of [...this.#peers.values()]) peer.close();
    this.#leave();
  }

  async #open({ worker }: Reserved): Promise<RtpCapabilities> {
    let router: Router | undefined;
    try {
      router = await worker.createRouter({ mediaCodecs: codecs });
      const { clock, log } = this;
      const heard = (levels: HeardLevels, producerIds: string[]) => {
        this.#listener.heard(levels);
        this.#place?.hearing.microphonesChanged(producerIds);
      };
      const speech = await SpeechMeter.create(router, { clock, log, heard });
      if (router.closed || this.#closed) throw new MediaEpochOver();
      this.#place = { router, speech, hearing: this.#newHearing(router) };
      router.on('workerclose', () => this.#workerDied());
    } catch (error) {
      router?.close();
      this.#leave();
      throw error instanceof SaalError ? error : new MediaUnavailable('the worker went away', 1_000, error);
    }
    this.#scheduleHeard();
    return router.rtpCapabilities;
  }

  #newHearing(router: Router): Hearing {
    const { id: branchId, clock, log, streams } = this;
    return new Hearing({
      ...{ branchId, router, pipes: this.#pipes, clock, log, streams },
      peers: () => this.#peers.values(),
      microphones: () =>
        [...streams.values()].filter((stream) => isOwnMicrophone(stream)).filter(({ deviceId }) => !this.#moving.isLeaving(deviceId)),
      hasOthers: () => this.#others.size > 0,
      candidatesChanged: (candidates) => this.#listener.candidates(candidates),
    });
  }

  #workerDied(): void {
    if (this.#closed) return;
    this.log.warn({ peers: this.#peers.size }, 'branch lost its worker');
    this.close();
    this.#listener.over();
  }

  /** Gives all back that lives in the worker. */
  #leave(): void {
    this.#closed = true;
    this.#cancelHeard?.();
    this.#endValve();
    this.#far.close();
    this.#left();
    const place = this.#place;
    this.#place = undefined;
    place?.hearing.close();
    place?.speech.close();
    place?.router.close();
  }

  #consider(stream: RoomStream): void {
    for (const peer of this.#peers.values()) peer.receiving.streamCame(stream);
  }

  #scheduleHeard(): void {
    this.#cancelHeard = this.clock.after(heardIntervalMs, () => {
      const speech = this.#place?.speech;
      if (speech) for (const peer of this.#peers.values()) peer.sending.reportHeard((producerId) => speech.isAudible(producerId));
      this.#scheduleHeard();
    });
  }
}

function isOwnMicrophone(stream: RoomStream): stream is PublishedStream {
  return stream instanceof PublishedStream && stream.source === 'microphone';
}
