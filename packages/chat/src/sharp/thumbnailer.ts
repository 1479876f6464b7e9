/** Makes pictures small with libvips. Pictures are hostile: few formats, bounded pixels, time and number (C08). */
import sharp from 'sharp';
import { ChatError } from '../errors.ts';
import type { Thumbnailer, ThumbnailSize } from '../media-ports.ts';

/** Photographs have up to 200 megapixels; each takes four bytes while it is made small. */
const MAX_PIXELS = 50_000_000;
const TIMEOUT_S = 10;
/** At once: the processor belongs to meetings. */
const AT_ONCE = 1;
const MOST_WAITING = 50;

// Only what is asked for, one thread a picture, nothing kept.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    ...['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadHeif', 'VipsForeignLoadNsgif'].flatMap(
      (loader) => [loader, `${loader}File`],
    ),
  ],
});
sharp.concurrency(1);
sharp.cache(false);

export class SharpThumbnailer implements Thumbnailer {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  async make(path: string, size: ThumbnailSize): Promise<Uint8Array> {
    await this.#turn();
    try {
      return await made(path, size);
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

/** What the camera wrote beside the picture, such as where it was taken, is not carried over: that is what sharp does unless told. */
async function made(path: string, { widthPx, heightPx, method }: ThumbnailSize): Promise<Uint8Array> {
  try {
    const picture = sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true, animated: false });
    const { hasAlpha } = await picture.metadata();
    const small = picture
      .autoOrient()
      .resize(widthPx, heightPx, { fit: method === 'crop' ? 'cover' : 'inside', withoutEnlargement: true })
      .timeout({ seconds: TIMEOUT_S });
    return await (hasAlpha ? small.png() : small.jpeg({ quality: 80 })).toBuffer();
  } catch (error) {
    if (error instanceof Error && error.message.includes('pixel limit'))
      throw new ChatError('too_large', 'the picture has too many pixels');
    throw new ChatError('unknown', 'the picture cannot be read');
  }
}
