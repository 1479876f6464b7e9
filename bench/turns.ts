/** Several servers under the same load, in turns: what one of them is given, a drift of the machine gives to all. */
import { setTimeout as sleep } from 'node:timers/promises';
import { comparisonCores, coreBusySeconds, cpuSeconds } from './machine.ts';
import { median } from './figures.ts';
import type { ServerUnderTest } from './servers/server.ts';
import { Swarm, type SwarmSums } from './swarm.ts';

/** A server with people in it: those who send and those who receive are separate processes. */
export interface Contender {
  name: string;
  server: ServerUnderTest;
  senders: Swarm;
  viewers: Swarm;
}

export interface Turn {
  packetsPerSecond: number;
  /** By all senders: what came into the server. */
  sentPacketsPerSecond: number;
  mbitPerSecond: number;
  /** Of what the viewers should have received, after repair. */
  lostRatio: number;
  forwardingCores: number;
  applicationCores: number;
  /** Processor time of server and application for one forwarded packet. */
  cpuUsPerPacket: number;
  packetsPerCore: number;
  /** What the viewers' process receives a second and core of its own. */
  swarmPacketsPerCore: number;
  delayP50Us: number;
  delayP99Us: number;
  longestGapMs: number;
  /** Share of the server's core that others took meanwhile; by ticks, so a few hundredths mean nothing. */
  othersRatio: number;
}

/** With more than that on its core, what a server does is not its own doing. */
const maxOthersRatio = 0.15;

/** On a machine that is much too busy a whole turn may pass without a packet. */
class NothingArrived extends Error {
  override readonly name = 'NothingArrived';
  constructor(server: string, sums: SwarmSums) {
    super(`${server}: nothing arrives: ${JSON.stringify(sums)}`);
  }
}

export interface TurnLength {
  settleMs: number;
  measureMs: number;
}

/** @param fill makes the rooms and lets everybody in */
export async function contend(
  server: ServerUnderTest,
  { name, binary, core }: { name: string; binary: string; core?: number | undefined },
  fill: (server: ServerUnderTest, senders: Swarm, viewers: Swarm) => Promise<void>,
): Promise<Contender> {
  const contender = { name, server, senders: new Swarm(binary, core), viewers: new Swarm(binary, core) };
  // Nothing flows while people come in: handshakes need not wait behind media.
  contender.senders.flow(false);
  try {
    await fill(server, contender.senders, contender.viewers);
    return contender;
  } catch (error) {
    await leave(contender);
    throw error;
  }
}

export async function leave({ server, senders, viewers }: Contender): Promise<void> {
  await Promise.all([senders.close(), viewers.close()]);
  await server.close();
}

/** @throws {NothingArrived} and when the viewers cannot decrypt what they receive */
export async function takeTurn({ name, server, senders, viewers }: Contender, { settleMs, measureMs }: TurnLength): Promise<Turn> {
  senders.flow(true);
  await sleep(settleMs);
  viewers.mark();
  const core = comparisonCores().server;
  const before = {
    core: coreBusySeconds(core),
    sums: await viewers.sums(),
    sent: (await senders.sums()).sentPackets,
    cpu: server.cpuSeconds(),
    swarm: cpuSeconds(viewers.pid),
    at: performance.now(),
  };
  await sleep(measureMs);
  const after = {
    core: coreBusySeconds(core),
    sums: await viewers.sums(),
    sent: (await senders.sums()).sentPackets,
    cpu: server.cpuSeconds(),
    swarm: cpuSeconds(viewers.pid),
    at: performance.now(),
  };
  senders.flow(false);
  if (after.sums.undecryptable > 0) throw new Error(`${name}: what arrives cannot be decrypted: ${JSON.stringify(after.sums)}`);
  if (after.sums.decrypted === before.sums.decrypted) throw new NothingArrived(name, after.sums);
  const seconds = (after.at - before.at) / 1_000;
  const received = after.sums.receivedPackets - before.sums.receivedPackets;
  const lost = Math.max(0, after.sums.lostPackets - before.sums.lostPackets);
  const forwardingCores = (after.cpu.forwarding - before.cpu.forwarding) / seconds;
  const applicationCores = (after.cpu.application - before.cpu.application) / seconds;
  const packetsPerSecond = received / seconds;
  const packetsPerCore = packetsPerSecond / (forwardingCores + applicationCores);
  return {
    packetsPerSecond,
    sentPacketsPerSecond: (after.sent - before.sent) / seconds,
    mbitPerSecond: ((after.sums.receivedBytes - before.sums.receivedBytes) * 8) / seconds / 1e6,
    lostRatio: lost / (lost + received),
    forwardingCores,
    applicationCores,
    cpuUsPerPacket: 1e6 / packetsPerCore,
    packetsPerCore,
    swarmPacketsPerCore: received / (after.swarm - before.swarm),
    delayP50Us: after.sums.delayP50Us,
    delayP99Us: after.sums.delayP99Us,
    longestGapMs: after.sums.longestGapMs,
    othersRatio: Math.max(0, (after.core - before.core) / seconds - forwardingCores),
  };
}

