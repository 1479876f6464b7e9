import { newId, type Clock, type Logger } from '@saal/foundation';
import type { DeviceId, MediaRoomInfo, MeetingId, ParticipantId, StreamView } from '@saal/protocol';
import { backoffMs } from '../backoff.ts';
import { MediaEpochOver } from '../errors.ts';
import { packetsFor } from '../placement/placement.ts';
import type { MediaEvent, MediaRoom, MediaRoomListener } from '../ports.ts';
import { RoomSpeech } from '../room-speech.ts';
import { wantsSlots } from '../slot-mode.ts';
import { Branch, type RoomSettings } from './branch.ts';
import type { HearingRule } from './hearing.ts';
import { RoomPeer } from './room-peer.ts';
import type { StreamOutline } from './room-stream.ts';
import type { Candidate } from './slots.ts';
import type { Reserved, WorkerPool } from './worker-pool.ts';

export interface RoomOptions {
  meetingId: MeetingId;
  listener: MediaRoomListener;
  pool: WorkerPool;
  settings: RoomSettings;
  closed: () => void;
}

/**
 * One meeting's media: a branch on each worker that carries some of its people. Places them, tells each branch of the others'
 * streams, and gives those whose worker died a place elsewhere; packets cross by pipes that branches lay by themselves.
 */
export class Room implements MediaRoom {
  readonly meetingId: MeetingId;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #pool: WorkerPool;
  readonly #settings: RoomSettings;
  readonly #peers = new Map<DeviceId, RoomPeer>();
  /** By worker. */
  readonly #branches = new Map<number, Branch>();
  readonly #streams = new Map<DeviceId, { branch: Branch; outlines: StreamOutline[] }>();
  readonly #candidates = new Map<Branch, readonly Candidate[]>();
  readonly #speech: RoomSpeech;
  #hearing: HearingRule = { slots: false, always: new Set() };
  readonly #closedRoom: () => void;
  #listener: MediaRoomListener;
  /** For a device that asks while it has no place; the same on every worker. */
  #capabilities: MediaRoomInfo['routerRtpCapabilities'] = {};
  #closed = false;

