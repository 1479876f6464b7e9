/**
 * One publisher to many viewers on one core. First the processor time of a packet, in alternating turns of the same load; then
 * how many viewers one core really serves, by letting in more until packets are lost.
 */
import { compileSwarm } from '../compile-swarm.ts';
import type { Result, Row } from '../figures.ts';
import { comparisonCores } from '../machine.ts';
import type { RoomUnderTest } from '../servers/server.ts';
import type { Swarm } from '../swarm.ts';
import { advantage, contend, leave, medianOf, takeTurn, takeTurns, type Turn } from '../turns.ts';
import { letIn, oneToMany, peers, speaker, startPeer, withPeers, type PeerName } from './one-to-many.ts';

const viewerCount = 200;
const rounds = 5;
const length = { settleMs: 700, measureMs: 2_000 };
const bars = { tuned: 1.4, asShipped: 2.3, withEstimates: 1, swarmPacketsPerCore: 100_000 };
const climb = { firstViewers: 300, step: 100, mostViewers: 1_200 };
const maxLostRatio = 0.001;

/** @param workerBin binary of the media worker */
export async function fanOut(workerBin: string, say: (line: string) => void): Promise<Result> {
  const names = [peers.saal, peers.saalWithoutEstimates, peers.janus, peers.janusAsShipped];
  const turns = await withPeers(names, workerBin, oneToMany(viewerCount), (contenders) => takeTurns(contenders, rounds, length, say));
  const most = { saal: await climbFor(peers.saal, workerBin, say), janus: await climbFor(peers.janus, workerBin, say) };
  const swarm = medianOf(turns[peers.saal], (turn) => turn.swarmPacketsPerCore);
  return {
    rows: [
      compare('like for like, no bandwidth estimation', turns, peers.saalWithoutEstimates, peers.janus, bars.tuned),
      compare('like for like, no bandwidth estimation', turns, peers.saalWithoutEstimates, peers.janusAsShipped, bars.asShipped),
      compare('Saal estimating each viewer, Janus not', turns, peers.saal, peers.janus, bars.withEstimates),
      {
        what: `fan-out: viewers of one publisher on one core, at most ${maxLostRatio * 100} % lost after repair (steps of ${climb.step})`,
        measured: `Saal, estimating, ${most.saal.viewers}; ${peers.janus} ${most.janus.viewers}`,
        bar: '>= 0.90x Janus',
        met: most.janus.viewers > 0 && most.saal.viewers >= 0.9 * most.janus.viewers,
      },
      {
        what: 'the load generator: packets received a second and core of its own',
        measured: String(Math.round(swarm)),
        bar: `>= ${bars.swarmPacketsPerCore}`,
        met: swarm >= bars.swarmPacketsPerCore,
      },
    ],
    raw: { viewerCount, rounds, length, turns, climb, most },
  };
}

function compare(how: string, turns: Record<string, Turn[]>, ours: PeerName, theirs: PeerName, bar: number): Row {
  const ratio = advantage(turns[ours], turns[theirs]);
  const us = (name: PeerName) => medianOf(turns[name], (turn) => turn.cpuUsPerPacket).toFixed(1);
  const lost = (name: PeerName) => medianOf(turns[name], (turn) => turn.lostRatio);
  const percent = (name: PeerName) => (lost(name) * 100).toFixed(2);
  return {
    what: `fan-out 1 to ${viewerCount} on one core, against ${theirs}; ${how}`,
    measured: `${ratio.toFixed(2)}x the packets for the same processor time (${us(ours)} against ${us(theirs)} us a packet, ${percent(ours)} against ${percent(theirs)} % lost)`,
    bar: `>= ${bar.toFixed(2)}x, <= ${maxLostRatio * 100} % lost`,
    met: ratio >= bar && lost(ours) <= maxLostRatio,
  };
}

interface Step extends Turn {
  viewers: number;
}

function mostServed(steps: readonly Step[]): number {
  return Math.max(0, ...steps.filter(({ lostRatio }) => lostRatio <= maxLostRatio).map(({ viewers }) => viewers));
}

/** @returns why not all of the step came in: the server refused, or handshakes took too long; that, too, is its limit */
async function letInOrTell(room: RoomUnderTest, viewers: Swarm, estimates: boolean): Promise<string | undefined> {
  try {
    await letIn(room, viewers, climb.step, estimates);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Lets in more viewers, step by step, until the server loses too many packets. */
async function climbFor(name: PeerName, workerBin: string, say: (line: string) => void) {
  const binary = await compileSwarm();
  const server = await startPeer(name, workerBin, 0);
  const room = await server.openRoom();
  const contender = await contend(server, { name, binary, core: comparisonCores().others }, async (_server, senders, viewers) => {
    await room.publish(senders, speaker);
    await letIn(room, viewers, climb.firstViewers, name === peers.saal);
  });
  const steps: Step[] = [];
  try {
    for (let viewers = climb.firstViewers; viewers <= climb.mostViewers; viewers += climb.step) {
      const refused = viewers === climb.firstViewers ? undefined : await letInOrTell(room, contender.viewers, name === peers.saal);
      if (refused !== undefined) {
        say(`${name}, ${viewers} viewers: not all came in (${refused})`);
        return { viewers: mostServed(steps), steps, refused };
      }
      const turn = await takeTurn(contender, length);
      steps.push({ viewers, ...turn });
      say(`${name}, ${viewers} viewers: ${(turn.lostRatio * 100).toFixed(2)} % lost, ${turn.forwardingCores.toFixed(2)} cores`);
      if (turn.lostRatio > maxLostRatio) break;
    }
    return { viewers: mostServed(steps), steps };
  } finally {
    await leave(contender);
  }
}
