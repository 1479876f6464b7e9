/** Background blur as an effect for `createDevices({ blurEffect })`. Load this file only when it is used. */
import type { VideoEffect } from '../camera-effect.ts';
import type { BlurJob } from './blur-job.ts';
import { blurOnPage } from './blur-on-page.ts';
import { frameStreams } from './frame-streams.ts';
import type { BlurUrls } from './person-blur.ts';

export type { BlurUrls } from './person-blur.ts';

const startWithinMs = 30_000;

/**
 * In a worker where the browser hands out pictures as streams (Chromium), else on the page.
 * The effect rejects when it cannot be had; then nobody sees a picture.
 */
export function createBlurEffect(urls: BlurUrls): VideoEffect {
  return (track) => (frameStreams === undefined ? blurOnPage(track, urls) : blurInWorker(track, urls, frameStreams));
}

async function blurInWorker(track: MediaStreamTrack, urls: BlurUrls, streams: NonNullable<typeof frameStreams>): ReturnType<VideoEffect> {
  const worker = new Worker(new URL('./blur-worker.ts', import.meta.url), { type: 'module' });
  // A copy: stopping the effect must not stop the camera, and a processor holds its track.
  const source = track.clone();
  const { readable } = streams.processor(source);
  const generator = streams.generator();
  const stop = () => {
    source.stop();
    generator.stop();
    worker.terminate();
  };
  const absolute = { loader: absoluteUrl(urls.loader), wasm: absoluteUrl(urls.wasm), model: absoluteUrl(urls.model) };
  const job: BlurJob = { urls: absolute, from: readable, to: generator.writable };
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the blur did not start in time')), startWithinMs);
      worker.addEventListener('message', (event: MessageEvent<unknown>) => {
        clearTimeout(timer);
        if (typeof event.data === 'object' && event.data !== null && 'failed' in event.data) reject(new Error(String(event.data.failed)));
        else resolve();
      });
      worker.addEventListener('error', (event) => {
        clearTimeout(timer);
        reject(new Error(event.message));
      });
      worker.postMessage(job, [job.from, job.to]);
    });
  } catch (error) {
    stop();
    throw error;
  }
  return { track: generator, stop };
}

/** A worker has its own address: what is meant is the page's. */
function absoluteUrl(url: string): string {
  return new URL(url, location.href).href;
}
