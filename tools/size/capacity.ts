/**
 * How many cores and nodes a load needs. Pure arithmetic over packets: a media server's work is packets forwarded, nearly
 * whatever their size (bench/README.md). What comes in is counted too, since it is received and decrypted.
 */

/** Packets and bits of one stream as it is forwarded. */
export interface StreamRate {
  packetsPerSecond: number;
  bitrateBps: number;
}

export interface Rates {
  /** Opus, 20 ms, while somebody speaks. */
  voice: StreamRate;
  /** A camera in a small tile. */
  tile: StreamRate;
  /** A camera on the stage. */
  stage: StreamRate;
  /** All layers a camera sends. */
  camera: StreamRate;
  /** A shared screen. */
  share: StreamRate;
}

export interface Meetings {
  meetings: number;
  /** In each, on average; may be a fraction. */
  people: number;
  /** Share of the people who send video, 0..1. */
  videoRatio: number;
  /** Share of the meetings with a shared screen, 0..1. */
  shareRatio: number;
  /** Cameras shown to each. */
  tiles: number;
  /** Microphones that sound at the same time in each meeting. */
  speaking: number;
}

export interface Event {
  people: number;
  /** On the stage: heard by all, and one of them seen large by all. */
  speaking: number;
  share: boolean;
}

export interface Load {
  people: number;
  forwarded: StreamRate;
  received: StreamRate;
}

export interface NodeShape {
  /** Forwarded packets a second one core manages when it does nothing else. */
  packetsPerSecondPerCore: number;
  /** Share of that which is used, so that a node may fail and an hour be busier than thought; 0..1. */
  loadRatio: number;
  cores: number;
  /** Of the network card, each way. */
  networkBps: number;
}

export interface Capacity {
  /** Cores for forwarding, before they are rounded up to nodes. */
  cores: number;
  nodes: number;
  limitedBy: 'cores' | 'network';
}

/** @throws {RangeError} when a count is negative or a share is not between 0 and 1 */
export function loadOfMeetings({ meetings, people, videoRatio, shareRatio, tiles, speaking }: Meetings, rates: Rates): Load {
  check({ meetings, people, tiles, speaking }, { videoRatio, shareRatio });
  const others = Math.max(0, people - 1);
  const cameras = people * videoRatio;
  const talking = Math.min(speaking, people);
  const inOne: Part[] = [
    // Everybody hears all who speak but oneself, and sees the cameras of others as far as there are tiles.
    [rates.voice, talking * others],
    [rates.tile, people * Math.min(tiles, others * videoRatio)],
    [rates.share, shareRatio * others],
  ];
  const intoOne: Part[] = [
    [rates.voice, talking],
    [rates.camera, cameras],
    [rates.share, shareRatio],
  ];
  return { people: meetings * people, forwarded: sum(inOne, meetings), received: sum(intoOne, meetings) };
}

/** Everybody hears the stage, sees one speaker large and the shared screen. @throws {RangeError} as above */
export function loadOfEvent({ people, speaking, share }: Event, rates: Rates): Load {
  check({ people, speaking }, {});
  const others = Math.max(0, people - 1);
  const shares = share ? 1 : 0;
  const out: Part[] = [
    [rates.voice, Math.min(speaking, people) * others],
    [rates.stage, others],
    [rates.share, shares * others],
  ];
  const into: Part[] = [
    [rates.voice, speaking],
    [rates.camera, speaking],
    [rates.share, shares],
  ];
  return { people, forwarded: sum(out, 1), received: sum(into, 1) };
}

/** @throws {RangeError} when a node has no core, or nothing of it may be used */
export function capacityFor({ forwarded, received }: Load, node: NodeShape): Capacity {
  const usable = node.packetsPerSecondPerCore * node.loadRatio;
  if (!(usable > 0) || node.loadRatio > 1 || node.cores < 1 || !(node.networkBps > 0)) throw new RangeError('such a node carries nothing');
  // Measured is what is forwarded, with what comes in included at the bench's shape of one in for many out. What comes in beyond that is counted as if it were forwarded: too much rather than too little.
  const cores = (forwarded.packetsPerSecond + received.packetsPerSecond) / usable;
  const byCores = Math.ceil(cores / node.cores);
  const byNetwork = Math.ceil(Math.max(forwarded.bitrateBps, received.bitrateBps) / (node.networkBps * node.loadRatio));
  return { cores, nodes: Math.max(byCores, byNetwork), limitedBy: byNetwork > byCores ? 'network' : 'cores' };
}

type Part = [rate: StreamRate, streams: number];

function sum(parts: readonly Part[], times: number): StreamRate {
  const total = { packetsPerSecond: 0, bitrateBps: 0 };
  for (const [rate, streams] of parts) {
    total.packetsPerSecond += rate.packetsPerSecond * streams * times;
    total.bitrateBps += rate.bitrateBps * streams * times;
  }
  return total;
}

function check(counts: Record<string, number>, shares: Record<string, number>): void {
  for (const [name, count] of Object.entries(counts)) if (!(count >= 0)) throw new RangeError(`${name} is a count of 0 or more`);
  for (const [name, share] of Object.entries(shares)) if (!(share >= 0 && share <= 1)) throw new RangeError(`${name} is between 0 and 1`);
}
