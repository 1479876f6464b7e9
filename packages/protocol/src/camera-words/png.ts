/** PNG (third edition): chunks of words are left out, and whatever lies behind the end. Pure. */
import { ascii, fourLetters, joined, startsWith, viewOf } from './bytes.ts';
import { exifOf, orientationIn } from './exif.ts';

const HEAD = '\x89PNG\r\n\x1a\n';
/** Beside those whose name begins with a capital: they are the picture itself. */
const ofPicture = new Set(['tRNS', 'cHRM', 'gAMA', 'iCCP', 'sBIT', 'sRGB', 'cICP', 'mDCV', 'cLLI', 'bKGD', 'pHYs', 'acTL', 'fcTL', 'fdAT']);

/** @returns undefined: it cannot be read to its end */
export function barePng(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const kept: Uint8Array[] = [bytes.subarray(0, HEAD.length)];
  let orientation = 1;
  for (let at = HEAD.length; at + 12 <= bytes.length;) {
    const end = at + 12 + viewOf(bytes).getUint32(at);
    if (end > bytes.length) return undefined;
    const name = fourLetters(bytes, at + 4);
    if (name === 'eXIf') orientation = orientationIn(bytes.subarray(at + 8, end - 4));
    if (/^[A-Z]/.test(name) || ofPicture.has(name)) kept.push(bytes.subarray(at, end));
    if (name === 'IEND') {
      const exif = exifOf(orientation);
      if (exif) kept.splice(2, 0, chunk('eXIf', exif)); // behind IHDR
      return joined(kept);
    }
    at = end;
  }
  return undefined;
}

export const isPng = (bytes: Uint8Array): boolean => startsWith(bytes, HEAD);

function chunk(name: string, body: Uint8Array): Uint8Array {
  const named = joined([ascii(name), body]);
  const [length, sum] = [new Uint8Array(4), new Uint8Array(4)];
  viewOf(length).setUint32(0, body.length);
  viewOf(sum).setUint32(0, crc32(named));
  return joined([length, named, sum]);
}

/** Of PNG, Annex D. Few bytes, so without a table. */
function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
