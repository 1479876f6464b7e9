/** How good the connection of one stay is: measured again and again while there are paths. */
import type { ConnectionQuality, MediaRoomInfo } from '@saal/protocol';
import type { MediaSessionState, StreamStatistics } from './model.ts';
import { qualityOf, sameQuality, type QualitySample } from './quality.ts';
import { StatisticsReader, type StatisticsSources } from './statistics.ts';
import type { Timers } from './timers.ts';

const measureEveryMs = 3000;

export interface QualityMeterOptions {
  timers: Timers;
  /** Undefined: there is none. What was measured in a former one is not told. */
  room: () => MediaRoomInfo | undefined;
  sources: () => StatisticsSources;
  state: () => Pick<MediaSessionState, 'transport' | 'quality'>;
  changed: (change: Partial<Pick<MediaSessionState, 'quality' | 'path'>>) => void;
  /** It is another one than it was. */
  tell: (quality: ConnectionQuality) => void;
}

export class QualityMeter {
  readonly #options: QualityMeterOptions;
  readonly #statistics = new StatisticsReader();
  #cancel: (() => void) | undefined;
  #lastSample: QualitySample | undefined;

  constructor(options: QualityMeterOptions) {
    this.#options = options;
  }

  streams(): Promise<StreamStatistics[]> {
    return this.#statistics.streams(this.#options.sources());
  }

  /** There are new paths. */
  start(): void {
    this.#cancel?.();
    this.#later();
  }

  /** They are gone. */
  stop(): void {
    this.#cancel?.();
  }

  async measure(): Promise<void> {
    const { room, state, changed, sources, tell } = this.#options;
    const { transport } = state();
    const measured = room();
    let quality: ConnectionQuality = { level: 0, reason: 'none' };
    if (transport === 'connected') {
      const { sample, path } = await this.#statistics.connection(sources());
      if (measured === undefined || room() !== measured) return;
      quality = qualityOf(sample, this.#lastSample);
      this.#lastSample = sample;
      changed({ path });
    } else if (transport === 'restarting' || transport === 'failed') quality = { level: 1, reason: 'network-out' };
    if (sameQuality(quality, state().quality)) return;
    changed({ quality });
    tell(quality);
  }

  #later(): void {
    this.#cancel = this.#options.timers.after(measureEveryMs, () => {
      void this.measure();
      this.#later();
    });
  }
}
