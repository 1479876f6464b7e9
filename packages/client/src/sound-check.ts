/** Two things people otherwise learn only from others: "we do not hear you", and "you are muted". */
import type { Timers } from './timers.ts';

/** As `Devices.level`: -36 dBFS. Speech at arm's length is 0.5 and above, a quiet room below 0.25. */
const voice = 0.4;
const spokeRecentlyMs = 4000;
const startOfSpeechMs = 300;
const forgetMutedSpeechMs = 3000;
const deafReports = 2;

export interface SoundCheckOptions {
  timers: Timers;
  onChanged: (state: { soundNotArriving: boolean; speakingWhileMuted: boolean }) => void;
}

export class SoundCheck {
  readonly #options: SoundCheckOptions;
  #sending = false;
  #muted = false;
  #sendingSinceMs = 0;
  #lastVoiceMs = Number.NEGATIVE_INFINITY;
  #voiceSinceMs: number | undefined;
  #lastPackets: number | undefined;
  #deaf = 0;
  #soundNotArriving = false;
  #speakingWhileMuted = false;
  #cancelForget: (() => void) | undefined;

  constructor(options: SoundCheckOptions) {
    this.#options = options;
  }

  /** @param muted the microphone is on, and nothing of it is sent on purpose */
  setMicrophone({ sending, muted }: { sending: boolean; muted: boolean }): void {
    if (sending && !this.#sending) this.#sendingSinceMs = this.#options.timers.now();
    if (sending !== this.#sending) {
      this.#deaf = 0;
      this.#lastPackets = undefined;
    }
    this.#sending = sending;
    this.#muted = muted;
    if (!sending) this.#set({ soundNotArriving: false });
    if (!muted) this.#set({ speakingWhileMuted: false });
  }

  level(level: number): void {
    const now = this.#options.timers.now();
    if (level < voice) {
      // Between words it is quiet for a moment: only a longer pause ends the speech.
      if (now - this.#lastVoiceMs > startOfSpeechMs) this.#voiceSinceMs = undefined;
      return;
    }
    this.#lastVoiceMs = now;
    this.#voiceSinceMs ??= now;
    if (!this.#muted || now - this.#voiceSinceMs < startOfSpeechMs) return;
    this.#set({ speakingWhileMuted: true });
    this.#cancelForget?.();
    this.#cancelForget = this.#options.timers.after(forgetMutedSpeechMs, () => this.#set({ speakingWhileMuted: false }));
  }

  /** What the server tells of the own microphone, every 2 s. */
  heard({ packets, audible }: { packets: number; audible: boolean }): void {
    if (!this.#sending) return;
    const now = this.#options.timers.now();
    const stuck = this.#lastPackets !== undefined && packets <= this.#lastPackets;
    this.#lastPackets = packets;
    const spoke = now - this.#lastVoiceMs < spokeRecentlyMs;
    if (audible || !spoke) {
      this.#deaf = 0;
      if (audible) this.#set({ soundNotArriving: false });
      return;
    }
    if (now - this.#sendingSinceMs < spokeRecentlyMs) return;
    this.#deaf += stuck ? 2 : 1;
    if (this.#deaf >= deafReports) this.#set({ soundNotArriving: true });
  }

  close(): void {
    this.#cancelForget?.();
  }

  #set(change: { soundNotArriving?: boolean; speakingWhileMuted?: boolean }): void {
    const { soundNotArriving = this.#soundNotArriving, speakingWhileMuted = this.#speakingWhileMuted } = change;
    if (soundNotArriving === this.#soundNotArriving && speakingWhileMuted === this.#speakingWhileMuted) return;
    this.#soundNotArriving = soundNotArriving;
    this.#speakingWhileMuted = speakingWhileMuted;
    this.#options.onChanged({ soundNotArriving, speakingWhileMuted });
  }
}
