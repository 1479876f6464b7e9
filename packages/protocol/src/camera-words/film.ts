/**
 * Films (ISO/IEC 14496-12, QuickTime File Format): where and when they were taken, by whom and with what, stands in boxes beside the
 * tracks. They are overwritten where they lie, so that no place in the file moves, and only the list of tracks is read into memory.
 * Source: docs/decisions/0040-the-server-takes-out-the-words-of-cameras.md
 */
import { fourLetters, joined, viewOf } from './bytes.ts';

interface Box {
  type: string;
  /** With its head. */
  at: number;
  /** Of its content. */
  from: number;
  to: number;
}

/** Words about all of the film, or about one track. */
const words = new Set(['udta', 'meta']);
const nested = new Set(['trak', 'mdia']);
/** Each with a time when it was made and when it was changed. */
const dated = new Set(['mvhd', 'tkhd', 'mdhd']);
/** XMP, in a box of its own kind (XMP Specification, Part 3). */
const XMP = 'be7acfcb97a942e89c71999491e3afac';
const HEAD_BYTES = 32;
/** The list of tracks of an hour of film is some 5 MB. */
const MAX_LIST_BYTES = 32_000_000;
const MOST_BOXES = 10_000;

/** Also sound in the same boxes, but for music, whose words are its title. Not asked of photographs (`heif.ts`). */
export function isFilm(head: Uint8Array): boolean {
  const first = fourLetters(head, 4);
  return first === 'ftyp' ? !/^M4[ABP] /.test(fourLetters(head, 8)) : ['moov', 'wide', 'mdat'].includes(first);
}

/** @returns undefined: it cannot be read, or has no such words */
export async function bareFilm(film: Blob): Promise<Blob | undefined> {
  const parts: (Blob | Uint8Array<ArrayBuffer>)[] = [];
  let kept = 0;
  const boxesOfFilm = await topBoxes(film);
  if (!boxesOfFilm) return undefined;
  for (const box of boxesOfFilm) {
    const isList = box.type === 'moov';
    if (!isList && !(await isOfWords(film, box))) continue;
    if (isList && box.to - box.from > MAX_LIST_BYTES) return undefined;
    const bare = isList
      ? bareList(await bytesOf(film, box.at, box.to), box.from - box.at)
      : emptied(await bytesOf(film, box.at, box.from), box);
    if (!bare) return undefined;
    parts.push(film.slice(kept, box.at), ...bare);
    kept = box.to;
  }
  return kept === 0 ? undefined : new Blob([...parts, film.slice(kept)], { type: film.type });
}

/** @returns undefined: a box ends behind the film */
async function topBoxes(film: Blob): Promise<Box[] | undefined> {
  const found: Box[] = [];
  for (let at = 0; at + 8 <= film.size && found.length < MOST_BOXES;) {
    const box = boxAt(await bytesOf(film, at, Math.min(film.size, at + HEAD_BYTES)), 0, film.size - at);
    // What was cut off while it was sent has words before its end all the same.
    if (!box) return found.some(({ type }) => type === 'moov') ? found : undefined;
    found.push({ type: box.type, at, from: at + box.from, to: at + box.to });
    at += box.to;
  }
  return found;
}

async function isOfWords(film: Blob, { type, from }: Box): Promise<boolean> {
  if (type !== 'uuid') return words.has(type);
  const kind = await bytesOf(film, from, from + 16);
  return Array.from(kind, (byte) => byte.toString(16).padStart(2, '0')).join('') === XMP;
}

/** The same box without content, as one that everybody passes over. */
function emptied(head: Uint8Array<ArrayBuffer>, { from, to }: Box): [Uint8Array<ArrayBuffer>, Blob] {
  head.set(FREE, 4);
  return [head, new Blob([new Uint8Array(to - from)])];
}

const FREE = [0x66, 0x72, 0x65, 0x65]; // "free"

/** @param list with its head. @returns undefined: a box ends behind its frame */
function bareList(list: Uint8Array<ArrayBuffer>, headBytes: number): [Uint8Array<ArrayBuffer>] | undefined {
  return clear(list, headBytes, list.length) ? [list] : undefined;
}

function clear(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at + 8 <= end;) {
    const box = boxAt(bytes, at, end);
    if (!box) return viewOf(bytes).getUint32(at) === 0; // QuickTime ends some lists by a zero.
    if (words.has(box.type)) {
      bytes.set(FREE, at + 4);
      bytes.fill(0, box.from, box.to);
    } else if (dated.has(box.type)) {
      const timesBytes = bytes[box.from] === 1 ? 16 : 8;
      bytes.fill(0, box.from + 4, Math.min(box.to, box.from + 4 + timesBytes));
    } else if (nested.has(box.type) && !clear(bytes, box.from, box.to)) return false;
    at = box.to;
  }
  return true;
}

/** @returns undefined: it ends behind `end`, or before its own head */
function boxAt(bytes: Uint8Array, at: number, end: number): Box | undefined {
  const view = viewOf(bytes);
  const short = view.getUint32(at);
  if (short === 1 && at + 16 > bytes.length) return undefined;
  const headBytes = short === 1 ? 16 : 8;
  const size = short === 1 ? Number(view.getBigUint64(at + 8)) : short === 0 ? end - at : short;
  if (size < headBytes || at + size > end) return undefined;
  return { type: fourLetters(bytes, at + 4), at, from: at + headBytes, to: at + size };
}

async function bytesOf(film: Blob, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  return joined([new Uint8Array(await film.slice(from, to).arrayBuffer())]);
}
