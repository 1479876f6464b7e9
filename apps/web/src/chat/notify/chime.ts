/** Two short tones, made here: nothing is loaded for them. */
export async function chime(): Promise<void> {
  const context = new AudioContext();
  // Before the first press in a page browsers play nothing; the notification is seen all the same.
  if (context.state !== 'running') return context.close();
  const volume = new GainNode(context, { gain: 0 });
  volume.connect(context.destination);
  const tone = new OscillatorNode(context, { frequency: 660 });
  tone.connect(volume);
  const now = context.currentTime;
  volume.gain.linearRampToValueAtTime(0.12, now + 0.02);
  tone.frequency.setValueAtTime(880, now + 0.12);
  volume.gain.linearRampToValueAtTime(0, now + 0.4);
  tone.start(now);
  tone.stop(now + 0.45);
  return new Promise((resolve) => (tone.onended = () => resolve(context.close())));
}
