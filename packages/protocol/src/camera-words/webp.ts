/** WebP (RFC 9649): chunks of words are left out. Pure. */
import { ascii, fourLetters, joined, startsWith, viewOf } from './bytes.ts';
import { exifOf, orientationIn } from './exif.ts';

const ofPicture = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
const [HAS_EXIF, HAS_XMP] = [0x08, 0x04];

/** @returns undefined: it cannot be read to its end */
export function bareWebp(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const view = viewOf(bytes);
  const whole = Math.min(bytes.length, 8 + view.getUint32(4, true));
  const kept: Uint8Array[] = [];
  let orientation = 1;
  for (let at = 12; at + 8 <= whole;) {
    const [name, size] = [fourLetters(bytes, at), view.getUint32(at + 4, true)];
    const end = at + 8 + size;
    if (end > bytes.length) return undefined;
    const body = bytes.subarray(at + 8, end);
    // Some writers put the head of JPEG's before it.
    if (name === 'EXIF') orientation = orientationIn(startsWith(body, 'Exif\0\0') ? body.subarray(6) : body);
    if (ofPicture.has(name)) kept.push(chunk(name, body));
    at = end + (size % 2);
  }
  const features = kept[0] && fourLetters(kept[0], 0) === 'VP8X' ? kept[0] : undefined;
  // Without that chunk no words stood in it, so none are put in.
  const exif = features && exifOf(orientation);
  if (features) features[8] = ((features[8] ?? 0) & ~(HAS_EXIF | HAS_XMP)) | (exif ? HAS_EXIF : 0);
  if (exif) kept.push(chunk('EXIF', exif));
  const body = joined([ascii('WEBP'), ...kept]);
  return chunk('RIFF', body);
}

export const isWebp = (bytes: Uint8Array): boolean => startsWith(bytes, 'RIFF') && fourLetters(bytes, 8) === 'WEBP';

function chunk(name: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = new Uint8Array(4);
  viewOf(length).setUint32(0, body.length, true);
  return joined([ascii(name), length, body, new Uint8Array(body.length % 2)]);
}
