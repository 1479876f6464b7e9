/** Saal and its peers with one publisher and the same viewers each: what the rows about forwarding compare. */
import { compileSwarm } from '../compile-swarm.ts';
import { comparisonCores } from '../machine.ts';
import { startBareWorker } from '../servers/bare-worker.ts';
import { startJanus } from '../servers/janus.ts';
import { startSaalMedia } from '../servers/saal-media.ts';
import type { Listening, RoomUnderTest, Sent, ServerUnderTest } from '../servers/server.ts';
import type { Swarm } from '../swarm.ts';
import { contend, leave, type Contender } from '../turns.ts';

/** A speaker in a small picture: 40 kbit/s of sound, 600 of video. */
export const speaker: readonly Sent[] = [
  { kind: 'audio' },
  { kind: 'video', layers: [{ widthPx: 640, heightPx: 360, framesPerSecond: 25, bitrateKbps: 600 }] },
];

export const peers = {
  saal: 'Saal',
  saalWithoutEstimates: 'Saal without bandwidth estimation',
  bare: 'bare worker without bandwidth estimation',
  janus: 'Janus tuned (event_loops=1)',
  janusAsShipped: 'Janus as shipped',
} as const;
export type PeerName = (typeof peers)[keyof typeof peers];

const janusPort = 44_850;
/** So many come in at once; more only makes handshakes wait for each other. */
const together = 20;

/** @param tiles what each of them sees; everything in full size when left out */
export async function letIn(
  room: RoomUnderTest,
  viewers: Swarm,
  count: number,
  estimates: boolean,
  tiles?: Listening['tiles'],
): Promise<void> {
  for (let left = count; left > 0; left -= together)
    await Promise.all(Array.from({ length: Math.min(left, together) }, () => room.listen(viewers, { estimates, ...(tiles && { tiles }) })));
}

/** @param at its place among those that run at the same time, for its port */
export async function startPeer(name: PeerName, workerBin: string, at: number): Promise<ServerUnderTest> {
  const core = comparisonCores().server;
  const worker = { workerBin, core };
  switch (name) {
    case peers.saal:
    case peers.saalWithoutEstimates:
      return startSaalMedia(worker);
    case peers.bare:
      return startBareWorker(worker);
    case peers.janus:
      return startJanus({ eventLoops: 1, port: janusPort + at, core });
    case peers.janusAsShipped:
      return startJanus({ eventLoops: 0, port: janusPort + at, core });
  }
}

/** Runs `measure` with the named peers filled alike, one room each, and ends them whatever happens. */
export async function withPeers<T>(
  names: readonly PeerName[],
  workerBin: string,
  fill: (server: ServerUnderTest, senders: Swarm, viewers: Swarm, estimates: boolean) => Promise<void>,
  measure: (contenders: readonly Contender[]) => Promise<T>,
): Promise<T> {
  const binary = await compileSwarm();
  const contenders: Contender[] = [];
  try {
    for (const [at, name] of names.entries()) {
      const server = await startPeer(name, workerBin, at);
      const enter = (one: ServerUnderTest, senders: Swarm, viewers: Swarm) => fill(one, senders, viewers, name === peers.saal);
      contenders.push(await contend(server, { name, binary, core: comparisonCores().others }, enter));
    }
    expectOneCipher(contenders);
    return await measure(contenders);
  } finally {
    await Promise.all(contenders.map(leave));
  }
}

/** @throws when a server encrypts otherwise than the others: half of the work of a packet would be another */
function expectOneCipher(contenders: readonly Contender[]): void {
  const profiles = contenders.map(({ name, senders, viewers }) => ({ name, ciphers: [...senders.profiles, ...viewers.profiles] }));
  if (new Set(profiles.flatMap(({ ciphers }) => ciphers)).size > 1) throw new Error(`not the same cipher: ${JSON.stringify(profiles)}`);
}

/** One publisher and `count` viewers. */
export const oneToMany =
  (count: number) =>
  async (server: ServerUnderTest, senders: Swarm, viewers: Swarm, estimates: boolean): Promise<void> => {
    const room = await server.openRoom();
    await room.publish(senders, speaker);
    await letIn(room, viewers, count, estimates);
  };
