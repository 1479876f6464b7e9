import { percentile, type Row } from '../figures.ts';
import type { Promotion } from './event-stage.ts';
import type { Outage } from './outage.ts';
import type { Reception } from './reception.ts';

/** What one size showed. */
export interface Step {
  inside: number;
  reception: Reception;
  cores: Record<string, number>;
  machineBusyRatio: number;
  /** Each viewer was told how many are inside. */
  allKnow: boolean;
  /** Of the control channel, to one of the audience while nothing happens but speech. */
  framesPerSecond: number;
  bytesPerSecond: number;
  /** Most that anybody was told since the entry. */
  bytesSinceEntry: number;
  largestFrameBytes: number;
  serversMiB: number[];
  joinP95Ms: number;
  readyP95Ms: number;
}

export interface EventFigures {
  steps: Step[];
  promotion: Promotion;
  killed: Outage;
  /** After the killed node runs again. */
  between: Step;
  stopped: Outage;
  /** After the stopped node goes on. */
  afterwards: Step;
  notEntered: string[];
  /** Requests that were to be granted. */
  refused: string[];
  /** Connections that ended, so that their people came again. */
  losses: string[];
  /** People without a connection at the end. */
  out: number;
  /** Logged at `warn` and above, by process. */
  complaints: Record<string, string[]>;
}

const bars = { lostRatio: 0.001, promotionMs: 2_000, backP50Ms: 3_000, backP95Ms: 8_000, detectedMs: 5_000, growth: 1.5 };

export function rowsOf({ steps, promotion, killed, stopped, afterwards, notEntered, refused, losses, out }: EventFigures): Row[] {
  return [
    ...[...steps, afterwards].map(receptionRow),
    ...controlRows(steps),
    promotionRow(promotion),
    ...outageRows('kill -9 of a node', killed),
    ...outageRows('SIGSTOP of a node', stopped),
    {
      what: 'everybody comes in and stays connected',
      measured: `${notEntered.length} did not come in, ${losses.length} were cut off and came again but ${out}, ${refused.length} requests refused`,
      bar: 'nobody',
      met: notEntered.length + losses.length + out + refused.length === 0,
    },
  ];
}

function receptionRow({ inside, reception, allKnow, machineBusyRatio }: Step): Row {
  const { viewers, complete, heldBack, lostRatio, longestGapMs, packetsPerSecond } = reception;
  return {
    what: `event of ${inside}: ${viewers} viewers over three nodes`,
    measured: `${complete} have all, ${heldBack} pictures held back by the estimate, ${allKnow ? '' : 'not all know how many are inside, '}${(lostRatio * 100).toFixed(3)} % lost, longest gap ${Math.round(longestGapMs.audio)} ms (sound), ${Math.round(longestGapMs.video)} ms (picture), ${packetsPerSecond} packets/s, machine ${Math.round(machineBusyRatio * 100)} % busy`,
    bar: 'all, < 0.1 %',
    met: allKnow && complete === viewers && lostRatio < bars.lostRatio,
  };
}

/** Compared with the smallest size at which lists are counts already. */
function controlRows(steps: readonly Step[]): Row[] {
  const [first, last] = [steps.find(({ inside }) => inside > 100), steps.at(-1)];
  if (!first || !last || first === last) return [];
  const memory = steps.slice(1).map((step, index) => {
    const before = steps[index] ?? step;
    return ((sum(step.serversMiB) - sum(before.serversMiB)) * 1_024) / Math.max(1, step.inside - before.inside);
  });
  return [
    {
      what: `messages a participant, ${steps.map(({ inside }) => inside).join(', ')} inside`,
      measured: `${steps.map(({ framesPerSecond, bytesPerSecond }) => `${framesPerSecond.toFixed(1)}/s (${Math.round(bytesPerSecond)} B/s)`).join(', ')}; largest ${last.largestFrameBytes} B`,
      bar: `<= ${bars.growth} times those at ${first.inside}`,
      met: last.framesPerSecond <= bars.growth * first.framesPerSecond && last.bytesPerSecond <= bars.growth * first.bytesPerSecond,
    },
    {
      what: 'memory of all servers for each participant more',
      measured: memory.map((kib) => `${Math.round(kib)} KiB`).join(', '),
      bar: `last <= ${bars.growth} times the first`,
      met: (memory.at(-1) ?? 0) <= bars.growth * Math.max(1, memory[0] ?? 0),
    },
  ];
}

function promotionRow({ seenMs, unseen, toldMs }: Promotion): Row {
  return {
    what: 'somebody of the audience is brought up: live picture at the others',
    measured:
      seenMs.length === 0
        ? 'not seen'
        : `told after ${Math.round(toldMs)} ms; seen p50 ${Math.round(percentile(seenMs, 0.5))} ms, p95 ${Math.round(percentile(seenMs, 0.95))} ms, last ${Math.round(Math.max(...seenMs))} ms, ${unseen} not`,
    bar: '<= 2 s for all',
    met: unseen === 0 && seenMs.length > 0 && Math.max(...seenMs) <= bars.promotionMs,
  };
}

function outageRows(what: string, { victims, detectedMs, backMs, silent }: Outage): Row[] {
  if (backMs.length === 0 || detectedMs === undefined)
    return [{ what: `${what} with ${victims} viewers`, measured: 'nobody hears again', bar: 'all', met: false }];
  const [p50, p95] = [percentile(backMs, 0.5), percentile(backMs, 0.95)];
  return [
    {
      what: `${what} with ${victims} viewers: sound is back`,
      measured: `p50 ${Math.round(p50)} ms, p95 ${Math.round(p95)} ms, ${silent} without`,
      bar: 'p50 <= 3 s, p95 <= 8 s, all',
      met: silent === 0 && p50 <= bars.backP50Ms && p95 <= bars.backP95Ms,
    },
    { what: `${what}: detected`, measured: `${Math.round(detectedMs)} ms`, bar: '<= 5 s', met: detectedMs <= bars.detectedMs },
  ];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
