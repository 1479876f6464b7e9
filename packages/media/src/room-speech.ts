import type { Clock } from '@saal/foundation/pure';
import type { ParticipantId } from '@saal/protocol';
import { hear, isQuiet, sameSpeakers, silence, speakingOf, type Speech } from './active-speaker.ts';

/** Without measured levels (silence) a step is made after this, to end what is only held. */
const restIntervalMs = 300;

/** Who speaks in a room, out of what each of its branches measures. Tells when there is something new. */
export class RoomSpeech {
  readonly #clock: Clock;
  readonly #present: () => ReadonlySet<ParticipantId>;
  readonly #changed: (speaking: ParticipantId[], active: ParticipantId | null) => void;
  readonly #dominants = new Map<string, ParticipantId | null>();
  #speech: Speech = silence;
  #told: Speech = silence;
  #cancelStep: (() => void) | undefined;

  /** @param options.present participants who have a microphone in the room, on or off */
  constructor(options: {
    clock: Clock;
    present: () => ReadonlySet<ParticipantId>;
    changed: (speaking: ParticipantId[], active: ParticipantId | null) => void;
  }) {
    this.#clock = options.clock;
    this.#present = options.present;
    this.#changed = options.changed;
  }

  heard(
    branchId: string,
    heard: { levels: readonly { participantId: ParticipantId; db: number }[]; dominant: ParticipantId | null },
  ): void {
    this.#dominants.set(branchId, heard.dominant);
    this.#step(heard.levels);
  }

  /** A microphone was closed: whoever spoke into it does not any more. */
  microphoneClosed(): void {
    this.#step([]);
  }

  branchOver(branchId: string): void {
    this.#dominants.delete(branchId);
    this.#step([]);
    this.#changed(speakingOf(this.#speech), this.#speech.active);
  }

  close(): void {
    this.#cancelStep?.();
  }

  #step(levels: readonly { participantId: ParticipantId; db: number }[]): void {
    this.#speech = hear(this.#speech, { nowMs: this.#clock.now(), levels, dominant: this.#dominant(levels), present: this.#present() });
    if (!sameSpeakers(this.#told, this.#speech)) {
      this.#told = this.#speech;
      this.#changed(speakingOf(this.#speech), this.#speech.active);
    }
    this.#cancelStep?.();
    this.#cancelStep = isQuiet(this.#speech) ? undefined : this.#clock.after(restIntervalMs, () => this.#step([]));
  }

  /** Each branch knows its own most dominant one; between branches the louder one counts. */
  #dominant(levels: readonly { participantId: ParticipantId; db: number }[]): ParticipantId | null {
    const loudness = (participantId: ParticipantId) =>
      levels.find((level) => level.participantId === participantId)?.db ?? this.#speech.heard.get(participantId)?.db ?? -Infinity;
    let loudest: ParticipantId | null = null;
    for (const dominant of this.#dominants.values()) {
      if (dominant !== null && (loudest === null || loudness(dominant) > loudness(loudest))) loudest = dominant;
    }
    return loudest;
  }
}
