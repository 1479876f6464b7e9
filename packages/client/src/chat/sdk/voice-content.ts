/** Voice messages as events say them (MSC3245 over MSC1767). Pure. */
import { isObject, type Content } from './content.ts';

const VOICE = 'org.matrix.msc3245.voice';
const AUDIO = 'org.matrix.msc1767.audio';
/** Loudness is written as whole numbers up to this. */
const FULL = 1024;
const MOST_BARS = 120;

/** @param waveform 0..1 */
export function voiceContent(waveform: readonly number[], durationMs: number): Content {
  return { [VOICE]: {}, [AUDIO]: { duration: Math.round(durationMs), waveform: waveform.map((level) => Math.round(level * FULL)) } };
}

/** @returns nothing where it is no voice message; without a waveform of its sender an empty one */
export function voiceOf(content: Content): { waveform?: readonly number[] } {
  if (!isObject(content[VOICE])) return {};
  const audio = content[AUDIO];
  const written: unknown[] = isObject(audio) && Array.isArray(audio['waveform']) ? audio['waveform'] : [];
  const levels = written.slice(0, MOST_BARS).map((level) => (typeof level === 'number' ? Math.min(1, Math.max(0, level / FULL)) : 0));
  return { waveform: levels };
}
