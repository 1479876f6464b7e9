import { newId, type Clock, type Logger } from '@saal/foundation';
import type { DeviceId, IceServer, MediaRoomInfo, MediaSource, MeetingId, ParticipantId, StreamView } from '@saal/protocol';
import { backoffMs } from '../backoff.ts';
import { MediaEpochOver } from '../errors.ts';
import { packetsFor } from '../placement/placement.ts';
import type { LeftBehind, MediaEvent, MediaRoom, MediaRoomListener } from '../ports.ts';
import { RoomSpeech } from '../room-speech.ts';
import { wantsSlots, type SlotsFrom } from '../slot-mode.ts';
import { CarriedBranch } from './carried-branch.ts';
import type { HearingRule } from './hearing.ts';
import { takeUp } from './left-behind.ts';
import { Moves } from './moves.ts';
import type { BranchInfo, BranchListener, BranchPlace, BranchPlaces, LeftDevice, RoomBranch, Turn } from './room-branch.ts';
import { RoomPeer } from './room-peer.ts';
import type { StreamOutline } from './room-stream.ts';
import type { Candidate } from './slots.ts';

export interface RoomSettings {
  iceServers: (deviceId: DeviceId) => IceServer[];
  iceTransportPolicy: 'all' | 'relay';
  /** Default: 40 people or 16 open microphones. */
  slotsFrom?: SlotsFrom | undefined;
  log: Logger;
  clock: Clock;
}

export interface RoomOptions {
  meetingId: MeetingId;
  /** Of the conductor; see `MediaService.openRoom`. */
  term: number;
  listener: MediaRoomListener;
  places: BranchPlaces;
  settings: RoomSettings;
  closed: () => void;
}

/**
 * One meeting's media: a branch on each worker that carries some of its people. Places them, tells each branch of the others'
 * streams, and gives those whose worker died a place elsewhere; packets cross by pipes that branches lay by themselves.
 */
export class Room implements MediaRoom {
  readonly meetingId: MeetingId;
  readonly #term: number;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #places: BranchPlaces;
  readonly #settings: RoomSettings;
  readonly #peers = new Map<DeviceId, RoomPeer>();
  /** By worker. */
  readonly #branches = new Map<string, CarriedBranch>();
  readonly #streams = new Map<DeviceId, { branchId: string; outlines: StreamOutline[] }>();
  /** By branch. */
  readonly #candidates = new Map<string, readonly Candidate[]>();
  readonly #speech: RoomSpeech;
  readonly #moves: Moves;
  #hearing: HearingRule = { slots: false, always: [] };
  readonly #closedRoom: () => void;
  #listener: MediaRoomListener;
  /** For a device that asks while it has no place; the same on every worker. */
  #capabilities: MediaRoomInfo['routerRtpCapabilities'] = {};
  #left: { peer: RoomPeer; listening: boolean }[] = [];
  /** Not all is known yet of what was there before. */
  #takingUp = false;
  #closed = false;

