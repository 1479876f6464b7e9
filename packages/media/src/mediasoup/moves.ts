import type { Clock, Logger } from '@saal/foundation';
import type { DeviceId, MediaSource } from '@saal/protocol';
import { MediaUnavailable } from '../errors.ts';
import type { CarriedBranch } from './carried-branch.ts';
import type { RoomBranch } from './room-branch.ts';
import type { RoomPeer } from './room-peer.ts';
import type { StreamOutline } from './room-stream.ts';

/** A device that has done nothing by then does not know how to move: it has to begin anew. */
const answerLimitMs = 3_000;
/** A device that is not there by then has to begin anew. UDP in vain and then TCP takes six seconds. */
const moveLimitMs = 15_000;
/** How long who receives a device that moved has to change over to its new streams; a busy browser takes two seconds. */
const changeOverMs = 4_000;

/** What moves need of the room that they are in. */
export interface MovingRoom {
  clock: Clock;
  log: Logger;
  /** Chooses a place for the device; `chosen` is called in the turn of the choice. @throws {MediaUnavailable, MediaEpochOver} */
  choose(site: string | undefined, chosen: (carried: CarriedBranch) => void): Promise<CarriedBranch>;
  others(branchId: string): RoomBranch[];
  streamsOf(deviceId: DeviceId): readonly StreamOutline[];
  /** The device's streams are these, of that branch; everybody is told. */
  present(deviceId: DeviceId, branchId: string, outlines: StreamOutline[]): void;
  /** What the meeting shows of the device is told again. */
  show(deviceId: DeviceId): void;
  closeIfEmpty(carried: CarriedBranch): void;
}

/**
 * `coming`: the device makes its transports at `to`, everybody has it from `from`. `leaving`: it is at `to`, and the others
 * change over. `orphaned`: `from` died before the device was ready; it goes on to `to` if it can.
 */
interface Move {
  peer: RoomPeer;
  from: CarriedBranch;
  to: CarriedBranch;
  stage: 'coming' | 'leaving' | 'orphaned';
  /** While it comes: what it sends to `to`. While it leaves: what it sent to `from`. */
  held: readonly StreamOutline[];
  cancelLimits: (() => void)[];
  /** For whoever waits for the device to be up there. */
  up: PromiseWithResolvers<undefined>;
  /** For the device that waits for the others. */
  over: PromiseWithResolvers<undefined>;
}

/** Devices of a room on their way from one branch to another, without a gap: the new way is there before the old one goes. */
export class Moves {
  readonly #room: MovingRoom;
  readonly #moves = new Map<DeviceId, Move>();
  readonly #choosing = new Set<RoomPeer>();

  constructor(room: MovingRoom) {
    this.#room = room;
  }

