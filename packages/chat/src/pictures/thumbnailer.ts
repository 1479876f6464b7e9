/** Makes pictures small. Pictures are hostile: what they claim is looked at before they are drawn, one at a time (C08). */
import { readFile, stat } from 'node:fs/promises';
import { ResizeFit, Transformer } from '@napi-rs/image';
import { imageSize } from 'image-size';
import { ChatError } from '../errors.ts';
import type { Thumbnailer, ThumbnailSize } from '../media-ports.ts';

/** Phones make up to 50 megapixels; each takes four bytes while it is drawn. */
const MAX_PIXELS = 50_000_000;
/** Read whole. */
const MAX_BYTES = 50_000_000;
/** The processor belongs to meetings. */
const AT_ONCE = 1;
const MOST_WAITING = 50;
/** `colorType` of pictures that one can see through: grey or coloured, of 8 or 16 bits. */
const seeThrough = new Set([1, 3, 5, 7]);

export class ThumbnailDrawer implements Thumbnailer {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  async make(path: string, size: ThumbnailSize): Promise<Uint8Array> {
    await this.#turn();
    try {
      return await drawn(path, size);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }

  /** Who waited takes over the place of who is done. @throws {ChatError} limit_exceeded */
  async #turn(): Promise<void> {
    if (this.#running < AT_ONCE) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= MOST_WAITING) throw new ChatError('limit_exceeded', 'too many pictures at once', { retry_after_ms: 2_000 });
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

/** What the camera wrote beside the picture, such as where it was taken, is not carried over: only what was drawn is written. */
async function drawn(path: string, size: ThumbnailSize): Promise<Uint8Array> {
  if ((await stat(path)).size > MAX_BYTES) throw new ChatError('too_large', 'the picture is too large');
  const bytes = await readFile(path);
  const { widthPx, heightPx } = claimedSize(bytes);
  if (widthPx * heightPx > MAX_PIXELS) throw new ChatError('too_large', 'the picture has too many pixels');
  try {
    const picture = new Transformer(bytes);
    const { colorType, orientation = 1 } = await picture.metadata(true);
    picture.rotate();
    // Lying on its side from the fifth on (Exif).
    const target = fitted(orientation < 5 ? [widthPx, heightPx] : [heightPx, widthPx], size);
    if (target) picture.fastResize(target);
    return await (seeThrough.has(colorType) ? picture.png() : picture.jpeg(80));
  } catch {
    throw unreadable(); // Damaged: the library tells in words only what it found.
  }
}

/** As its head says, before anything is unpacked. @throws {ChatError} unknown */
function claimedSize(bytes: Uint8Array): { widthPx: number; heightPx: number } {
  try {
    const { width, height } = imageSize(bytes);
    return { widthPx: width, heightPx: height };
  } catch {
    throw unreadable();
  }
}

/** Never larger than it is. @returns undefined: as it is */
function fitted([widthPx, heightPx]: [number, number], size: ThumbnailSize): { width: number; height: number; fit: ResizeFit } | undefined {
  if (widthPx <= size.widthPx && heightPx <= size.heightPx) return undefined;
  if (size.method === 'scale') return { width: size.widthPx, height: size.heightPx, fit: ResizeFit.Inside };
  return { width: Math.min(widthPx, size.widthPx), height: Math.min(heightPx, size.heightPx), fit: ResizeFit.Cover };
}

const unreadable = (): ChatError => new ChatError('unknown', 'the picture cannot be read');
