/** JPEG (ITU-T T.81, Annex B): segments of words are left out, and whatever lies behind the picture. Pure. */
import { ascii, joined, startsWith, viewOf } from './bytes.ts';
import { exifOf, orientationIn } from './exif.ts';

const [START, END, SCAN, COMMENT] = [0xd8, 0xd9, 0xda, 0xfe];
const [APP0, APP1, APP2, APP14, APP15] = [0xe0, 0xe1, 0xe2, 0xee, 0xef];
const EXIF = 'Exif\0\0';

/** @returns undefined: it cannot be read to its end */
export function bareJpeg(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let orientation = 1;
  let at = 2;
  while (at + 2 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at++; // fills up
      continue;
    }
    if (marker === END) {
      kept.push(bytes.subarray(at, at + 2));
      break;
    }
    if (at + 4 > bytes.length) break; // A camera that was cut off writes no end.
    const end = at + 2 + viewOf(bytes).getUint16(at + 2);
    if (end > bytes.length) return undefined;
    const body = bytes.subarray(at + 4, end);
    if (marker === APP1 && startsWith(body, EXIF)) orientation = orientationIn(body.subarray(EXIF.length));
    const next = marker === SCAN ? endOfScan(bytes, end) : end;
    if (isOfPicture(marker, body)) kept.push(bytes.subarray(at, next));
    at = next;
  }
  const exif = exifOf(orientation);
  if (exif) kept.splice(1, 0, segment(APP1, joined([ascii(EXIF), exif])));
  return joined(kept);
}

export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === START && bytes[2] === 0xff;

/** Tables and pixels; of the rest only what says how colours are meant. Pictures behind the first one (MPF) are not named either. */
function isOfPicture(marker: number, body: Uint8Array): boolean {
  if (marker === COMMENT) return false;
  if (marker < APP0 || marker > APP15) return true;
  if (marker === APP0) return startsWith(body, 'JFIF\0');
  if (marker === APP2) return startsWith(body, 'ICC_PROFILE\0');
  return marker === APP14 && startsWith(body, 'Adobe');
}

/** Where the next marker stands; 0xff00 and restarts are part of the pixels. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}

function segment(marker: number, body: Uint8Array): Uint8Array {
  const length = body.length + 2;
  return joined([Uint8Array.from([0xff, marker, length >> 8, length & 0xff]), body]);
}
