import type { EpochMs } from '@saal/protocol';

const ticksPerFrame = 960;
const frameMs = 20;
const markerBit = 0x80;

/**
 * Makes one unbroken RTP stream out of the packets of one voice after another: own SSRC, sequence numbers without a gap at
 * a change, time that went on meanwhile, and the marker where another voice begins (RFC 3551 §4.1). Losses inside a voice stay
 * losses. Packets are rewritten where they lie.
 */
export class SlotWriter<Id> {
  readonly #ssrc: number;
  #voice: Id | undefined;
  #sequenceOffset = 0;
  #timeOffset = 0;
  #firstSequence = 0;
  #lastSequence: number;
  #lastTime: number;
  #lastAtMs: EpochMs | undefined;

  /** @param start sequence number and timestamp to begin with, at random as RFC 3550 §5.1 asks */
  constructor(ssrc: number, start: { sequence: number; timestamp: number }) {
    this.#ssrc = ssrc;
    this.#lastSequence = start.sequence & 0xffff;
    this.#lastTime = start.timestamp >>> 0;
  }

  /**
   * @param sequence of the packet as it came; what is in the buffer may be rewritten already
   * @returns false: a late packet of before the change, not to be sent
   */
  write(packet: Buffer, voice: Id, sequence: number, timestamp: number, nowMs: EpochMs): boolean {
    const begins = voice !== this.#voice;
    if (begins) this.#begin(voice, sequence, timestamp, nowMs);
    const outSequence = (sequence + this.#sequenceOffset) & 0xffff;
    const outTime = (timestamp + this.#timeOffset) >>> 0;
    if (isBefore(outSequence, this.#firstSequence)) return false;
    const second = packet.readUInt8(1) & ~markerBit;
    packet.writeUInt8(begins ? second | markerBit : second, 1);
    packet.writeUInt16BE(outSequence, 2);
    packet.writeUInt32BE(outTime, 4);
    packet.writeUInt32BE(this.#ssrc, 8);
    if (!isBefore(outSequence, this.#lastSequence)) {
      this.#lastSequence = outSequence;
      this.#lastTime = outTime;
      this.#lastAtMs = nowMs;
    }
    return true;
  }

  /** Its voice has gone; should it come back, it begins anew. */
  release(): void {
    this.#voice = undefined;
  }

  #begin(voice: Id, sequence: number, timestamp: number, nowMs: EpochMs): void {
    const frames = this.#lastAtMs === undefined ? 1 : Math.max(1, Math.round((nowMs - this.#lastAtMs) / frameMs));
    this.#voice = voice;
    this.#firstSequence = (this.#lastSequence + 1) & 0xffff;
    this.#sequenceOffset = this.#firstSequence - sequence;
    this.#timeOffset = this.#lastTime + frames * ticksPerFrame - timestamp;
  }
}

/** With numbers that begin again at 0 (RFC 3550 §A.1). */
function isBefore(sequence: number, other: number): boolean {
  return ((sequence - other) & 0xffff) >= 0x8000;
}
