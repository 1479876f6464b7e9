/** Reads a file from front to back and never past its end. Pure. */
import { PictureInvalid } from './errors.ts';

export class ByteReader {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  /** @throws {PictureInvalid} `damaged`, when the file ends before */
  take(length: number): Uint8Array {
    if (length > this.left) throw new PictureInvalid('damaged');
    const part = this.#bytes.subarray(this.at, this.at + length);
    this.at += length;
    return part;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16(littleEndian = false): number {
    return this.#view.getUint16(this.#advance(2), littleEndian);
  }

  u24le(): number {
    const low = this.u16(true);
    return low | (this.u8() << 16);
  }

  u32(littleEndian = false): number {
    return this.#view.getUint32(this.#advance(4), littleEndian);
  }

  /** Four letters that name a part of a file. */
  name(): string {
    return String.fromCharCode(...this.take(4));
  }

  #advance(length: number): number {
    const at = this.at;
    this.take(length);
    return at;
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
