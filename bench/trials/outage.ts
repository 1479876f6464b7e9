import { setTimeout as sleep } from 'node:timers/promises';
import type { Swarm } from '../swarm.ts';
import { keyOf, receivedBy } from './reception.ts';
import type { Visitor } from './visitor.ts';

const pollMs = 150;
const giveUpAfterMs = 30_000;

export interface Outage {
  victims: number;
  /** Until the first of them was told of another media room; undefined when nobody was. */
  detectedMs: number | undefined;
  /** From then until both transports of each stood again. */
  readyMs: number[];
  /** Of each to whom sound came again. */
  backMs: number[];
  /** Those who had none after half a minute. */
  silent: number;
  /** What went wrong on the way, by how often. */
  troubles: Record<string, number>;
}

/**
 * How long the victims hear nothing after this was done to their node.
 * @param act is timed from
 */
export async function outageOf(victims: readonly Visitor[], swarm: Swarm, act: () => void): Promise<Outage> {
  const troublesBefore = new Map(victims.map((victim) => [victim, victim.media?.troubles.length ?? 0]));
  const startedAtMs = performance.now();
  act();
  const waiting = new Set(victims);
  const backMs: number[] = [];
  while (waiting.size > 0 && performance.now() - startedAtMs < giveUpAfterMs) {
    await sleep(pollMs);
    const streams = await receivedBy(swarm);
    for (const victim of waiting) {
      const { media } = victim;
      if (!media?.resets.some(({ atMs }) => atMs > startedAtMs)) continue;
      const hears = [...media.incoming.values()].some(
        ({ kind, ssrc }) => kind === 'audio' && (streams.get(keyOf(media.receiving ?? -1, ssrc))?.received ?? 0) > 0,
      );
      if (!hears) continue;
      waiting.delete(victim);
      backMs.push(performance.now() - startedAtMs);
    }
  }
  const resets = victims.flatMap(({ media }) => media?.resets ?? []).filter(({ atMs }) => atMs > startedAtMs);
  const told = resets.map(({ atMs }) => atMs - startedAtMs);
  const readyMs = resets.flatMap(({ atMs, readyAtMs }) => (readyAtMs === undefined ? [] : [readyAtMs - atMs]));
  const troubles: Record<string, number> = {};
  for (const victim of victims)
    for (const trouble of victim.media?.troubles.slice(troublesBefore.get(victim)) ?? []) {
      const kind = trouble.replaceAll(/\d+/g, 'n');
      troubles[kind] = (troubles[kind] ?? 0) + 1;
    }
  return {
    victims: victims.length,
    detectedMs: told.length > 0 ? Math.min(...told) : undefined,
    readyMs,
    backMs,
    silent: waiting.size,
    troubles,
  };
}
