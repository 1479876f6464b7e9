/** How far a worker that has too much to do is relieved of pictures. Pure. Sound is never touched. */

/**
 * 0: all is sent. 1: seats one layer lower. 2: seats in their lowest layer and only the more important half of them; shares
 * and the stage stay. 3: one picture a device, the most important one.
 */
export type ValveLevel = 0 | 1 | 2 | 3;

export interface Valve {
  readonly level: ValveLevel;
  /** @param cpuRatio processor time of the worker since the last measure, 1 = one core */
  measured(cpuRatio: number, nowMs: number): void;
  /** Calls back after each change. @returns ends it */
  onChanged(listener: (level: ValveLevel) => void): () => void;
}

/** Above this a worker begins to send late: all its packets take one thread. */
const busyRatio = 0.85;
/** Full: the next step does not wait for the effect of the last one. */
const fullRatio = 0.97;
/** Below this there is room for what the next level brings back. */
const calmRatio = 0.6;
/** The measure is smoothed over so long, so that one burst (a rush of joins, key frames) cuts nobody's picture. */
const smoothingMs = 2_500;
/** A step shows in the measure after so long. */
const settleMs = 4_000;
const calmForMs = 20_000;
/** A step back that had to be taken again within this time was too early: the next one waits twice as long. */
const tooEarlyMs = 60_000;
const longestCalmMs = 5 * 60_000;

/** Goes up by one level while the worker is busy, and back by one after a long calm. */
export class OverloadValve implements Valve {
  readonly #listeners = new Set<(level: ValveLevel) => void>();
  #level: ValveLevel = 0;
  #smoothed = 0;
  #lastAtMs: number | undefined;
  #steppedAtMs = -Infinity;
  #wentBackAtMs = -Infinity;
  #calmSinceMs: number | undefined;
  #neededCalmMs = calmForMs;

  get level(): ValveLevel {
    return this.#level;
  }

  measured(cpuRatio: number, nowMs: number): void {
    const ratio = this.#smooth(cpuRatio, nowMs);
    this.#calmSinceMs = ratio < calmRatio ? (this.#calmSinceMs ?? nowMs) : undefined;
    if (ratio >= busyRatio) this.#goUp(ratio, nowMs);
    else if (this.#calmSinceMs !== undefined && nowMs - this.#calmSinceMs >= this.#neededCalmMs) this.#goBack(nowMs);
  }

  onChanged(listener: (level: ValveLevel) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #smooth(ratio: number, nowMs: number): number {
    const weight = 1 - Math.exp(-(nowMs - (this.#lastAtMs ?? nowMs)) / smoothingMs);
    this.#lastAtMs = nowMs;
    this.#smoothed += (ratio - this.#smoothed) * weight;
    return this.#smoothed;
  }

  #goUp(ratio: number, nowMs: number): void {
    const wait = ratio >= fullRatio ? settleMs / 2 : settleMs;
    if (this.#level === 3 || nowMs - this.#steppedAtMs < wait) return;
    if (nowMs - this.#wentBackAtMs < tooEarlyMs) this.#neededCalmMs = Math.min(longestCalmMs, this.#neededCalmMs * 2);
    this.#wentBackAtMs = -Infinity;
    this.#step(this.#level === 0 ? 1 : this.#level === 1 ? 2 : 3, nowMs);
  }

  #goBack(nowMs: number): void {
    if (this.#level === 0) {
      this.#neededCalmMs = calmForMs;
      return;
    }
    this.#wentBackAtMs = nowMs;
    this.#calmSinceMs = nowMs;
    this.#step(this.#level === 3 ? 2 : this.#level === 2 ? 1 : 0, nowMs);
  }

  #step(level: ValveLevel, nowMs: number): void {
    this.#level = level;
    this.#steppedAtMs = nowMs;
    for (const listener of [...this.#listeners]) listener(level);
  }
}