type Taken = [name: string, turn: Turn];

async function takeRound(contenders: readonly Contender[], round: number, length: TurnLength): Promise<Taken[]> {
  const taken: Taken[] = [];
  for (let n = 0; n < contenders.length; n++) {
    const contender = contenders[(round + n) % contenders.length];
    if (contender) taken.push([contender.name, await takeTurn(contender, length)]);
  }
  return taken;
}

/** @returns why the round is not to count */
function faultOf(taken: readonly Taken[]): string | undefined {
  const others = Math.max(...taken.map(([, turn]) => turn.othersRatio));
  return others > maxOthersRatio ? `others took ${Math.round(others * 100)} % of the server's core` : undefined;
}

/**
 * Everybody once a round, and who begins moves on each round. The first round warms up and is not counted. A round in which
 * others took too much of the server's core is repeated, but no more rounds than were wanted; after that it counts as it is.
 * @returns the turns of each contender by name, in the order of the rounds
 */
export async function takeTurns(
  contenders: readonly Contender[],
  rounds: number,
  length: TurnLength,
  say: (line: string) => void,
): Promise<Record<string, Turn[]>> {
  const turns: Record<string, Turn[]> = Object.fromEntries(contenders.map(({ name }) => [name, []]));
  let repeats = rounds;
  for (let round = 0; round <= rounds; round++) {
    const taken = await takeRound(contenders, round, length).catch((error: unknown) => {
      if (error instanceof NothingArrived && repeats > 0) return error;
      throw error;
    });
    const fault = taken instanceof NothingArrived ? taken.message : faultOf(taken);
    if ((fault !== undefined && round > 0 && repeats > 0) || taken instanceof NothingArrived) {
      repeats--;
      round--;
      say(`a round is repeated: ${fault ?? ''}`);
      continue;
    }
    const told = taken.map(
      ([name, turn]) => `${name} ${turn.cpuUsPerPacket.toFixed(1)} us a packet (${Math.round(turn.packetsPerSecond)}/s)`,
    );
    if (round > 0) for (const [name, turn] of taken) turns[name]?.push(turn);
    say(`round ${round}${round === 0 ? ' (warming up)' : ''}: ${told.join(', ')}`);
  }
  return turns;
}

export function medianOf(turns: readonly Turn[] | undefined, value: (turn: Turn) => number): number {
  return median((turns ?? []).map(value));
}

/** How many times the work for the same processor time: the median over the rounds of ours against theirs. */
export function advantage(ours: readonly Turn[] | undefined, theirs: readonly Turn[] | undefined): number {
  return median((ours ?? []).map((turn, round) => (theirs?.[round]?.cpuUsPerPacket ?? Number.NaN) / turn.cpuUsPerPacket));
}
