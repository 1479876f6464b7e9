/** Two soft tones every three seconds, made by the browser: no file to load, and quiet where no sound is allowed yet. */
const EVERY_MS = 3_000;
const tones = [
  { hertz: 587, atS: 0 },
  { hertz: 784, atS: 0.35 },
];

/** @returns the function that ends it */
export function startRinging(): () => void {
  if (typeof AudioContext === 'undefined') return () => undefined;
  const context = new AudioContext();
  const once = (): void => {
    for (const { hertz, atS } of tones) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      const beginS = context.currentTime + atS;
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0, beginS);
      volume.gain.linearRampToValueAtTime(0.2, beginS + 0.04);
      volume.gain.exponentialRampToValueAtTime(0.001, beginS + 0.9);
      tone.connect(volume).connect(context.destination);
      tone.start(beginS);
      tone.stop(beginS + 1);
    }
  };
  // Without a press on this page the browser lets nothing be heard; then the dialog alone says it.
  context.resume().then(once, () => undefined);
  const timer = setInterval(once, EVERY_MS);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
