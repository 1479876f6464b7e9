import type { Clock, Logger } from '@saal/foundation';
import type { EpochMs, ParticipantId } from '@saal/protocol';
import type { ActiveSpeakerObserver, AudioLevelObserver, Producer, Router } from 'mediasoup/types';
import { hear, isQuiet, sameSpeakers, silence, speakingOf, type Speech } from '../active-speaker.ts';
import { beside } from './coded.ts';

const levelIntervalMs = 250;
/** Without measured levels (silence) a step is made after this, to end what is only held. */
const restIntervalMs = 300;
/** Sound above this has arrived, be it speech or not, in dBov. */
const audibleDb = -70;
/** How long one audible moment counts, for the report every two seconds. */
const audibleForMs = 2_500;

/** Measures the microphones of one room and tells who speaks. Paused microphones are not measured. */
export class SpeechMeter {
  readonly #levels: AudioLevelObserver;
  readonly #dominance: ActiveSpeakerObserver;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #changed: (speaking: ParticipantId[], active: ParticipantId | null) => void;
  readonly #microphones = new Map<string, ParticipantId>();
  readonly #audibleAtMs = new Map<string, EpochMs>();
  #dominant: ParticipantId | null = null;
  #speech: Speech = silence;
  #told: Speech = silence;
  #cancelStep: (() => void) | undefined;

  private constructor(options: {
    levels: AudioLevelObserver;
    dominance: ActiveSpeakerObserver;
    clock: Clock;
    log: Logger;
    changed: (speaking: ParticipantId[], active: ParticipantId | null) => void;
  }) {
    this.#levels = options.levels;
    this.#dominance = options.dominance;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#changed = options.changed;
    this.#levels.on('volumes', (volumes) => this.#step(volumes.map(({ producer, volume }) => ({ producerId: producer.id, db: volume }))));
    this.#dominance.on('dominantspeaker', ({ producer }) => {
      this.#dominant = this.#microphones.get(producer.id) ?? null;
    });
  }

  static async create(
    router: Router,
    options: { clock: Clock; log: Logger; changed: (speaking: ParticipantId[], active: ParticipantId | null) => void },
  ): Promise<SpeechMeter> {
    const [levels, dominance] = await Promise.all([
      router.createAudioLevelObserver({ interval: levelIntervalMs, threshold: audibleDb, maxEntries: 30 }),
      router.createActiveSpeakerObserver({ interval: 300 }),
    ]);
    return new SpeechMeter({ levels, dominance, ...options });
  }

  add(producer: Producer, participantId: ParticipantId): void {
    this.#microphones.set(producer.id, participantId);
    const producerId = producer.id;
    beside(this.#log, 'measure level', this.#levels.addProducer({ producerId }));
    beside(this.#log, 'measure dominance', this.#dominance.addProducer({ producerId }));
  }

  /** The producer is closed; the observers have let go of it already. */
  remove(producerId: string): void {
    if (!this.#microphones.delete(producerId)) return;
    this.#audibleAtMs.delete(producerId);
    this.#step([]);
  }

  isAudible(producerId: string): boolean {
    return this.#clock.now() - (this.#audibleAtMs.get(producerId) ?? -Infinity) < audibleForMs;
  }

  close(): void {
    this.#cancelStep?.();
    this.#microphones.clear();
  }

  #step(levels: { producerId: string; db: number }[]): void {
    const nowMs = this.#clock.now();
    for (const { producerId } of levels) if (this.#microphones.has(producerId)) this.#audibleAtMs.set(producerId, nowMs);
    this.#speech = hear(this.#speech, {
      nowMs,
      levels: levels.flatMap(({ producerId, db }) => {
        const participantId = this.#microphones.get(producerId);
        return participantId === undefined ? [] : [{ participantId, db }];
      }),
      dominant: this.#dominant,
      present: new Set(this.#microphones.values()),
    });
    if (!sameSpeakers(this.#told, this.#speech)) {
      this.#told = this.#speech;
      this.#changed(speakingOf(this.#speech), this.#speech.active);
    }
    this.#cancelStep?.();
    this.#cancelStep = isQuiet(this.#speech) ? undefined : this.#clock.after(restIntervalMs, () => this.#step([]));
  }
}
