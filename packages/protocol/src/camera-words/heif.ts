/**
 * HEIC and AVIF (ISO/IEC 23008-12, 14496-12): words of the camera are items of their own. They are overwritten where they lie, so that
 * no place in the file moves; how the picture lies is a property, and stays. Pure.
 */
import { fourLetters, viewOf } from './bytes.ts';

interface Box {
  type: string;
  /** Of its content. */
  from: number;
  to: number;
}

/** An empty list of words: where it begins, byte order, no entry. */
const noWords = [0, 0, 0, 0, 0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0];

/** @returns undefined: it cannot be read */
export function bareHeif(original: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(original);
  try {
    const top = boxes(bytes, 0, bytes.length);
    const meta = top.find(({ type }) => type === 'meta');
    if (!meta) return undefined;
    const parts = boxes(bytes, meta.from + 4, meta.to);
    const [names, places] = [parts.find(({ type }) => type === 'iinf'), parts.find(({ type }) => type === 'iloc')];
    if (!names || !places) return undefined;
    const words = wordItems(bytes, names);
    for (const { item, from, to, isInside } of placesOf(bytes, places)) {
      const kind = words.get(item);
      if (kind === undefined) continue;
      const inside = isInside ? (parts.find(({ type }) => type === 'idat')?.from ?? NaN) : 0;
      if (!(inside + to <= bytes.length)) return undefined;
      overwrite(bytes.subarray(inside + from, inside + to), kind);
    }
    return bytes;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // a number points behind the end
    throw error;
  }
}

export function isHeif(bytes: Uint8Array): boolean {
  return fourLetters(bytes, 4) === 'ftyp' && /^(?:hei[cxms]|hev[cxms]|mif1|msf1|avi[fs])$/.test(fourLetters(bytes, 8));
}

function overwrite(piece: Uint8Array, kind: 'exif' | 'xmp'): void {
  piece.fill(kind === 'xmp' ? 0x20 : 0);
  if (kind === 'exif' && piece.length >= noWords.length) piece.set(noWords);
}

function boxes(bytes: Uint8Array, from: number, to: number): Box[] {
  const view = viewOf(bytes);
  const found: Box[] = [];
  for (let at = from; at + 8 <= to;) {
    const short = view.getUint32(at);
    const head = short === 1 ? 16 : 8;
    const size = short === 1 ? Number(view.getBigUint64(at + 8)) : short === 0 ? to - at : short;
    if (size < head || at + size > to) throw new RangeError('a box ends behind its frame');
    found.push({ type: fourLetters(bytes, at + 4), from: at + head, to: at + size });
    at += size;
  }
  return found;
}

/** Items that hold words, by their numbers (8.11.6, "Item Information Box"). */
function wordItems(bytes: Uint8Array, names: Box): Map<number, 'exif' | 'xmp'> {
  const view = viewOf(bytes);
  const entries = boxes(bytes, names.from + (view.getUint8(names.from) === 0 ? 6 : 8), names.to);
  const words = new Map<number, 'exif' | 'xmp'>();
  for (const { type, from } of entries) {
    const version = view.getUint8(from);
    if (type !== 'infe' || version < 2) continue;
    const item = version === 2 ? view.getUint16(from + 4) : view.getUint32(from + 4);
    const kind = fourLetters(bytes, from + (version === 2 ? 8 : 10));
    if (kind === 'Exif') words.set(item, 'exif');
    else if (kind === 'mime') words.set(item, 'xmp');
  }
  return words;
}

/** Where the pieces of items lie (8.11.3, "Item Location Box"). */
function placesOf(bytes: Uint8Array, { from: start }: Box): { item: number; from: number; to: number; isInside: boolean }[] {
  const view = viewOf(bytes);
  let at = start + 4;
  const take = (size: number): number => {
    const value = size === 0 ? 0 : size === 2 ? view.getUint16(at) : size === 4 ? view.getUint32(at) : Number(view.getBigUint64(at));
    at += size;
    return value;
  };
  const version = view.getUint8(start);
  const sizes = take(2);
  const [offsetSize, lengthSize, baseSize, indexSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15, version === 0 ? 0 : sizes & 15];
  const count = take(version < 2 ? 2 : 4);
  const pieces: { item: number; from: number; to: number; isInside: boolean }[] = [];
  for (let number = 0; number < count; number++) {
    const item = take(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : take(2) & 15;
    take(2); // in this file
    const base = take(baseSize);
    const extents = take(2);
    for (let piece = 0; piece < extents; piece++) {
      take(indexSize);
      const from = base + take(offsetSize);
      pieces.push({ item, from, to: from + take(lengthSize), isInside: method === 1 });
    }
  }
  return pieces;
}
