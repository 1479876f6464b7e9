/** Where a meeting's media goes. A strategy is one file beside this one. */

/** Packets a second one core forwards at 60 % of what was measured; past 100 % throughput falls (docs: README of bench). */
export const plannedPacketsPerSecond = 55_000;
/** What one participant is reckoned with: 3 voices of 50 packets and 4 videos of 50 packets a second. */
export const packetsPerParticipant = 350;

export interface WorkerPlace {
  index: number;
  /** Sum over its meetings of the participants there are or are expected, in packets a second. */
  reservedPacketsPerSecond: number;
}

export interface Placement {
  /**
   * Chooses the worker of a new or rebuilt meeting.
   * @param workers those alive
   * @returns undefined when all are full (or none lives)
   */
  choose(workers: readonly WorkerPlace[], packetsPerSecond: number): WorkerPlace | undefined;
}