  /**
   * Takes a device to another branch. Resolves when it is there, has to begin anew there, or is gone.
   * @throws {MediaUnavailable, MediaEpochOver} there is no other place
   */
  async begin(peer: RoomPeer): Promise<void> {
    const from = peer.carried;
    if (!from || peer.isClosed || this.#choosing.has(peer) || this.#moves.has(peer.deviceId)) return;
    this.#choosing.add(peer);
    let to: CarriedBranch;
    try {
      to = await this.#room.choose(peer.site, (chosen) => chosen.expect(peer));
    } finally {
      this.#choosing.delete(peer);
    }
    if (to === from) throw new MediaUnavailable('there is no other place', 2_000);
    if (!isStillAt(peer, from)) return this.#forgo(peer, to);
    const [up, over] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const move: Move = { peer, from, to, stage: 'coming', held: [], cancelLimits: [], up, over };
    this.#moves.set(peer.deviceId, move);
    peer.approach(to);
    await (from.branch.canMove && to.branch.canMove ? this.#invite(move) : this.#beginAnew(move));
  }

  async #invite(move: Move): Promise<void> {
    const { clock, log } = this.#room;
    const { peer } = move;
    const late = (what: string) => {
      log.info({ deviceId: peer.deviceId, what }, 'device does not move, it has to begin anew');
      void this.#beginAnew(move);
    };
    move.cancelLimits = [
      clock.after(answerLimitMs, () => !peer.hasAnswered && move.stage === 'coming' && late('no answer')),
      clock.after(moveLimitMs, () => late('not there in time')),
    ];
    await peer.invite().catch((error: unknown) => {
      log.info({ err: error, deviceId: peer.deviceId }, 'device cannot be asked to move');
      if (this.#is(move)) return this.#beginAnew(move);
    });
    await move.up.promise;
  }

  /** The device is up at its next place. Resolves when the others have it from there. */
  async moved(peer: RoomPeer, epoch: string): Promise<void> {
    const move = this.#moves.get(peer.deviceId);
    if (move?.to.id !== epoch) return;
    if (move.stage === 'orphaned') return this.#end(move);
    if (move.stage === 'coming') {
      // What a host muted after the device had begun to send there.
      for (const source of this.#mutedMeanwhile(move)) await peer.pauseNext(source);
      if (this.#is(move)) this.#arrive(move);
    }
    await move.over.promise;
  }

  /** @param epoch whose transports the device holds */
  cameBack(peer: RoomPeer, epoch: string | undefined): void {
    const move = this.#moves.get(peer.deviceId);
    if (!move || move.stage === 'orphaned' || (move.stage === 'coming' && epoch === move.from.id)) return;
    if (move.stage === 'coming') this.#arrive(move);
    // It begins anew, or compares what the meeting shows with what it sends: by the new names.
    this.#finish(move);
  }

  /** @returns whether these were streams that only moves are concerned with */
  tookStreams(branchId: string, deviceId: DeviceId, outlines: readonly StreamOutline[]): boolean {
    const move = this.#moves.get(deviceId);
    const [held, bystanders] = move?.stage === 'coming' ? [move.to, false] : [move?.from, true];
    if (!move || held?.id !== branchId) return false;
    move.held = outlines;
    if (bystanders) for (const other of this.#room.others(branchId)) other.setFarStreams(branchId, deviceId, outlines);
    return true;
  }

  /** A stream that the device sends besides those that everybody has. */
  sourceOf(deviceId: DeviceId, producerId: string): MediaSource | undefined {
    return this.#moves.get(deviceId)?.held.find((outline) => outline.producerId === producerId)?.source;
  }

  /** As the meeting shows it: until the others have changed over, by the names of the former streams. */
  shown(deviceId: DeviceId, outlines: readonly StreamOutline[]): readonly StreamOutline[] {
    if (this.#moves.get(deviceId)?.stage !== 'leaving') return outlines;
    return outlines.map((outline) => ({ ...outline, producerId: outline.replaces ?? outline.producerId }));
  }

  branchOver(branchId: string): void {
    for (const move of [...this.#moves.values()]) {
      const { from, to, peer } = move;
      if (to.id === branchId) {
        if (move.stage === 'coming') peer.stay();
        if (move.stage === 'leaving') this.#leaveFormer(move);
        this.#end(move);
      } else if (from.id === branchId) {
        if (move.stage === 'leaving') this.#finish(move);
        else this.#orphan(move);
      }
    }
  }

  /** The device goes. */
  left(peer: RoomPeer): void {
    const move = this.#moves.get(peer.deviceId);
    if (move?.peer !== peer) return;
    this.#end(move);
    const other = move.stage === 'coming' ? move.to : move.stage === 'leaving' ? move.from : undefined;
    if (other) this.#leave(peer, other);
  }

  /** A method, since it may have ended during an await. */
  #is(move: Move): boolean {
    return this.#moves.get(move.peer.deviceId) === move;
  }

  #mutedMeanwhile({ peer, held }: Move): MediaSource[] {
    const muted = this.#room.streamsOf(peer.deviceId).filter(({ paused }) => paused);
    return held.filter(({ source, paused }) => !paused && muted.some((one) => one.source === source)).map(({ source }) => source);
  }

  /** From now on everybody has the device's streams from its new place. */
  #arrive(move: Move): void {
    const { peer, from } = move;
    const { deviceId } = peer;
    const former = this.#room.streamsOf(deviceId);
    const replaced = move.held.map((outline) => {
      const replaces = former.find(({ source, shareId }) => source === outline.source && shareId === outline.shareId)?.producerId;
      return { ...outline, ...(replaces === undefined ? {} : { replaces }) };
    });
    move.stage = 'leaving';
    move.held = former;
    peer.arrive();
    from.branch.setPresence(deviceId, { stage: 'leaving' });
    this.#open(move, replaced);
    move.up.resolve(undefined);
    this.#limit(move, changeOverMs, () => this.#finish(move));
  }

  #open({ peer, to }: Move, outlines: StreamOutline[]): void {
    const replaces = Object.fromEntries(outlines.flatMap(({ producerId, replaces: by }) => (by === undefined ? [] : [[producerId, by]])));
    to.branch.setPresence(peer.deviceId, { stage: 'present', replaces });
    this.#room.present(peer.deviceId, to.id, outlines);
  }

  #finish(move: Move): void {
    this.#leaveFormer(move);
    this.#end(move);
    this.#room.show(move.peer.deviceId);
  }

  #leaveFormer({ peer, from }: Move): void {
    peer.forgetFormer();
    for (const other of this.#room.others(from.id)) other.setFarStreams(from.id, peer.deviceId, []);
    this.#leave(peer, from);
  }

  /** What it left is gone: it is at its next place, ready or not. */
  #orphan(move: Move): void {
    const { peer, held } = move;
    const goesOn = peer.hasAnswered;
    move.stage = 'orphaned';
    peer.arrive();
    peer.forgetFormer();
    this.#open(move, [...held]);
    move.up.resolve(undefined);
    if (!goesOn) void this.#beginAnew(move);
  }

  /** The device builds all anew at its next place, as after a death. */
  async #beginAnew(move: Move): Promise<void> {
    const { peer } = move;
    if (!this.#is(move)) return;
    if (move.stage === 'coming') this.#arrive(move);
    if (move.stage === 'leaving') this.#leaveFormer(move);
    this.#end(move);
    await peer.reset().catch((error: unknown) => this.#room.log.info({ err: error }, 'a device could not be told to begin anew'));
    this.#room.show(peer.deviceId);
  }

  #limit(move: Move, delayMs: number, task: () => void): void {
    for (const cancel of move.cancelLimits) cancel();
    move.cancelLimits = [this.#room.clock.after(delayMs, task)];
  }

  #end(move: Move): void {
    for (const cancel of move.cancelLimits) cancel();
    if (this.#is(move)) this.#moves.delete(move.peer.deviceId);
    move.up.resolve(undefined);
    move.over.resolve(undefined);
  }

  #leave(peer: RoomPeer, carried: CarriedBranch): void {
    carried.branch.removePeer(peer.deviceId);
    this.#forgo(peer, carried);
  }

  #forgo(peer: RoomPeer, carried: CarriedBranch): void {
    carried.forgo(peer);
    this.#room.closeIfEmpty(carried);
  }
}

/** It may have left, or lost the place that it was to leave, during an await. */
function isStillAt(peer: RoomPeer, carried: CarriedBranch): boolean {
  return !peer.isClosed && peer.carried === carried;
}
