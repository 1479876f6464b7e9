const notesHz = [660, 880];
const noteS = 0.18;

/** Plays two short notes. @param speaker id of an output; undefined: the system's. @returns when they have been played */
export async function playTestTone(speaker: string | undefined): Promise<void> {
  const context = new AudioContext();
  const element = new Audio();
  try {
    const output = context.createMediaStreamDestination();
    element.srcObject = output.stream;
    if (speaker !== undefined && 'setSinkId' in element) await element.setSinkId(speaker);
    await context.resume();
    await element.play();
    const startS = context.currentTime + 0.1; // The element needs a moment before it is heard.
    let last: OscillatorNode | undefined;
    for (const [index, frequency] of notesHz.entries()) {
      const oscillator = context.createOscillator();
      const gain = context.createGain();
      const fromS = startS + index * noteS;
      oscillator.frequency.value = frequency;
      // Swells and fades: a hard edge would click.
      gain.gain.setValueAtTime(0, fromS);
      gain.gain.linearRampToValueAtTime(0.3, fromS + 0.02);
      gain.gain.linearRampToValueAtTime(0, fromS + noteS);
      oscillator.connect(gain).connect(output);
      oscillator.start(fromS);
      oscillator.stop(fromS + noteS + 0.1);
      last = oscillator;
    }
    await new Promise<void>((resolve) => last?.addEventListener('ended', () => resolve(), { once: true }));
  } finally {
    element.srcObject = null;
    await context.close();
  }
}
