/**
 * A large meeting with 300 open microphones: each listener gets three streams, however many listen and whoever speaks. Rooms'
 * noise on all microphones, and three people who speak, others each second; real packets through one worker.
 */
import { compileSwarm } from '../compile-swarm.ts';
import type { Result, Row } from '../figures.ts';
import { comparisonCores } from '../machine.ts';
import { startSaalMedia } from '../servers/saal-media.ts';
import type { Publisher } from '../servers/server.ts';
import type { Swarm } from '../swarm.ts';
import { contend, leave, takeTurn, type Turn } from '../turns.ts';
import { letIn } from './one-to-many.ts';

const microphones = 300;
const listeners = [40, 150, 400];
/** What the row is about; more than a core bears beside the load generator, so it is computed from the slope. */
const wholeEvent = 1_660;
const slots = 3;
const length = { settleMs: 3_000, measureMs: 6_000 };
const bars = { ofThreeVoices: 0.02, lostRatio: 0.001 };
/** Decibels below the loudest: a word, and a room in which nobody speaks. */
const levels = { speech: 25, noise: 60 };
const speaksMs = 1_000;

interface Step extends Turn {
  listeners: number;
  packetsPerListener: number;
  /** As many microphones' packets each listener got. */
  voices: number;
}

/** @param workerBin binary of the media worker */
export async function eventAudio(workerBin: string, say: (line: string) => void): Promise<Result> {
  const server = await startSaalMedia({ workerBin, core: comparisonCores().server });
  const room = await server.openRoom();
  const talkers: Publisher[] = [];
  const saal = await contend(
    server,
    { name: 'Saal', binary: await compileSwarm(), core: comparisonCores().others },
    async (_server, senders) => {
      for (let n = 0; n < microphones; n++) talkers.push(await room.publish(senders, [{ kind: 'audio' }]));
    },
  );
  const stopSpeaking = letSpeakInTurn(saal.senders, talkers);
  const steps: Step[] = [];
  try {
    let inside = 0;
    for (const count of listeners) {
      await letIn(room, saal.viewers, count - inside, true);
      inside = count;
      const turn = await takeTurn(saal, length);
      const packetsPerListener = turn.packetsPerSecond / count;
      const voices = packetsPerListener / (turn.sentPacketsPerSecond / microphones);
      const step = { listeners: count, packetsPerListener, voices, ...turn };
      steps.push(step);
      say(`${count} listeners: ${step.packetsPerListener.toFixed(1)} packets/s each, ${coresOf(step).toFixed(2)} cores`);
    }
    return { rows: [rowOf(steps)], raw: { microphones, slots, length, levels, speaksMs, steps } };
  } finally {
    stopSpeaking();
    await leave(saal);
  }
}

function rowOf(steps: readonly Step[]): Row {
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) throw new Error('nothing was measured');
  const isThree = steps.every(({ voices }) => Math.abs(voices / slots - 1) <= bars.ofThreeVoices);
  const lost = Math.max(...steps.map(({ lostRatio }) => lostRatio));
  const perListener = (coresOf(last) - coresOf(first)) / (last.listeners - first.listeners);
  const each = steps
    .map(({ listeners: count, packetsPerListener, voices }) => `${count}: ${packetsPerListener.toFixed(1)} (${voices.toFixed(2)} voices)`)
    .join(', ');
  return {
    what: `${microphones} open microphones: packets a second for each listener, by how many listen`,
    measured: `${each}; at most ${(lost * 100).toFixed(2)} % lost; ${(perListener * 1e3).toFixed(2)} thousandths of a core more for each, so ${(coresOf(last) + perListener * (wholeEvent - last.listeners)).toFixed(1)} cores for ${wholeEvent} (computed)`,
    bar: `${slots} voices within ${bars.ofThreeVoices * 100} %, the same for all; <= ${bars.lostRatio * 100} % lost`,
    met: isThree && lost <= bars.lostRatio,
  };
}

const coresOf = ({ forwardingCores, applicationCores }: Turn): number => forwardingCores + applicationCores;

/** @returns ends it */
function letSpeakInTurn(senders: Swarm, talkers: readonly Publisher[]): () => void {
  const setLevel = (n: number, belowDb: number) => {
    const talker = talkers[n % talkers.length];
    if (talker) senders.setLevel(talker.client, talker.ssrcs[0] ?? 0, belowDb);
  };
  for (const n of talkers.keys()) setLevel(n, levels.noise);
  let speaking = 0;
  const timer = setInterval(() => {
    for (let n = 0; n < slots; n++) setLevel(speaking + n, levels.noise);
    // Not neighbours, so that those outside the race are among them.
    speaking += 101;
    for (let n = 0; n < slots; n++) setLevel(speaking + n, levels.speech);
  }, speaksMs);
  return () => clearInterval(timer);
}
