/** Which simulcast or SVC layer fits a tile. Pure. */

/** One spatial layer of a sent video, lowest first. */
export interface VideoLayer {
  /** Width and height are those of the camera divided by this. */
  scale: number;
}

/** What a sender said of one encoding when it began to send. */
export interface EncodingOutline {
  scaleResolutionDownBy?: number | undefined;
  scalabilityMode?: string | undefined;
}

/** A layer may be shown this much larger than it is before the next one is taken: not visible on a seat. */
const stretchRatio = 1.25;

/** The short side of a full picture in pixels, where the sender did not say: 720p with three layers, 360p with two. */
function assumedShortSidePx(layerCount: number): number {
  return layerCount >= 3 ? 720 : 360;
}

/**
 * The spatial layers of a video, lowest first. Several encodings are simulcast (each one layer); one encoding with a
 * scalability mode (`L3T3`) holds its layers inside; all else is a single layer.
 */
export function layersOf(encodings: readonly EncodingOutline[]): VideoLayer[] {
  if (encodings.length > 1) {
    // Without a word about sizes each layer is taken as half of the next, as browsers do by themselves.
    return encodings.map((encoding, index) => ({ scale: encoding.scaleResolutionDownBy ?? 2 ** (encodings.length - 1 - index) }));
  }
  const [only] = encodings;
  const spatialLayers = Number(/^L([1-4])T/.exec(only?.scalabilityMode ?? '')?.[1] ?? 1);
  return Array.from({ length: spatialLayers }, (_, index) => ({ scale: 2 ** (spatialLayers - 1 - index) }));
}

/**
 * The lowest layer that fills the tile without being visibly stretched; the highest when none does.
 * Compared by the short side, so that a phone held upright and a wide seat are treated alike.
 * @param tile in device pixels
 * @returns index into `layers`
 */
export function chooseLayer(layers: readonly VideoLayer[], tile: { widthPx: number; heightPx: number }): number {
  const fullPx = assumedShortSidePx(layers.length);
  const neededPx = Math.min(tile.widthPx, tile.heightPx) / stretchRatio;
  const fitting = layers.findIndex((layer) => fullPx / layer.scale >= neededPx);
  return fitting === -1 ? Math.max(0, layers.length - 1) : fitting;
}
