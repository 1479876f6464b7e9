/** Meetings of seven, everybody with sound and picture, everybody seen by everybody: how many one core carries. */
import type { Result, Row } from '../figures.ts';
import type { Sent, ServerUnderTest } from '../servers/server.ts';
import type { Swarm } from '../swarm.ts';
import { advantage, medianOf, takeTurns } from '../turns.ts';
import { peers, withPeers, type PeerName } from './one-to-many.ts';

const shape = { meetings: 5, people: 7 };
const rounds = 5;
const length = { settleMs: 700, measureMs: 2_000 };
const bars = { againstJanus: 1.4, againstBare: 0.9 };
/** A tile among nine, the same for all servers: one layer, since Janus' viewers do not choose by size. */
const participant: readonly Sent[] = [
  { kind: 'audio' },
  { kind: 'video', layers: [{ widthPx: 320, heightPx: 180, framesPerSecond: 25, bitrateKbps: 250 }] },
];

/** @param workerBin binary of the media worker */
export async function smallMeetings(workerBin: string, say: (line: string) => void): Promise<Result> {
  const names = [peers.saalWithoutEstimates, peers.bare, peers.janus];
  const turns = await withPeers(names, workerBin, fill, (contenders) => takeTurns(contenders, rounds, length, say));
  const meetings = (name: PeerName) => medianOf(turns[name], (turn) => shape.meetings / (turn.forwardingCores + turn.applicationCores));
  const against = (name: PeerName, bar: number): Row => {
    const ratio = advantage(turns[peers.saalWithoutEstimates], turns[name]);
    return {
      what: `meetings of ${shape.people} on one core, all with video, against ${name}; no bandwidth estimation`,
      measured: `${ratio.toFixed(2)}x (${meetings(peers.saalWithoutEstimates).toFixed(1)} against ${meetings(name).toFixed(1)} meetings a core, from ${shape.meetings} at a time)`,
      bar: `>= ${bar.toFixed(2)}x`,
      met: ratio >= bar,
    };
  };
  return {
    rows: [against(peers.janus, bars.againstJanus), against(peers.bare, bars.againstBare)],
    raw: { shape, rounds, length, turns },
  };
}

async function fill(server: ServerUnderTest, senders: Swarm, viewers: Swarm, estimates: boolean): Promise<void> {
  for (let meeting = 0; meeting < shape.meetings; meeting++) {
    const room = await server.openRoom();
    const everybody = [];
    for (let n = 0; n < shape.people; n++) everybody.push(await room.publish(senders, participant));
    await Promise.all(everybody.map(({ keys }) => room.listen(viewers, { estimates, except: keys })));
  }
}
