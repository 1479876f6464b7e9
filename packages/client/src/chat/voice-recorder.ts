/** Records what somebody says into a file, with how loud it was. Nothing is recorded before `start`, and the microphone is given back. */
import { startLevelMeter, type StartLevelMeter } from '../level-meter.ts';
import type { Model } from '../model.ts';
import { systemTimers, type Timers } from '../timers.ts';
import { ValueModel } from '../value-model.ts';

export type VoiceState =
  /** The browser asks whether it may. */
  | { phase: 'asking' }
  /** `level`: 0..1 */
  | { phase: 'recording'; elapsedMs: number; level: number }
  /** `url`: where it is heard, until `close`. */
  | { phase: 'recorded'; file: File; url: string; durationMs: number; waveform: readonly number[] }
  | { phase: 'failed'; code: 'denied' | 'no_microphone' | 'failed' };

export interface VoiceRecorder {
  readonly state: Model<VoiceState>;
  /** Ends the recording; what there is is kept. */
  stop(): void;
  /** Gives up everything. Idempotent. */
  close(): void;
}

interface VoiceOptions {
  /** Without its ending. */
  fileName: string;
  devices?: Pick<MediaDevices, 'getUserMedia'>;
  recorder?: typeof MediaRecorder;
  meter?: StartLevelMeter;
  timers?: Timers;
}

export const longestVoiceMs = 15 * 60_000;
const BARS = 60;
const SHOWN_EVERY_MS = 100;
/** Opus of speech: 15 minutes are 3.6 MB. */
const BITRATE_BPS = 32_000;
/** What browsers can write, best first; the last is Safari's. */
const kinds = [
  ['audio/ogg;codecs=opus', 'ogg'],
  ['audio/webm;codecs=opus', 'webm'],
  ['audio/mp4', 'm4a'],
] as const;

/** Begins at once. */
export function createVoiceRecorder(options: VoiceOptions): VoiceRecorder {
  return new BrowserVoiceRecorder(options);
}

class BrowserVoiceRecorder implements VoiceRecorder {
  readonly state = new ValueModel<VoiceState>({ phase: 'asking' });
  readonly #options: VoiceOptions;
  readonly #timers: Timers;
  readonly #levels: number[] = [];
  #end: () => void = () => undefined;
  #stop: () => void = () => undefined;
  #url: string | undefined;
  #closed = false;

  constructor(options: VoiceOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#start().catch((error: unknown) => {
      this.#end();
      if (!this.#closed) this.state.set({ phase: 'failed', code: codeOf(error) });
    });
  }

  stop(): void {
    this.#stop();
  }

  close(): void {
    this.#closed = true;
    this.#end();
    if (this.#url !== undefined) URL.revokeObjectURL(this.#url);
    this.#url = undefined;
  }

  async #start(): Promise<void> {
    const { devices = navigator.mediaDevices, recorder: Recorder = MediaRecorder, meter = startLevelMeter } = this.#options;
    const stream = await devices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
    const giveBack = (): void => stream.getTracks().forEach((track) => track.stop());
    const [track] = stream.getAudioTracks();
    if (this.#isClosed() || !track) {
      giveBack();
      return;
    }
    const [type, ending] = kinds.find(([kind]) => Recorder.isTypeSupported(kind)) ?? ['', 'webm'];
    const recorder = new Recorder(stream, { ...(type === '' ? {} : { mimeType: type }), audioBitsPerSecond: BITRATE_BPS });
    const parts: Blob[] = [];
    const startedMs = this.#timers.now();
    const elapsed = (): number => Math.min(longestVoiceMs, this.#timers.now() - startedMs);
    let shownMs = -SHOWN_EVERY_MS;
    let durationMs: number | undefined;
    const listening = meter(track, this.#timers, (level) => {
      this.#levels.push(level);
      if (this.state.get().phase !== 'recording' || elapsed() - shownMs < SHOWN_EVERY_MS) return;
      shownMs = elapsed();
      this.state.set({ phase: 'recording', elapsedMs: shownMs, level });
    });
    const cancelLongest = this.#timers.after(longestVoiceMs, () => this.stop());
    this.#end = () => {
      cancelLongest();
      listening.stop();
      if (recorder.state !== 'inactive') recorder.stop();
      giveBack();
    };
    this.#stop = () => {
      durationMs ??= elapsed();
      this.#end();
    };
    // A microphone that is pulled out ends it as well; what was said until then is kept.
    track.addEventListener('ended', () => this.stop());
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
    recorder.addEventListener('stop', () => {
      if (this.#closed) return;
      const bare = (recorder.mimeType || type || 'audio/webm').split(';')[0] ?? 'audio/webm';
      const file = new File(parts, `${this.#options.fileName}.${ending}`, { type: bare });
      const url = URL.createObjectURL(file);
      this.#url = url;
      this.state.set({ phase: 'recorded', file, url, durationMs: durationMs ?? elapsed(), waveform: bars(this.#levels, BARS) });
    });
    recorder.start();
    this.state.set({ phase: 'recording', elapsedMs: 0, level: 0 });
  }

  /** It may have been closed while the person was asked. */
  #isClosed(): boolean {
    return this.#closed;
  }
}

/** The loudest of each of so many parts. */
export function bars(levels: readonly number[], count: number): number[] {
  const many = Math.min(count, levels.length);
  const begin = (bar: number): number => Math.floor((bar * levels.length) / many);
  return Array.from({ length: many }, (_, bar) => Math.max(...levels.slice(begin(bar), begin(bar + 1))));
}

function codeOf(error: unknown): 'denied' | 'no_microphone' | 'failed' {
  if (!(error instanceof DOMException)) return 'failed';
  if (error.name === 'NotAllowedError' || error.name === 'SecurityError') return 'denied';
  return error.name === 'NotFoundError' || error.name === 'NotReadableError' ? 'no_microphone' : 'failed';
}
