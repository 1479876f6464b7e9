/** How long a packet is inside the server: from the publisher's send to the moment the kernel has it for the viewer. */
import type { Result, Row } from '../figures.ts';
import { medianOf, takeTurns } from '../turns.ts';
import { oneToMany, peers, withPeers, type PeerName } from './one-to-many.ts';

const viewerCount = 250;
const rounds = 5;
const length = { settleMs: 700, measureMs: 2_000 };
const bars = { p99Ms: 20, againstJanus: 1, againstBare: 1.25 };

/** @param workerBin binary of the media worker */
export async function forwardLatency(workerBin: string, say: (line: string) => void): Promise<Result> {
  const names = [peers.saal, peers.bare, peers.janus];
  const turns = await withPeers(names, workerBin, oneToMany(viewerCount), (contenders) => takeTurns(contenders, rounds, length, say));
  const ms = (name: PeerName) => ({
    p50: medianOf(turns[name], (turn) => turn.delayP50Us) / 1_000,
    p99: medianOf(turns[name], (turn) => turn.delayP99Us) / 1_000,
  });
  const ours = ms(peers.saal);
  const against = (name: PeerName, bar: number): Row => {
    const theirs = ms(name);
    const ratio = ours.p50 / theirs.p50;
    return {
      what: `forward latency, 1 to ${viewerCount}, against ${name}`,
      measured: `p50 ${ours.p50.toFixed(2)} against ${theirs.p50.toFixed(2)} ms (${ratio.toFixed(2)}x), p99 ${ours.p99.toFixed(2)} against ${theirs.p99.toFixed(2)} ms`,
      bar: `p50 <= ${bar.toFixed(2)}x`,
      met: ratio <= bar,
    };
  };
  return {
    rows: [
      {
        what: `forward latency, 1 to ${viewerCount} on one core`,
        measured: `p50 ${ours.p50.toFixed(2)} ms, p99 ${ours.p99.toFixed(2)} ms`,
        bar: `p99 < ${bars.p99Ms} ms`,
        met: ours.p99 < bars.p99Ms,
      },
      against(peers.janus, bars.againstJanus),
      against(peers.bare, bars.againstBare),
    ],
    raw: { viewerCount, rounds, length, turns },
  };
}
