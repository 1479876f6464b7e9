import type { EpochMs } from '@saal/protocol';
import { silentDb } from './rtp-packet.ts';

export const slotCount = 3;
/** Who is to take another one's slot must be so much louder. */
export const marginDb = 6;
/** Nobody loses a slot sooner, so that no word is cut. */
export const holdMs = 500;
/** Quieter than that is no reason to get a slot: noise of a room. */
export const speechDb = -50;
const stepMs = 20;
/** Pauses between words fade so slowly that they cost nobody the slot. */
const fadeDbPerMs = 0.03;

interface Voice {
  db: number;
  atMs: EpochMs;
}

interface Held<Id> {
  id: Id;
  sinceMs: EpochMs;
}

/**
 * Which three of many voices are heard. Whoever has a slot keeps it, in silence too, until somebody clearly louder needs it.
 * Without a clock of its own: time is an argument.
 */
export class SlotElection<Id> {
  readonly #voices = new Map<Id, Voice>();
  readonly #slots: (Held<Id> | undefined)[] = Array.from({ length: slotCount }, () => undefined);
  #steppedAtMs: EpochMs = -Infinity;

  /** Who has which slot. */
  get slots(): (Id | undefined)[] {
    return this.#slots.map((held) => held?.id);
  }

  slotOf(id: Id): number {
    for (let slot = 0; slot < slotCount; slot++) if (this.#slots[slot]?.id === id) return slot;
    return -1;
  }

  /**
   * A packet came. Elects at most every 20 ms.
   * @returns whether slots changed
   */
  heard(id: Id, db: number, nowMs: EpochMs): boolean {
    const voice = this.#voices.get(id);
    if (!voice) this.#voices.set(id, { db, atMs: nowMs });
    else {
      voice.db = Math.max(db, faded(voice, nowMs));
      voice.atMs = nowMs;
    }
    if (nowMs - this.#steppedAtMs < stepMs) return false;
    this.#steppedAtMs = nowMs;
    return this.#elect(nowMs);
  }

  /**
   * It was muted or closed; its slot is free.
   * @returns whether slots changed
   */
  remove(id: Id): boolean {
    this.#voices.delete(id);
    const slot = this.slotOf(id);
    if (slot === -1) return false;
    this.#slots[slot] = undefined;
    return true;
  }

  #elect(nowMs: EpochMs): boolean {
    let changed = false;
    for (let round = 0; round < slotCount; round++) {
      const challenger = this.#loudestOutside(nowMs);
      if (!challenger) break;
      const slot = this.#slotFor(challenger.db, nowMs);
      if (slot === -1) break;
      this.#slots[slot] = { id: challenger.id, sinceMs: nowMs };
      changed = true;
    }
    return changed;
  }

  #loudestOutside(nowMs: EpochMs): { id: Id; db: number } | undefined {
    let loudest: { id: Id; db: number } | undefined;
    for (const [id, voice] of this.#voices) {
      const db = faded(voice, nowMs);
      if (db > (loudest?.db ?? speechDb) && this.slotOf(id) === -1) loudest = { id, db };
    }
    return loudest;
  }

  /** A free one, else that of the quietest who held it long enough and is clearly quieter; -1: none. */
  #slotFor(db: number, nowMs: EpochMs): number {
    let [slot, quietestDb] = [-1, db - marginDb];
    for (const [index, held] of this.#slots.entries()) {
      if (!held) return index;
      const voice = this.#voices.get(held.id);
      const heldDb = voice ? faded(voice, nowMs) : silentDb;
      if (nowMs - held.sinceMs >= holdMs && heldDb <= quietestDb) [slot, quietestDb] = [index, heldDb];
    }
    return slot;
  }
}

function faded(voice: Voice, nowMs: EpochMs): number {
  return Math.max(silentDb, voice.db - (nowMs - voice.atMs) * fadeDbPerMs);
}
