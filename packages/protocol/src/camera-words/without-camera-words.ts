/**
 * Photographs and films without what the camera wrote beside the picture: where and when it was taken, by whom, with what. Nothing is drawn
 * anew; how the picture lies and how its colours are meant stays. For browsers, and for the server what clients of others send.
 * Source: docs/decisions/0040-the-server-takes-out-the-words-of-cameras.md
 */
import { bareFilm, isFilm } from './film.ts';
import { bareHeif, isHeif } from './heif.ts';
import { bareJpeg, isJpeg } from './jpeg.ts';
import { barePng, isPng } from './png.ts';
import { bareWebp, isWebp } from './webp.ts';

const kinds = [
  [isJpeg, bareJpeg],
  [isPng, barePng],
  [isWebp, bareWebp],
  [isHeif, bareHeif],
] as const;
/** Of no photograph; read whole, they would fill the memory of a phone. Films of any size are read in parts. */
const MAX_PHOTO_BYTES = 100_000_000;

/** @returns the same where it is neither photograph nor film, or a damaged one: whoever shows it decides what it is */
export async function withoutCameraWords(blob: Blob, maxPhotoBytes = MAX_PHOTO_BYTES): Promise<Blob> {
  const head = new Uint8Array(await blob.slice(0, 16).arrayBuffer());
  const bare = kinds.find(([is]) => is(head))?.[1];
  if (!bare) return isFilm(head) ? ((await bareFilm(blob)) ?? blob) : blob;
  if (blob.size > maxPhotoBytes) return blob;
  const result = bare(new Uint8Array(await blob.arrayBuffer()));
  return result ? new Blob([result], { type: blob.type }) : blob;
}
