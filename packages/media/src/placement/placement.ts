/** Where a device's media goes. A strategy is one file beside this one. */

/**
 * Packets a second that are promised of one worker, unless the operator says otherwise: 60 % of what one core forwarded when it
 * was measured; past 100 % throughput falls (docs: README of bench).
 */
export const plannedPacketsPerSecond = 55_000;
/** What one participant is reckoned with: 3 voices of 50 packets and 4 videos of 50 packets a second. */
export const packetsPerParticipant = 350;
/** A branch is reckoned with at least so many participants, so that many small new meetings do not fall on one worker. */
const leastParticipants = 3;

/** What is promised to so many people of one meeting on one worker. */
export function packetsFor(participants: number): number {
  return packetsPerParticipant * Math.max(leastParticipants, participants);
}

export interface WorkerPlace {
  index: number;
  /** Promised to the devices there, in packets a second. */
  reservedPacketsPerSecond: number;
  /** As much may be promised there in all; default 55,000. */
  plannedPacketsPerSecond?: number;
  /** What is promised on top when the device goes there. */
  neededPacketsPerSecond: number;
  /** People of the same meeting are there already. */
  carries: boolean;
  /** It leaves pictures out, since it has too much to do: nobody is sent there while there is another one. */
  isOverloaded?: boolean;
  /** Undefined in an installation of one site. */
  site?: string;
}

export interface Placement {
  /**
   * Chooses the worker of a device that enters or lost its worker.
   * @param workers those alive
   * @param site where the device is, if that is known
   * @returns undefined when all are full (or none lives)
   */
  choose(workers: readonly WorkerPlace[], site?: string): WorkerPlace | undefined;
}

/** Those to choose from: with room, and not overloaded unless all are. */
export function openWorkers(workers: readonly WorkerPlace[]): readonly WorkerPlace[] {
  const withRoom = workers.filter(hasRoom);
  const calm = withRoom.filter(({ isOverloaded }) => !isOverloaded);
  return calm.length > 0 ? calm : withRoom;
}

/** Whether what is needed fits beside what is promised. */
function hasRoom({ reservedPacketsPerSecond, neededPacketsPerSecond, plannedPacketsPerSecond: planned }: WorkerPlace): boolean {
  return reservedPacketsPerSecond + neededPacketsPerSecond <= (planned ?? plannedPacketsPerSecond);
}
