/** What is done to the camera's picture before others see it: put on, taken off, and never a picture that was to be hidden. */

/** Something done to the camera's picture before others see it. `stop` frees what it holds; the source stays the caller's. */
export type VideoEffect = (track: MediaStreamTrack) => Promise<{ track: MediaStreamTrack; stop: () => void }>;

interface AppliedEffect {
  source: MediaStreamTrack;
  /** Undefined while the effect is loading. */
  applied: { track: MediaStreamTrack; stop: () => void } | undefined;
}

export interface CameraEffectOptions {
  /** Loads the effect; called when it is first used. Undefined: there is none here. */
  load: (() => Promise<VideoEffect>) | undefined;
  /** What others take the picture from now. */
  shown: () => MediaStreamTrack | undefined;
  show: (track: MediaStreamTrack | undefined) => void;
  /** It cannot be had. @param shownBefore whether others saw the bare picture already */
  failed: (shownBefore: boolean) => void;
}

export class CameraEffect {
  readonly #options: CameraEffectOptions;
  #effect: AppliedEffect | undefined;
  #loaded: Promise<VideoEffect> | undefined;

  constructor(options: CameraEffectOptions) {
    this.#options = options;
  }

  /** @throws when the effect cannot be had */
  async load(): Promise<VideoEffect> {
    const { load } = this.#options;
    if (load === undefined) throw new Error('there is no background blur here');
    this.#loaded ??= load();
    try {
      return await this.#loaded;
    } catch (error) {
      this.#loaded = undefined;
      throw error;
    }
  }

  /** Puts the camera's picture, with or without effect, where others take it from. The newest wish wins. */
  async apply(source: MediaStreamTrack | undefined, wanted: boolean): Promise<void> {
    if (source === undefined || !wanted || this.#options.load === undefined) {
      this.#drop();
      this.#options.show(source);
      return;
    }
    if (this.#effect?.source === source) return;
    const shownBefore = this.#options.shown() === source;
    this.#drop();
    const entry: AppliedEffect = { source, applied: undefined };
    this.#effect = entry;
    try {
      const effect = await this.load();
      const applied = await effect(source);
      if (!this.#isCurrent(entry)) {
        applied.stop();
        return;
      }
      entry.applied = applied;
      this.#options.show(applied.track);
    } catch {
      if (!this.#isCurrent(entry)) return;
      this.#effect = undefined;
      this.#options.failed(shownBefore);
    }
  }

  /** A method, since another wish may have come in during an await. */
  #isCurrent(entry: AppliedEffect): boolean {
    return this.#effect === entry;
  }

  #drop(): void {
    this.#effect?.applied?.stop();
    this.#effect = undefined;
  }
}
