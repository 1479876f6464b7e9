/**
 * Pictures of people: which files are taken, and what is left of them. Only the parts that draw are kept, so no place,
 * time, camera or thumbnail is passed on (EXIF, XMP, comments), and nothing that hides behind the picture's end.
 * The browser sends an upright, scaled picture: an orientation noted in EXIF goes with the rest. Pure.
 */
import { PictureInvalid } from './errors.ts';
import { stripJpeg } from './picture-jpeg.ts';
import { stripPng } from './picture-png.ts';
import { stripWebp } from './picture-webp.ts';

export type PictureFormat = 'image/png' | 'image/jpeg' | 'image/webp';
export const pictureFormats: readonly PictureFormat[] = ['image/png', 'image/jpeg', 'image/webp'];
export const MAX_PICTURE_BYTES = 512 * 1024;
const MAX_PICTURE_SIDE_PX = 2048;

/** A file without what does not draw. */
export type Stripped = { bytes: Uint8Array; widthPx: number; heightPx: number };

/**
 * @param bytes of the whole file; the format is told by its beginning, not by what the sender calls it
 * @throws {PictureInvalid}
 */
export function cleanPicture(bytes: Uint8Array): { format: PictureFormat; bytes: Uint8Array } {
  if (bytes.length > MAX_PICTURE_BYTES) throw new PictureInvalid('too-large');
  const format = formatOf(bytes);
  if (!format) throw new PictureInvalid('unknown-format');
  const stripped = stripIn(format, bytes);
  const { widthPx, heightPx } = stripped;
  if (widthPx < 1 || heightPx < 1) throw new PictureInvalid('damaged');
  if (widthPx > MAX_PICTURE_SIDE_PX || heightPx > MAX_PICTURE_SIDE_PX) throw new PictureInvalid('too-many-pixels');
  return { format, bytes: stripped.bytes };
}

function stripIn(format: PictureFormat, bytes: Uint8Array): Stripped {
  switch (format) {
    case 'image/png':
      return stripPng(bytes);
    case 'image/jpeg':
      return stripJpeg(bytes);
    case 'image/webp':
      return stripWebp(bytes);
  }
}

function formatOf(bytes: Uint8Array): PictureFormat | undefined {
  if (startsWith(bytes, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png';
  if (startsWith(bytes, 0, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (startsWith(bytes, 0, [0x52, 0x49, 0x46, 0x46]) && startsWith(bytes, 8, [0x57, 0x45, 0x42, 0x50])) return 'image/webp';
  return undefined;
}

function startsWith(bytes: Uint8Array, at: number, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[at + index] === byte);
}
