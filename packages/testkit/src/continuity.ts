import type { Page } from 'playwright-core';
import { z } from 'zod';

const sampleEveryMs = 100;

interface Sampler {
  soundGapMs: number;
  pictureGapMs: number;
  stop: () => void;
}

/**
 * Begins to measure in a page (with the media probe) for how long nobody is heard and nobody is seen: real samples and decoded
 * frames of tracks that are being played, whichever connection they come by. Sound is told by the number of its samples, so that
 * a machine that is too busy to look does not pass for a gap; pictures to within a look, a tenth of a second or more.
 */
export async function watchContinuity(page: Page): Promise<void> {
  await page.evaluate((everyMs) => {
    const own = window as unknown as { saalProbe: { connections: RTCPeerConnection[] }; saalContinuity?: Sampler };
    own.saalContinuity?.stop();
    const sampler: Sampler = { soundGapMs: 0, pictureGapMs: 0, stop: () => clearInterval(timer) };
    const counts = new Map<string, number>();
    const playing = (): Set<string> =>
      new Set(
        [...document.querySelectorAll<HTMLMediaElement>('audio, video')].flatMap(({ srcObject }) =>
          srcObject instanceof MediaStream ? srcObject.getTracks().map(({ id }) => id) : [],
        ),
      );
    let [lastAtMs, seenAtMs, silentMs] = [performance.now(), performance.now(), 0];
    let before = playing();
    const sample = async (): Promise<void> => {
      const now = playing();
      let [heard, frames] = [0, 0];
      for (const connection of own.saalProbe.connections) {
        if (connection.connectionState === 'closed') continue;
        (await connection.getStats()).forEach((entry: Record<string, unknown>) => {
          if (entry['type'] !== 'inbound-rtp') return;
          const number = (field: string) => (typeof entry[field] === 'number' ? entry[field] : 0);
          const isSound = entry['kind'] === 'audio';
          const track = String(entry['trackIdentifier']);
          // What the browser makes up for lost packets does not count.
          const count = isSound ? number('totalSamplesReceived') - number('concealedSamples') : number('framesDecoded');
          const grown = count - (counts.get(track) ?? count);
          counts.set(track, count);
          if (!before.has(track) && !now.has(track)) return;
          if (isSound) heard += grown;
          else frames += grown;
        });
      }
      before = now;
      const nowMs = performance.now();
      const missingMs = Math.max(0, nowMs - lastAtMs - heard / 48);
      lastAtMs = nowMs;
      sampler.soundGapMs = Math.max(sampler.soundGapMs, silentMs + missingMs);
      silentMs = heard > 0 ? 0 : silentMs + missingMs;
      sampler.pictureGapMs = Math.max(sampler.pictureGapMs, nowMs - seenAtMs);
      if (frames > 0) seenAtMs = nowMs;
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
    return { soundGapMs: sampler.soundGapMs, pictureGapMs: sampler.pictureGapMs };
  });
  return Gaps.parse(raw);
}
