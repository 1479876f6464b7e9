import { newId, SaalError, type Clock, type Logger } from '@saal/foundation';
import type { DeviceId, IceServer, MediaRoomInfo, MeetingId, ParticipantId } from '@saal/protocol';
import type { Router, RtpCapabilities, WebRtcServer } from 'mediasoup/types';
import { backoffMs } from '../backoff.ts';
import { MediaEpochOver, MediaUnavailable } from '../errors.ts';
import { packetsPerParticipant } from '../placement/placement.ts';
import type { MediaEvent, MediaRoom, MediaRoomListener } from '../ports.ts';
import { codecs } from './codecs.ts';
import { Peer } from './peer.ts';
import type { PeerRoom } from './peer-room.ts';
import type { PublishedStream } from './published-stream.ts';
import { SpeechMeter } from './speech.ts';
import type { WorkerPool } from './worker-pool.ts';
import type { WorkerSlot } from './worker-slot.ts';

const heardIntervalMs = 2_000;
/** A meeting is reckoned with at least so many participants, so that many small new ones do not fall on one worker. */
const leastParticipants = 3;

export interface RoomSettings {
  iceServers: (deviceId: DeviceId) => IceServer[];
  iceTransportPolicy: 'all' | 'relay';
  log: Logger;
  clock: Clock;
}

/** What lives in the worker for one epoch of a room. */
interface Place {
  slot: WorkerSlot;
  router: Router;
  webRtcServer: WebRtcServer;
  speech: SpeechMeter;
}

/** One meeting's media: a router on one worker and the devices in it. Rebuilt on another worker when that one dies. */
export class Room implements MediaRoom, PeerRoom {
  readonly meetingId: MeetingId;
  readonly log: Logger;
  readonly clock: Clock;
  readonly streams = new Map<string, PublishedStream>();
  readonly #pool: WorkerPool;
  readonly #settings: RoomSettings;
  readonly #peers = new Map<DeviceId, Peer>();
  readonly #closedRoom: () => void;
  #listener: MediaRoomListener;
  #epoch = newId();
  #place: Place | undefined;
  #capabilities: RtpCapabilities = {};
  #reserved = 0;
  #closed = false;
  #cancelHeard: (() => void) | undefined;

  private constructor(options: {
    meetingId: MeetingId;
    listener: MediaRoomListener;
    pool: WorkerPool;
    settings: RoomSettings;
    closed: () => void;
  }) {
    this.meetingId = options.meetingId;
    this.#listener = options.listener;
    this.#pool = options.pool;
    this.#settings = options.settings;
    this.#closedRoom = options.closed;
    this.log = options.settings.log.child({ meetingId: options.meetingId });
    this.clock = options.settings.clock;
  }

