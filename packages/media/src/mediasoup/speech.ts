import type { Clock, Logger } from '@saal/foundation';
import type { EpochMs, ParticipantId } from '@saal/protocol';
import type { ActiveSpeakerObserver, AudioLevelObserver, Producer, Router } from 'mediasoup/types';
import { beside } from './coded.ts';
import type { HeardLevels } from './room-branch.ts';

const levelIntervalMs = 250;
/** Sound above this has arrived, be it speech or not, in dBov. */
const audibleDb = -70;
/** How long one audible moment counts, for the report every two seconds. */
const audibleForMs = 2_500;

/** Measures the microphones of one branch. Paused microphones are not measured. */
export class SpeechMeter {
  readonly #levels: AudioLevelObserver;
  readonly #dominance: ActiveSpeakerObserver;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #heard: (heard: HeardLevels, producerIds: string[]) => void;
  readonly #microphones = new Map<string, ParticipantId>();
  readonly #audibleAtMs = new Map<string, EpochMs>();
  #dominant: ParticipantId | null = null;

  private constructor(options: {
    levels: AudioLevelObserver;
    dominance: ActiveSpeakerObserver;
    clock: Clock;
    log: Logger;
    heard: (heard: HeardLevels, producerIds: string[]) => void;
  }) {
    this.#levels = options.levels;
    this.#dominance = options.dominance;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#heard = options.heard;
    this.#levels.on('volumes', (volumes) =>
      this.#measured(volumes.map(({ producer, volume }) => ({ producerId: producer.id, db: volume }))),
    );
    this.#dominance.on('dominantspeaker', ({ producer }) => {
      this.#dominant = this.#microphones.get(producer.id) ?? null;
    });
  }

  static async create(
    router: Router,
    options: { clock: Clock; log: Logger; heard: (heard: HeardLevels, producerIds: string[]) => void },
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
    this.#microphones.delete(producerId);
    this.#audibleAtMs.delete(producerId);
  }

  isAudible(producerId: string): boolean {
    return this.#clock.now() - (this.#audibleAtMs.get(producerId) ?? -Infinity) < audibleForMs;
  }

  close(): void {
    this.#microphones.clear();
  }

  #measured(levels: { producerId: string; db: number }[]): void {
    const nowMs = this.#clock.now();
    const known = levels.flatMap(({ producerId, db }) => {
      const participantId = this.#microphones.get(producerId);
      if (participantId === undefined) return [];
      this.#audibleAtMs.set(producerId, nowMs);
      return [{ participantId, db }];
    });
    if (known.length > 0)
      this.#heard(
        { levels: known, dominant: this.#dominant },
        levels.map(({ producerId }) => producerId),
      );
  }
}
