/** What visitors really receive, by the packets that the swarm counts. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReceivedStream, Swarm } from '../swarm.ts';
import type { Visitor } from './visitor.ts';

export interface Reception {
  viewers: number;
  /** Those to whom everything came that is sent. */
  complete: number;
  packetsPerSecond: number;
  /** Pictures that the server did not send to somebody since its estimate of the network forbade it. */
  heldBack: number;
  /** Missing and not repaired, of what was sent to them. */
  lostRatio: number;
  longestGapMs: { audio: number; video: number };
  delayP50Ms: number;
  delayP99Ms: number;
  /** What did not come, by visitor; the first few. */
  missing: string[];
}

export const keyOf = (client: number, ssrc: number): string => `${client}:${ssrc}`;

export async function receivedBy(swarm: Swarm): Promise<Map<string, ReceivedStream>> {
  return new Map((await swarm.streams()).map((stream) => [keyOf(stream.id, stream.ssrc), stream]));
}

/** @param expected streams that everybody is to get */
export async function receptionOver(
  durationMs: number,
  swarm: Swarm,
  visitors: readonly Visitor[],
  expected: { sounds: number; pictures: number },
): Promise<Reception> {
  const before = await receivedBy(swarm);
  swarm.mark();
  const startedAtMs = performance.now();
  await sleep(durationMs);
  const [after, sums, seconds] = [await receivedBy(swarm), await swarm.sums(), (performance.now() - startedAtMs) / 1_000];
  const missing: string[] = [];
  let [complete, received, lost, heldBack] = [0, 0, 0, 0];
  const longestGapMs = { audio: 0, video: 0 };
  for (const { number, media } of visitors) {
    const flowing = { audio: 0, video: 0 };
    for (const incoming of media?.incoming.values() ?? []) {
      const { kind, ssrc } = incoming;
      if (incoming.heldBack) heldBack += 1;
      const key = keyOf(media?.receiving ?? -1, ssrc);
      const [then, now] = [before.get(key), after.get(key)];
      if (!now || now.received === (then?.received ?? 0)) continue;
      flowing[kind] += 1;
      received += now.received - (then?.received ?? 0);
      lost += now.lost - (then?.lost ?? 0);
      longestGapMs[kind] = Math.max(longestGapMs[kind], now.longestGapMs);
    }
    if (flowing.audio >= expected.sounds && flowing.video >= expected.pictures) complete += 1;
    else missing.push(`${number}: ${flowing.audio} of ${expected.sounds} sounds, ${flowing.video} of ${expected.pictures} pictures`);
  }
  return {
    viewers: visitors.length,
    complete,
    heldBack,
    packetsPerSecond: Math.round(received / seconds),
    lostRatio: Math.max(0, lost) / Math.max(1, received + lost),
    longestGapMs,
    delayP50Ms: sums.delayP50Us / 1_000,
    delayP99Ms: sums.delayP99Us / 1_000,
    missing: missing.slice(0, 5),
  };
}
