/** The sizes thumbnails come in (client-server API, "Thumbnails"): few, so that nobody fills the disk by asking. Pure. */
import type { ThumbnailSize } from './media-ports.ts';

/** Smallest first. */
const sizes: readonly ThumbnailSize[] = [
  { widthPx: 32, heightPx: 32, method: 'crop' },
  { widthPx: 96, heightPx: 96, method: 'crop' },
  { widthPx: 320, heightPx: 240, method: 'scale' },
  { widthPx: 640, heightPx: 480, method: 'scale' },
  { widthPx: 800, heightPx: 600, method: 'scale' },
];

/** The smallest that is as large as wanted, or else the largest. */
export function thumbnailSizeFor(wanted: ThumbnailSize): ThumbnailSize {
  const fits = ({ widthPx, heightPx }: ThumbnailSize): boolean => widthPx >= wanted.widthPx && heightPx >= wanted.heightPx;
  const ofMethod = sizes.filter(({ method }) => method === wanted.method);
  const found = ofMethod.find(fits) ?? sizes.find(fits);
  return found ?? { widthPx: 800, heightPx: 600, method: 'scale' };
}

export const kindOf = ({ widthPx, heightPx, method }: ThumbnailSize): string => `${widthPx}x${heightPx}-${method}`;