  /** @throws {MediaUnavailable} */
  static async open(options: {
    meetingId: MeetingId;
    listener: MediaRoomListener;
    pool: WorkerPool;
    settings: RoomSettings;
    closed: () => void;
  }): Promise<Room> {
    const room = new Room(options);
    await room.#settle();
    room.#scheduleHeard();
    return room;
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** Another conductor's run of the same meeting listens from now on. */
  listen(listener: MediaRoomListener): void {
    this.#listener = listener;
  }

  place(): Place {
    if (!this.#place) throw new MediaEpochOver();
    return this.#place;
  }

  addPeer(options: { deviceId: DeviceId; participantId: ParticipantId; send: (event: MediaEvent) => void }): Peer {
    const known = this.#peers.get(options.deviceId);
    if (known?.participantId === options.participantId) {
      known.redirect(options.send);
      return known;
    }
    known?.close();
    const peer = new Peer(this, options);
    this.#peers.set(peer.deviceId, peer);
    this.#reserve();
    return peer;
  }

  peer(deviceId: DeviceId): Peer | undefined {
    return this.#peers.get(deviceId);
  }

  outline(deviceId: DeviceId): Omit<MediaRoomInfo, 'kept'> {
    return {
      epoch: this.#epoch,
      routerRtpCapabilities: this.#capabilities,
      iceServers: this.#settings.iceServers(deviceId),
      iceTransportPolicy: this.#settings.iceTransportPolicy,
    };
  }

  streamOpened(stream: PublishedStream): void {
    this.streams.set(stream.id, stream);
    if (stream.source === 'microphone') this.#place?.speech.add(stream.producer, stream.participantId);
    this.streamPausedOrResumed(stream);
    for (const peer of this.#peers.values()) peer.receiving.consider(stream);
  }

  streamPausedOrResumed(stream: PublishedStream): void {
    this.#listener.streamsChanged(stream.deviceId, this.#peers.get(stream.deviceId)?.sending.views() ?? []);
  }

  streamClosed(stream: PublishedStream): void {
    this.streams.delete(stream.id);
    this.#place?.speech.remove(stream.id);
    if (!this.#closed) this.streamPausedOrResumed(stream);
  }

  peerClosed(deviceId: DeviceId): void {
    this.#peers.delete(deviceId);
    for (const stream of this.streams.values()) stream.demand?.want(deviceId, undefined);
    this.#reserve();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelHeard?.();
    for (const peer of [...this.#peers.values()]) peer.close();
    this.#leavePlace();
    this.#closedRoom();
    await Promise.resolve();
  }

  /** Takes a place on a living worker. @throws {MediaUnavailable, MediaEpochOver} */
  async #settle(): Promise<void> {
    const expected = this.#expectedPackets();
    const { slot, worker, webRtcServer } = await this.#pool.reserve(expected);
    slot.reservedPacketsPerSecond += expected;
    this.#reserved = expected;
    let router: Router | undefined;
    try {
      router = await worker.createRouter({ mediaCodecs: codecs });
      const { clock, log } = this;
      const speech = await SpeechMeter.create(router, {
        clock,
        log,
        changed: (speaking, active) => this.#listener.speakingChanged(speaking, active),
      });
      if (router.closed) throw new MediaEpochOver();
      this.#place = { slot, router, webRtcServer, speech };
      this.#capabilities = router.rtpCapabilities;
      router.on('workerclose', () => this.#workerDied());
    } catch (error) {
      router?.close();
      slot.reservedPacketsPerSecond -= expected;
      this.#reserved = 0;
      throw error instanceof SaalError ? error : new MediaUnavailable('the worker went away', 1_000, error);
    }
    if (this.#closed) this.#leavePlace();
  }

  #workerDied(): void {
    if (this.#closed) return;
    this.log.warn({ epoch: this.#epoch, peers: this.#peers.size }, 'media room lost its worker');
    this.#leavePlace();
    const senders = new Set([...this.streams.values()].map(({ deviceId }) => deviceId));
    this.streams.clear();
    for (const peer of this.#peers.values()) peer.workerDied();
    for (const deviceId of senders) this.#listener.streamsChanged(deviceId, []);
    this.#listener.speakingChanged([], null);
    this.#rebuild(0);
  }

  #rebuild(failures: number): void {
    this.#settle().then(
      () => {
        if (this.#closed) return;
        this.#epoch = newId();
        this.log.info({ epoch: this.#epoch }, 'media room rebuilt');
        for (const peer of this.#peers.values()) peer.send({ type: 'media.reset', data: peer.info(undefined) });
      },
      (error: unknown) => {
        if (this.#closed) return;
        this.log.error({ err: error }, 'media room could not be rebuilt yet');
        this.clock.after(backoffMs(failures + 1), () => {
          if (!this.#closed) this.#rebuild(failures + 1);
        });
      },
    );
  }

  #leavePlace(): void {
    const place = this.#place;
    if (!place) return;
    this.#place = undefined;
    place.speech.close();
    place.slot.reservedPacketsPerSecond -= this.#reserved;
    this.#reserved = 0;
    place.router.close();
  }

  #expectedPackets(): number {
    return packetsPerParticipant * Math.max(leastParticipants, this.#peers.size);
  }

  #reserve(): void {
    if (!this.#place) return;
    const expected = this.#expectedPackets();
    this.#place.slot.reservedPacketsPerSecond += expected - this.#reserved;
    this.#reserved = expected;
  }

  #scheduleHeard(): void {
    this.#cancelHeard = this.clock.after(heardIntervalMs, () => {
      const speech = this.#place?.speech;
      if (speech) for (const peer of this.#peers.values()) peer.sending.reportHeard((producerId) => speech.isAudible(producerId));
      this.#scheduleHeard();
    });
  }
}
