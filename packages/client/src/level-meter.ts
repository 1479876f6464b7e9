/** How loud a track is: 0 (-60 dBFS and below) to 1 (full), 20 times a second. */
import type { Timers } from './timers.ts';

const intervalMs = 50;

export interface LevelMeter {
  stop(): void;
}
export type StartLevelMeter = (track: MediaStreamTrack, timers: Timers, onLevel: (level: number) => void) => LevelMeter;

/** @param samples -1..1 */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  if (rms === 0) return 0;
  return Math.min(1, Math.max(0, (20 * Math.log10(rms) + 60) / 60));
}

export const startLevelMeter: StartLevelMeter = (track, timers, onLevel) => {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  // Before the first click browsers keep sound, and with it this meter, asleep.
  const wake = () => void context.resume();
  if (context.state === 'suspended') for (const type of ['pointerdown', 'keydown']) document.addEventListener(type, wake, { once: true });
  let cancel = timers.after(intervalMs, tick);
  let stopped = false;
  function tick(): void {
    if (stopped) return;
    cancel = timers.after(intervalMs, tick);
    if (context.state !== 'running') return;
    analyser.getFloatTimeDomainData(samples);
    onLevel(levelOf(samples));
  }
  return {
    stop() {
      stopped = true;
      cancel();
      for (const type of ['pointerdown', 'keydown']) document.removeEventListener(type, wake);
      source.disconnect();
      void context.close();
    },
  };
};
