/**
 * What the application costs: the same load through Saal's media service and through a bare mediasoup worker. Both stand
 * side by side and take turns, so that a drift of the machine meets both. The processor time is the worker's and, for Saal,
 * this process's together.
 */
import { compileSwarm } from '../compile-swarm.ts';
import { median, type Result } from '../figures.ts';
import { comparisonCores } from '../machine.ts';
import { startBareWorker } from '../servers/bare-worker.ts';
import { startSaalMedia } from '../servers/saal-media.ts';
import type { Sent, ServerUnderTest } from '../servers/server.ts';
import type { Swarm } from '../swarm.ts';
import { advantage, contend, leave, medianOf, takeTurns, type Contender } from '../turns.ts';

const shape = { rooms: 4, listeners: 20, audio: 3, video: 4 };
const rounds = 12;
const length = { settleMs: 700, measureMs: 2_500 };
const bar = 0.9;

/** @param workerBin binary of the media worker, the same for both */
export async function applicationTax(workerBin: string, say: (line: string) => void): Promise<Result> {
  const binary = await compileSwarm();
  const { server: core, others } = comparisonCores();
  const contenders: Contender[] = [];
  try {
    contenders.push(await contend(await startSaalMedia({ workerBin, core }), { name: 'Saal', binary, core: others }, fill));
    contenders.push(await contend(await startBareWorker({ workerBin, core }), { name: 'bare', binary, core: others }, fill));
    const turns = await takeTurns(contenders, rounds, length, say);
    const ratio = advantage(turns['Saal'], turns['bare']);
    const perCore = (name: string) => medianOf(turns[name], (turn) => turn.packetsPerCore);
    const workers = (turns['Saal'] ?? []).map(
      (turn, round) =>
        turn.packetsPerSecond /
        turn.forwardingCores /
        ((turns['bare']?.[round]?.packetsPerSecond ?? 0) / (turns['bare']?.[round]?.forwardingCores ?? 1)),
    );
    const profiles = [...new Set(contenders.flatMap(({ senders, viewers }) => [...senders.profiles, ...viewers.profiles]))];
    return {
      rows: [
        {
          what: `application tax: Saal against the bare worker (${shape.rooms} rooms of ${shape.listeners} listeners, ${shape.audio} voices, ${shape.video} videos)`,
          measured: `${ratio.toFixed(2)}x (${Math.round(perCore('Saal'))} against ${Math.round(perCore('bare'))} packets/s per core; worker alone ${median(workers).toFixed(2)}x)`,
          bar: `>= ${bar.toFixed(2)}x`,
          met: ratio >= bar,
        },
        {
          what: 'SRTP chosen although the swarm names older ciphers first',
          measured: profiles.join(', '),
          bar: 'AES-GCM',
          met: profiles.every((profile) => profile.includes('GCM')),
        },
      ],
      raw: { shape, rounds, length, turns, ratio, packetsPerCore: perCore('Saal'), profiles },
    };
  } finally {
    await Promise.all(contenders.map(leave));
  }
}

async function fill(server: ServerUnderTest, senders: Swarm, viewers: Swarm): Promise<void> {
  for (let index = 0; index < shape.rooms; index++) {
    const room = await server.openRoom();
    for (let n = 0; n < shape.audio + shape.video; n++) {
      const sent: Sent = n < shape.audio ? { kind: 'audio' } : { kind: 'steady-video', payloadBytes: 950 };
      await room.publish(senders, [sent]);
    }
    await Promise.all(Array.from({ length: shape.listeners }, () => room.listen(viewers, { estimates: true })));
  }
}