  private constructor(options: RoomOptions) {
    this.meetingId = options.meetingId;
    this.#listener = options.listener;
    this.#pool = options.pool;
    this.#settings = options.settings;
    this.#closedRoom = options.closed;
    this.#log = options.settings.log.child({ meetingId: options.meetingId });
    this.#clock = options.settings.clock;
    this.#speech = new RoomSpeech({
      clock: this.#clock,
      present: () => this.#withMicrophone(),
      changed: (speaking, active) => this.#listener.speakingChanged(speaking, active),
    });
  }

  /** @throws {MediaUnavailable} */
  static async open(options: RoomOptions): Promise<Room> {
    const room = new Room(options);
    await room.#settledBranch(undefined, () => undefined);
    return room;
  }

  get branches(): Branch[] {
    return [...this.#branches.values()];
  }

  /** Another conductor's run of the same meeting listens from now on. */
  listen(listener: MediaRoomListener): void {
    this.#listener = listener;
  }

  async addPeer(options: {
    deviceId: DeviceId;
    participantId: ParticipantId;
    site?: string | undefined;
    send: (event: MediaEvent) => void;
  }): Promise<RoomPeer> {
    const known = this.#peers.get(options.deviceId);
    if (known?.participantId === options.participantId) {
      known.redirect(options.send);
      await known.entering;
      return known;
    }
    known?.close();
    const peer = new RoomPeer({
      deviceId: options.deviceId,
      participantId: options.participantId,
      site: options.site,
      send: options.send,
      unplaced: () => this.#outlineOfUnplaced(options.deviceId),
      closing: (closing) => this.#leave(closing),
    });
    this.#peers.set(peer.deviceId, peer);
    this.#considerSize();
    peer.entering = this.#place(peer).catch((error: unknown) => {
      peer.close();
      throw error;
    });
    await peer.entering;
    return peer;
  }

  peer(deviceId: DeviceId): RoomPeer | undefined {
    return this.#peers.get(deviceId);
  }

  setAlwaysHeard(participantIds: readonly ParticipantId[]): void {
    this.#setHearing({ ...this.#hearing, always: new Set(participantIds) });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const peer of [...this.#peers.values()]) peer.close();
    for (const branch of this.branches) branch.close();
    this.#branches.clear();
    this.#speech.close();
    this.#closedRoom();
    await Promise.resolve();
  }

  /** @throws {MediaUnavailable, MediaEpochOver} */
  async #place(peer: RoomPeer): Promise<void> {
    const branch = await this.#settledBranch(peer.site, (chosen) => chosen.expect(peer));
    if (peer.isClosed) {
      branch.forgo(peer);
      this.#closeIfEmpty(branch);
      throw new MediaEpochOver();
    }
    peer.settle(branch);
  }

  /** @param chosen called in the same turn, so that no other choice comes between */
  async #settledBranch(site: string | undefined, chosen: (branch: Branch) => void): Promise<Branch> {
    const branch = await this.#pool.assign({
      site,
      needs: (worker) => {
        const carrying = this.#branches.get(worker);
        return { carries: carrying !== undefined, neededPacketsPerSecond: carrying?.neededPacketsPerSecond ?? packetsFor(1) };
      },
      take: (reserved) => {
        const taken = this.#branches.get(reserved.slot.index) ?? this.#openBranch(reserved);
        chosen(taken);
        return taken;
      },
    });
    await branch.ready;
    if (this.#closed) throw new MediaEpochOver();
    this.#capabilities = branch.place().router.rtpCapabilities;
    return branch;
  }

  #openBranch(reserved: Reserved): Branch {
    const branch: Branch = new Branch({
      id: newId(),
      meetingId: this.meetingId,
      reserved,
      settings: this.#settings,
      listener: {
        event: (deviceId, event) => {
          const peer = this.#peers.get(deviceId);
          if (peer?.branch === branch) peer.send(event);
        },
        streams: (deviceId, outlines) => this.#streamsChanged(branch, deviceId, outlines),
        heard: (levels) => this.#speech.heard(branch.id, levels),
        candidates: (candidates) => {
          this.#candidates.set(branch, candidates);
          for (const other of this.#branches.values()) if (other !== branch) other.setFarCandidates(branch.id, candidates);
        },
        over: () => this.#branchOver(branch),
      },
    });
    for (const other of this.#branches.values()) {
      other.meet(branch);
      branch.meet(other);
    }
    for (const [deviceId, { branch: origin, outlines }] of this.#streams) branch.setFarStreams(origin.id, deviceId, outlines);
    this.#branches.set(reserved.slot.index, branch);
    branch.ready.then(
      () => {
        branch.setHearing(this.#hearing);
        for (const [origin, candidates] of this.#candidates) branch.setFarCandidates(origin.id, candidates);
      },
      (error: unknown) => {
        this.#log.warn({ err: error }, 'branch did not open');
        this.#forget(branch);
      },
    );
    return branch;
  }

  #streamsChanged(branch: Branch, deviceId: DeviceId, outlines: StreamOutline[]): void {
    // A device that has moved on is told of by the branch where it is.
    if (outlines.length === 0 && this.#streams.get(deviceId)?.branch !== branch) return;
    if (outlines.length > 0) this.#streams.set(deviceId, { branch, outlines });
    else this.#streams.delete(deviceId);
    if (this.#closed) return;
    for (const other of this.#branches.values()) if (other !== branch) other.setFarStreams(branch.id, deviceId, outlines);
    this.#listener.streamsChanged(deviceId, outlines.map(viewOf));
    this.#considerSize();
    if (!outlines.some(({ source }) => source === 'microphone')) this.#speech.microphoneClosed();
  }

  #considerSize(): void {
    if (this.#closed) return;
    let openMicrophones = 0;
    for (const { outlines } of this.#streams.values())
      for (const { source, paused } of outlines) if (source === 'microphone' && !paused) openMicrophones++;
    const slots = wantsSlots(this.#hearing.slots, { people: this.#peers.size, openMicrophones });
    if (slots !== this.#hearing.slots) this.#setHearing({ ...this.#hearing, slots });
  }

  #setHearing(rule: HearingRule): void {
    this.#hearing = rule;
    for (const branch of this.#branches.values()) branch.setHearing(rule);
  }

  #withMicrophone(): ReadonlySet<ParticipantId> {
    const present = new Set<ParticipantId>();
    for (const { outlines } of this.#streams.values())
      for (const { source, participantId } of outlines) if (source === 'microphone') present.add(participantId);
    return present;
  }

  #leave(peer: RoomPeer): void {
    if (this.#peers.get(peer.deviceId) === peer) this.#peers.delete(peer.deviceId);
    this.#considerSize();
    const { branch } = peer;
    if (!branch) return;
    branch.removePeer(peer);
    if (!this.#closed) this.#closeIfEmpty(branch);
  }

  /** The last branch stays: people may come yet. */
  #closeIfEmpty(branch: Branch): void {
    if (!branch.isEmpty || this.#branches.size < 2 || this.#branches.get(branch.slot.index) !== branch) return;
    branch.close();
    this.#forget(branch);
  }

  #forget(branch: Branch): void {
    if (this.#branches.get(branch.slot.index) === branch) this.#branches.delete(branch.slot.index);
    this.#candidates.delete(branch);
    for (const other of this.#branches.values()) other.lose(branch.id);
    for (const [deviceId, sent] of [...this.#streams]) {
      if (sent.branch !== branch) continue;
      this.#streams.delete(deviceId);
      this.#listener.streamsChanged(deviceId, []);
    }
    this.#speech.branchOver(branch.id);
  }

  #branchOver(branch: Branch): void {
    if (this.#closed) return;
    const homeless = [...this.#peers.values()].filter((peer) => peer.branch === branch);
    this.#log.warn({ epoch: branch.id, peers: homeless.length }, 'media room lost a branch');
    for (const peer of homeless) peer.unsettle();
    this.#forget(branch);
    void this.#placeAgain(homeless, 0);
  }

  async #placeAgain(homeless: readonly RoomPeer[], failures: number): Promise<void> {
    const left: RoomPeer[] = [];
    let reason: unknown;
    const placing = homeless.map(async (peer) => {
      try {
        await this.#place(peer);
        peer.send({ type: 'media.reset', data: await peer.info(undefined) });
      } catch (error) {
        if (peer.isClosed) return;
        reason = error;
        left.push(peer);
      }
    });
    await Promise.all(placing);
    if (this.#closed || left.length === 0) return;
    this.#log.error({ err: reason, peers: left.length }, 'people have no media yet');
    this.#clock.after(backoffMs(failures + 1), () => void this.#placeAgain(left, failures + 1));
  }

  #outlineOfUnplaced(deviceId: DeviceId): MediaRoomInfo {
    const { iceServers, iceTransportPolicy } = this.#settings;
    return { epoch: newId(), routerRtpCapabilities: this.#capabilities, iceServers: iceServers(deviceId), iceTransportPolicy, kept: false };
  }
}

function viewOf({ participantId: _, layers: __, ...view }: StreamOutline): StreamView {
  return view;
}
