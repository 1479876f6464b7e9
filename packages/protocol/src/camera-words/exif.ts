/** What is kept of the words of a camera (Exif 2.32, TIFF 6.0): how the picture lies, nothing else. Pure. */
import { viewOf } from './bytes.ts';

const ORIENTATION = 0x0112;
const ENTRY_BYTES = 12;

/** @param tiff beginning with its byte order. @returns 1 (upright) to 8; 1 where nothing is said or nothing can be read */
export function orientationIn(tiff: Uint8Array): number {
  if (tiff.length < 8) return 1;
  const view = viewOf(tiff);
  const little = view.getUint16(0) === 0x4949;
  const first = view.getUint32(4, little);
  if (first + 2 > tiff.length) return 1;
  const count = view.getUint16(first, little);
  for (let number = 0; number < count; number++) {
    const at = first + 2 + number * ENTRY_BYTES;
    if (at + ENTRY_BYTES > tiff.length) return 1;
    if (view.getUint16(at, little) !== ORIENTATION) continue;
    const said = view.getUint16(at + 8, little);
    return said >= 1 && said <= 8 ? said : 1;
  }
  return 1;
}

/** @returns undefined: it stands upright, so there is nothing to be said */
export function exifOf(orientation: number): Uint8Array | undefined {
  if (orientation === 1) return undefined;
  return Uint8Array.from([
    ...[0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8], // big-endian; the first and only list begins at 8
    ...[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0], // one entry: orientation, a short
    ...[0, 0, 0, 0],
  ]);
}
