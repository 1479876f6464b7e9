/** What has to be forwarded at least, computed from what is sent: a measure for what is forwarded, and whether all of it comes. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LayerShape } from '../servers/server.ts';
import type { Contender } from '../turns.ts';

/** RTP header, header extensions (stream id, transport-wide number, send time) and the cipher's tag. */
const overhead = 12 + 16 + 16;
const pictureDescriptor = 4;
/** Of the swarm: the largest payload. */
const packetBytes = 1_140;

/** Bytes a second of one layer as a viewer receives it. */
export function layerBytesPerSecond({ bitrateKbps, framesPerSecond }: LayerShape): number {
  const payload = (bitrateKbps * 1_000) / 8;
  return payload + framesPerSecond * Math.ceil(payload / framesPerSecond / packetBytes) * (overhead + pictureDescriptor);
}

export const voiceBytesPerSecond = 50 * (80 + overhead);

const lookMs = 1_000;
const reachedRatio = 0.95;

/**
 * Lets media flow until viewers receive (nearly) all that is meant for them: their bandwidth is estimated, and the estimate has to
 * grow first.
 * @returns the seconds that took; undefined: not within the limit
 */
export async function flowUntilWhole(
  { senders, viewers }: Contender,
  idealBytesPerSecond: number,
  limitS: number,
): Promise<number | undefined> {
  senders.flow(true);
  const startedAtMs = performance.now();
  let [bytes, atMs] = [(await viewers.sums()).receivedBytes, startedAtMs];
  while (atMs - startedAtMs < limitS * 1_000) {
    await sleep(lookMs);
    const { receivedBytes } = await viewers.sums();
    const nowMs = performance.now();
    const bytesPerSecond = ((receivedBytes - bytes) * 1_000) / (nowMs - atMs);
    [bytes, atMs] = [receivedBytes, nowMs];
    if (bytesPerSecond >= reachedRatio * idealBytesPerSecond) return (nowMs - startedAtMs) / 1_000;
  }
  return undefined;
}
