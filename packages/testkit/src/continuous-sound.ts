import { renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const sampleRateHz = 48_000;
const seconds = 4;

/**
 * A sound without pauses for a browser's made-up microphone (its own beeps only once a second, so that a gap measured
 * with it ends up to a second late). It rises, falls and trembles, which noise suppression takes for a voice.
 * @returns the browser's argument
 */
export function continuousSound(): string {
  const samples = Buffer.alloc(sampleRateHz * seconds * 2);
  let phase = 0;
  for (let index = 0; index < sampleRateHz * seconds; index++) {
    const timeS = index / sampleRateHz;
    phase += (2 * Math.PI * (500 + 300 * Math.sin(2 * Math.PI * timeS))) / sampleRateHz;
    samples.writeInt16LE(Math.round(Math.sin(phase) * (9_000 + 4_000 * Math.sin(2 * Math.PI * 5 * timeS))), index * 2);
  }
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16); // size of what follows
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // one channel
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.length, 40);
  const path = join(tmpdir(), 'saal-continuous-sound.wav');
  // Written beside and moved there: another test may be reading it.
  writeFileSync(`${path}.${process.pid}`, Buffer.concat([header, samples]));
  renameSync(`${path}.${process.pid}`, path);
  return `--use-file-for-fake-audio-capture=${path}`;
}
