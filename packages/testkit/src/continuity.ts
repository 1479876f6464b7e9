import type { Page } from 'playwright-core';
import { z } from 'zod';

const sampleEveryMs = 100;

interface Sampler {
  /** When something of it last came, and the longest time that nothing did. */
  sound: { lastAtMs: number; longestMs: number };
  picture: { lastAtMs: number; longestMs: number };
  stop: () => void;
}

/**
 * Begins to measure in a page (with the media probe) for how long nobody is heard and nobody is seen: real samples and decoded
 * frames of tracks that are being played, whichever connection they come by. To within a tenth of a second.
 */
export async function watchContinuity(page: Page): Promise<void> {
  await page.evaluate((everyMs) => {
    const own = window as unknown as { saalProbe: { connections: RTCPeerConnection[] }; saalContinuity?: Sampler };
    own.saalContinuity?.stop();
    const startMs = performance.now();
    const sampler: Sampler = {
      sound: { lastAtMs: startMs, longestMs: 0 },
      picture: { lastAtMs: startMs, longestMs: 0 },
      stop: () => clearInterval(timer),
    };
    const counts = new Map<string, number>();
    const playing = (selector: 'audio' | 'video'): Set<string> =>
      new Set(
        [...document.querySelectorAll<HTMLMediaElement>(selector)].flatMap(({ srcObject }) =>
          srcObject instanceof MediaStream ? srcObject.getTracks().map(({ id }) => id) : [],
        ),
      );
    const sample = async (): Promise<void> => {
      const played = { audio: playing('audio'), video: playing('video') };
      const grown = { audio: false, video: false };
      for (const connection of own.saalProbe.connections) {
        if (connection.connectionState === 'closed') continue;
        (await connection.getStats()).forEach((entry: Record<string, unknown>) => {
          if (entry['type'] !== 'inbound-rtp') return;
          const number = (field: string) => (typeof entry[field] === 'number' ? entry[field] : 0);
          const kind = entry['kind'] === 'audio' ? 'audio' : 'video';
          const track = String(entry['trackIdentifier']);
          // What the browser makes up for lost packets does not count.
          const count = kind === 'audio' ? number('totalSamplesReceived') - number('concealedSamples') : number('framesDecoded');
          if (count > (counts.get(track) ?? 0) && played[kind].has(track)) grown[kind] = true;
          counts.set(track, count);
        });
      }
      const nowMs = performance.now();
      for (const [kind, gap] of [['audio', sampler.sound] as const, ['video', sampler.picture] as const]) {
        gap.longestMs = Math.max(gap.longestMs, nowMs - gap.lastAtMs);
        if (grown[kind]) gap.lastAtMs = nowMs;
      }
    };
    let busy = false;
    const timer = setInterval(() => {
      if (busy) return;
      busy = true;
      void sample().finally(() => (busy = false));
    }, everyMs);
    own.saalContinuity = sampler;
  }, sampleEveryMs);
}

const Gaps = z.object({ soundGapMs: z.number(), pictureGapMs: z.number() });

/** @returns the longest gaps since `watchContinuity`, the sampling itself included */
export async function longestGaps(page: Page): Promise<z.infer<typeof Gaps>> {
  const raw: unknown = await page.evaluate(() => {
    const sampler = (window as unknown as { saalContinuity: Sampler }).saalContinuity;
    return { soundGapMs: sampler.sound.longestMs, pictureGapMs: sampler.picture.longestMs };
  });
  return Gaps.parse(raw);
}
