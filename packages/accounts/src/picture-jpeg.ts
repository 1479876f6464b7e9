/** JPEG (ITU-T T.81 annex B): markers with segments, and entropy-coded data after each start of scan. Pure. */
import { ByteReader, joined } from './byte-reader.ts';
import { PictureInvalid } from './errors.ts';
import type { Stripped } from './picture.ts';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP14 = 0xee;
/** Baseline, extended and progressive Huffman: what browsers draw. */
const frames: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);
/** Tables: Huffman, quantisation, restart interval. */
const tables: ReadonlySet<number> = new Set([0xc4, 0xdb, 0xdd]);

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

/** APP0 to APP15 and comments: EXIF, XMP, ICC, thumbnails, further pictures. */
function isRemark(marker: number): boolean {
  return (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;
}

/** "Adobe" tells which colours the numbers mean; it is twelve bytes of flags and says nothing else. */
function isColourFlag(marker: number, segment: Uint8Array): boolean {
  return marker === APP14 && segment.length === 12 && String.fromCharCode(...segment.subarray(0, 5)) === 'Adobe';
}

/** @throws {PictureInvalid} */
export function stripJpeg(bytes: Uint8Array): Stripped {
  const reader = new ByteReader(bytes);
  const kept: Uint8Array[] = [];
  let size: { widthPx: number; heightPx: number } | undefined;
  let hasScan = false;
  for (;;) {
    const start = reader.at;
    const marker = nextMarker(reader);
    if (marker === SOI && start === 0) {
      kept.push(Uint8Array.of(0xff, SOI));
      continue;
    }
    if (marker === EOI) break;
    const segment = reader.take(segmentLength(reader));
    if (frames.has(marker)) {
      if (size) throw new PictureInvalid('damaged');
      size = sizeOf(segment);
    }
    if (marker === SOS) {
      if (!size) throw new PictureInvalid('damaged');
      hasScan = true;
      skipScan(reader, bytes);
      kept.push(bytes.subarray(start, reader.at));
    } else if (frames.has(marker) || tables.has(marker) || isColourFlag(marker, segment)) {
      kept.push(bytes.subarray(start, reader.at));
    } else if (!isRemark(marker)) {
      throw new PictureInvalid('damaged');
    }
  }
  if (!size || !hasScan) throw new PictureInvalid('damaged');
  return { bytes: joined([...kept, Uint8Array.of(0xff, EOI)]), ...size };
}

function nextMarker(reader: ByteReader): number {
  if (reader.u8() !== 0xff) throw new PictureInvalid('damaged');
  let marker = reader.u8();
  while (marker === 0xff) marker = reader.u8(); // fill bytes
  return marker;
}

function segmentLength(reader: ByteReader): number {
  const length = reader.u16();
  if (length < 2) throw new PictureInvalid('damaged');
  return length - 2;
}

function sizeOf(segment: Uint8Array): { widthPx: number; heightPx: number } {
  const reader = new ByteReader(segment);
  reader.u8(); // bits per sample
  const heightPx = reader.u16();
  return { heightPx, widthPx: reader.u16() };
}

/** To the next marker: in the data, 0xff is followed by 0x00 or is a restart. */
function skipScan(reader: ByteReader, bytes: Uint8Array): void {
  for (let at = reader.at; at + 1 < bytes.length; at++) {
    const after = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || after === 0x00 || after === 0xff || isRestart(after)) continue;
    reader.at = at;
    return;
  }
  throw new PictureInvalid('damaged');
}
