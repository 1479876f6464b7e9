import type { Clock, Logger } from '@saal/foundation';
import type { MeetingId } from '@saal/protocol';
import type { TransportListenInfo } from 'mediasoup/types';
import { Branch } from './branch.ts';
import type { FarBranch } from './far-branch.ts';
import type { BranchListener, BranchPlace, BranchPlaces, PlaceWanted } from './room-branch.ts';
import type { Reserved, WorkerPool } from './worker-pool.ts';

/** The workers of this process, and the branches on them. */
export class LocalPlaces implements BranchPlaces {
  readonly #pool: WorkerPool;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #branches = new Map<string, Branch>();

  constructor(pool: WorkerPool, { log, clock }: { log: Logger; clock: Clock }) {
    this.#pool = pool;
    this.#log = log;
    this.#clock = clock;
  }

  branch(id: string): Branch | undefined {
    return this.#branches.get(id);
  }

  assign<T>({ site, needs, take }: PlaceWanted<T>): Promise<T> {
    return this.#pool.assign({ site, needs: (index) => needs(String(index)), take: (reserved) => take(this.#placeOf(reserved)) });
  }

  #placeOf(reserved: Reserved): BranchPlace {
    const { slot } = reserved;
    return {
      worker: String(slot.index),
      reserve: (packets) => void (slot.reservedPacketsPerSecond += packets),
      open: (options) => this.open({ ...options, reserved, reach: (id) => this.#branches.get(id) }),
    };
  }

  /**
   * @param options.reach another branch of the room; undefined: it is over
   * @param options.between where pipes to other hosts listen
   */
  open(options: {
    id: string;
    meetingId: MeetingId;
    listener: BranchListener;
    reserved: Reserved;
    reach: (id: string) => FarBranch | undefined;
    between?: TransportListenInfo | undefined;
  }): Branch {
    const branch = new Branch({ ...options, log: this.#log, clock: this.#clock, closed: () => void this.#branches.delete(options.id) });
    this.#branches.set(branch.id, branch);
    return branch;
  }
}
