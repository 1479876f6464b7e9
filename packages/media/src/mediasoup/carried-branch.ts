import { packetsFor } from '../placement/placement.ts';
import type { PeerIdentity } from './peer-room.ts';
import type { BranchPlace, RoomBranch } from './room-branch.ts';

/** A branch with its place, and what is promised there to those who are in it or on their way. */
export class CarriedBranch {
  readonly branch: RoomBranch;
  readonly worker: string;
  readonly #place: BranchPlace;
  readonly #expected = new Set<PeerIdentity>();
  #reserved = 0;
  #over = false;

  constructor(place: BranchPlace, branch: RoomBranch) {
    this.branch = branch;
    this.worker = place.worker;
    this.#place = place;
    this.#reserve();
  }

  get id(): string {
    return this.branch.id;
  }

  get isEmpty(): boolean {
    return this.#expected.size === 0;
  }

  /** What one more device takes. */
  get neededPacketsPerSecond(): number {
    return packetsFor(this.#expected.size + 1) - this.#reserved;
  }

  expect(identity: PeerIdentity): void {
    this.#expected.add(identity);
    this.#reserve();
  }

  /** The device goes, or does not come. */
  forgo(identity: PeerIdentity): void {
    this.#expected.delete(identity);
    this.#reserve();
  }

  /** The branch is over: gives back what was promised. Idempotent. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#expected.clear();
    this.#place.reserve(-this.#reserved);
    this.#reserved = 0;
  }

  #reserve(): void {
    if (this.#over) return;
    const packets = packetsFor(this.#expected.size);
    this.#place.reserve(packets - this.#reserved);
    this.#reserved = packets;
  }
}