  private constructor(options: RoomOptions) {
    this.meetingId = options.meetingId;
    this.#term = options.term;
    this.#listener = options.listener;
    this.#places = options.places;
    this.#settings = options.settings;
    this.#closedRoom = options.closed;
    this.#log = options.settings.log.child({ meetingId: options.meetingId });
    this.#clock = options.settings.clock;
    this.#speech = new RoomSpeech({
      clock: this.#clock,
      present: () => this.#withMicrophone(),
      changed: (speaking, active) => this.#listener.speakingChanged(speaking, active),
    });
    this.#moves = new Moves({
      clock: this.#clock,
      log: this.#log,
      choose: (site, chosen) => this.#settledBranch(site, chosen),
      others: (branchId) => this.#others(branchId),
      streamsOf: (deviceId) => this.#streams.get(deviceId)?.outlines ?? [],
      present: (deviceId, branchId, outlines) => this.#present(branchId, deviceId, outlines),
      show: (deviceId) => this.#show(deviceId),
      closeIfEmpty: (carried) => this.#closeIfEmpty(carried),
    });
  }

  /** @throws {MediaUnavailable} */
  static async open(options: RoomOptions): Promise<Room> {
    const room = new Room(options);
    await room.#takeUp();
    if (room.#branches.size === 0) await room.#settledBranch(undefined, () => undefined);
    return room;
  }

  get branches(): CarriedBranch[] {
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
    const peer = this.#newPeer(options);
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
    this.#setHearing({ ...this.#hearing, always: participantIds });
  }

  async setBackstage(participantIds: readonly ParticipantId[]): Promise<void> {
    this.#setHearing({ ...this.#hearing, backstage: participantIds });
    this.#speech.microphoneClosed();
    await Promise.all(this.branches.map((carried) => this.#keptBy(carried)));
  }

  leftBehind(): LeftBehind[] {
    return this.#left.flatMap(({ peer, listening }) => {
      const streams = (this.#streams.get(peer.deviceId)?.outlines ?? []).map(viewOf);
      return peer.isClosed ? [] : [{ peer, participantId: peer.participantId, listening, streams }];
    });
  }

  letGo(): void {
    this.#end((branch) => branch.letGo());
  }

  async close(): Promise<void> {
    this.#end((branch) => branch.close());
    await Promise.resolve();
  }

  #end(leave: (branch: RoomBranch) => void): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const carried of this.branches) {
      leave(carried.branch);
      carried.end();
    }
    // Of a branch that is left, peers are ended only here.
    for (const peer of [...this.#peers.values()]) peer.close();
    this.#branches.clear();
    this.#speech.close();
    this.#closedRoom();
  }

  async #takeUp(): Promise<void> {
    const left = await this.#places.left?.(this.meetingId, this.#term);
    if (!left?.length || this.#closed) return;
    this.#takingUp = true;
    this.#hearing = { ...this.#hearing, ...left.find(({ rule }) => rule)?.rule };
    const { branches, capabilities } = await takeUp(left, (place, id) => this.#openBranch(place, id));
    this.#capabilities = capabilities ?? this.#capabilities;
    for (const { carried, devices, site } of branches) for (const device of devices) this.#settleLeft(carried, device, site);
    for (const { carried } of branches) this.#closeIfEmpty(carried);
    this.#takingUp = false;
    this.#considerSize();
    this.#log.info({ branches: branches.length, peers: this.#left.length }, 'media room taken up');
  }

  #settleLeft(carried: CarriedBranch, device: LeftDevice, site: string | undefined): void {
    if (this.#branches.get(carried.worker) !== carried) return;
    const { deviceId, participantId, listening } = device;
    const peer = this.#newPeer({ deviceId, participantId, site, send: () => undefined });
    peer.setListening(listening);
    carried.expect(peer);
    peer.settle(carried);
    // It may have been on its way from or to another branch, whose device is gone.
    if (carried.branch.canMove) carried.branch.setPresence(deviceId, { stage: 'present', replaces: {} });
    this.#left.push({ peer, listening });
  }

  #newPeer(options: Parameters<Room['addPeer']>[0]): RoomPeer {
    const { deviceId } = options;
    const peer = new RoomPeer({
      ...options,
      site: options.site,
      fullInfo: (info) => this.#fullInfo(deviceId, info),
      sourceOf: (id) => this.#sourceOf(deviceId, id),
      closing: (closing) => this.#leave(closing),
      moved: (moved, epoch) => this.#moves.moved(moved, epoch),
      cameBack: (back, epoch) => this.#moves.cameBack(back, epoch),
    });
    this.#peers.set(deviceId, peer);
    return peer;
  }

  /** @throws {MediaUnavailable, MediaEpochOver} */
  async #place(peer: RoomPeer): Promise<void> {
    const carried = await this.#settledBranch(peer.site, (chosen) => chosen.expect(peer));
    if (peer.isClosed) {
      carried.forgo(peer);
      this.#closeIfEmpty(carried);
      throw new MediaEpochOver();
    }
    peer.settle(carried);
  }

  /** @param chosen called in the same turn, so that no other choice comes between */
  async #settledBranch(site: string | undefined, chosen: (carried: CarriedBranch) => void): Promise<CarriedBranch> {
    const carried = await this.#places.assign({
      site,
      needs: (worker) => {
        const carrying = this.#branches.get(worker);
        return { carries: carrying !== undefined, neededPacketsPerSecond: carrying?.neededPacketsPerSecond ?? packetsFor(1) };
      },
      take: (place) => {
        const taken = this.#branches.get(place.worker) ?? this.#openBranch(place);
        chosen(taken);
        return taken;
      },
    });
    const capabilities = await carried.branch.ready;
    // Its worker may have died in the same moment.
    if (this.#closed || this.#branches.get(carried.worker) !== carried) throw new MediaEpochOver();
    this.#capabilities = capabilities;
    return carried;
  }

  #openBranch(place: BranchPlace, id = newId()): CarriedBranch {
    const branch = place.open({ id, meetingId: this.meetingId, term: this.#term, listener: this.#listenerFor(id) });
    const carried = new CarriedBranch(place, branch);
    for (const { branch: other } of this.#branches.values()) {
      other.meet(branch.id);
      branch.meet(other.id);
    }
    for (const [deviceId, { branchId, outlines }] of this.#streams) branch.setFarStreams(branchId, deviceId, outlines);
    this.#branches.set(place.worker, carried);
    branch.ready.then(
      () => {
        branch.setHearing(this.#hearing);
        for (const [originId, candidates] of this.#candidates) branch.setFarCandidates(originId, candidates);
      },
      (error: unknown) => {
        this.#log.warn({ err: error }, 'branch did not open');
        this.#forget(carried);
      },
    );
    return carried;
  }

  #listenerFor(branchId: string): BranchListener {
    return {
      event: (deviceId, event) => this.#peers.get(deviceId)?.tell(branchId, event),
      streams: (deviceId, outlines) => this.#streamsChanged(branchId, deviceId, outlines),
      heard: (levels) => this.#speech.heard(branchId, levels),
      candidates: (candidates) => {
        this.#candidates.set(branchId, candidates);
        for (const other of this.#others(branchId)) other.setFarCandidates(branchId, candidates);
      },
      over: () => this.#branchOver(branchId),
      takenOver: () => this.#takenOver(),
      vacate: (turn) => this.#vacate(branchId, turn),
    };
  }

  async #vacate(branchId: string, turn: Turn): Promise<boolean> {
    const carried = this.branches.find(({ id }) => id === branchId);
    if (!carried) return true;
    const people = [...this.#peers.values()].filter((peer) => peer.carried === carried);
    const moving = await Promise.allSettled(people.map((peer) => turn(() => this.#moves.begin(peer))));
    for (const move of moving) if (move.status === 'rejected') this.#log.info({ err: move.reason }, 'a device cannot move yet');
    return carried.isEmpty;
  }

  #others(branchId: string): RoomBranch[] {
    return this.branches.map(({ branch }) => branch).filter(({ id }) => id !== branchId);
  }

  #streamsChanged(branchId: string, deviceId: DeviceId, outlines: StreamOutline[]): void {
    if (this.#moves.tookStreams(branchId, deviceId, outlines)) return;
    // A device that has moved on is told of by the branch where it is.
    const at = this.#peers.get(deviceId)?.carried?.id ?? this.#streams.get(deviceId)?.branchId;
    if (at === branchId || (at === undefined && outlines.length > 0)) this.#present(branchId, deviceId, outlines);
  }

  #present(branchId: string, deviceId: DeviceId, outlines: StreamOutline[]): void {
    if (outlines.length > 0) this.#streams.set(deviceId, { branchId, outlines });
    else this.#streams.delete(deviceId);
    if (this.#closed) return;
    for (const other of this.#others(branchId)) other.setFarStreams(branchId, deviceId, outlines);
    this.#show(deviceId);
    this.#considerSize();
    if (!outlines.some(({ source }) => source === 'microphone')) this.#speech.microphoneClosed();
  }

  #show(deviceId: DeviceId): void {
    const outlines = this.#moves.shown(deviceId, this.#streams.get(deviceId)?.outlines ?? []);
    if (!this.#closed) this.#listener.streamsChanged(deviceId, outlines.map(viewOf));
  }

  #sourceOf(deviceId: DeviceId, producerId: string): MediaSource | undefined {
    const stream = this.#streams.get(deviceId)?.outlines.find((outline) => outline.producerId === producerId);
    return stream?.source ?? this.#moves.sourceOf(deviceId, producerId);
  }

  #considerSize(): void {
    if (this.#closed || this.#takingUp) return;
    let openMicrophones = 0;
    for (const { outlines } of this.#streams.values())
      for (const { source, paused } of outlines) if (source === 'microphone' && !paused) openMicrophones++;
    const slots = wantsSlots(this.#hearing.slots, { people: this.#peers.size, openMicrophones }, this.#settings.slotsFrom);
    if (slots !== this.#hearing.slots) this.#setHearing({ ...this.#hearing, slots });
  }

  #setHearing(rule: HearingRule): void {
    this.#hearing = rule;
    for (const { branch } of this.#branches.values()) branch.setHearing(rule);
  }

  /** A branch that is over keeps nothing from nobody. */
  async #keptBy(carried: CarriedBranch): Promise<void> {
    try {
      await carried.branch.taken();
    } catch (error) {
      if (this.#branches.get(carried.worker) === carried) throw error;
    }
  }

  /** Of whom all may know that they speak. */
  #withMicrophone(): ReadonlySet<ParticipantId> {
    const present = new Set<ParticipantId>();
    for (const { outlines } of this.#streams.values())
      for (const { source, participantId } of outlines) if (source === 'microphone') present.add(participantId);
    for (const participantId of this.#hearing.backstage ?? []) present.delete(participantId);
    return present;
  }

  #leave(peer: RoomPeer): void {
    if (this.#peers.get(peer.deviceId) === peer) this.#peers.delete(peer.deviceId);
    this.#considerSize();
    this.#moves.left(peer);
    const { carried } = peer;
    if (!carried) return;
    carried.branch.removePeer(peer.deviceId);
    carried.forgo(peer);
    this.#closeIfEmpty(carried);
  }

  /** The last branch stays: people may come yet. */
  #closeIfEmpty(carried: CarriedBranch): void {
    if (this.#closed || !carried.isEmpty || this.#branches.size < 2 || this.#branches.get(carried.worker) !== carried) return;
    carried.branch.close();
    this.#forget(carried);
  }

  #forget(carried: CarriedBranch): void {
    carried.end();
    if (this.#branches.get(carried.worker) === carried) this.#branches.delete(carried.worker);
    this.#candidates.delete(carried.id);
    for (const other of this.#others(carried.id)) other.lose(carried.id);
    for (const [deviceId, { branchId }] of [...this.#streams]) {
      if (branchId !== carried.id) continue;
      this.#streams.delete(deviceId);
      this.#listener.streamsChanged(deviceId, []);
    }
    this.#speech.branchOver(carried.id);
  }

  #branchOver(branchId: string): void {
    const carried = this.branches.find(({ id }) => id === branchId);
    if (this.#closed || !carried) return;
    this.#moves.branchOver(branchId);
    const homeless = [...this.#peers.values()].filter((peer) => peer.carried === carried);
    this.#log.warn({ epoch: branchId, peers: homeless.length }, 'media room lost a branch');
    for (const peer of homeless) peer.unsettle();
    this.#forget(carried);
    void this.#placeAgain(homeless, 0);
  }

  #takenOver(): void {
    if (this.#closed) return;
    this.#log.warn('another conductor has the media room');
    this.letGo();
    this.#listener.takenOver?.();
  }

  async #placeAgain(homeless: readonly RoomPeer[], failures: number): Promise<void> {
    const left: RoomPeer[] = [];
    let reason: unknown;
    const placing = homeless.map(async (peer) => {
      try {
        await this.#place(peer);
        peer.begin();
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

  #fullInfo(deviceId: DeviceId, info: Partial<BranchInfo> | undefined): MediaRoomInfo {
    const { iceServers, iceTransportPolicy } = this.#settings;
    const nothing = { epoch: newId(), routerRtpCapabilities: this.#capabilities, kept: false };
    return { ...nothing, ...info, iceServers: iceServers(deviceId), iceTransportPolicy };
  }
}

function viewOf({ participantId: _, layers: __, replaces: ___, ...view }: StreamOutline): StreamView {
  return view;
}
