/**
 * Keeps the person sharp and blurs the rest, one picture after the other. Runs in a worker or on the page.
 * The mask is asked for a small copy (that is what the model works on); the blur is made by shrinking and growing, since not
 * every browser has filters on canvases and a big filter costs more than the segmentation.
 */
import { FilesetResolver, ImageSegmenter } from '@mediapipe/tasks-vision';

export interface BlurUrls {
  /** MediaPipe's loader and WebAssembly, and the segmentation model; see `@saal/client/blur-assets`. */
  loader: string;
  wasm: string;
  model: string;
}

const maskSizePx = 256;
/** Below: background; above: person; between: a soft edge. */
const edge = { from: 0.35, to: 0.75 };
/** How much of the former mask stays: less flicker at the hair, more lag in movement. */
const inertia = 0.4;

export class PersonBlur {
  readonly #segmenter: ImageSegmenter;
  readonly #output = new OffscreenCanvas(2, 2);
  readonly #small = new OffscreenCanvas(maskSizePx, maskSizePx);
  readonly #mask = new OffscreenCanvas(maskSizePx, maskSizePx);
  readonly #coarse = new OffscreenCanvas(2, 2);
  readonly #fine = new OffscreenCanvas(2, 2);
  readonly #weights = new Float32Array(maskSizePx * maskSizePx);
  #lastMs = 0;

  private constructor(segmenter: ImageSegmenter) {
    this.#segmenter = segmenter;
  }

  /** Loads some 13 MB at first use. @throws when WebAssembly or the files cannot be had */
  static async load({ loader, wasm, model }: BlurUrls): Promise<PersonBlur> {
    const fileset = { wasmLoaderPath: loader, wasmBinaryPath: wasm };
    if (!(await FilesetResolver.isSimdSupported(true))) throw new Error('this browser has no WebAssembly SIMD');
    const segmenter = await ImageSegmenter.createFromOptions(fileset, {
      baseOptions: { modelAssetPath: model, delegate: 'CPU' },
      runningMode: 'VIDEO',
      outputConfidenceMasks: true,
      outputCategoryMask: false,
    });
    return new PersonBlur(segmenter);
  }

  /** @param timestampMs of the picture. @returns a canvas that is drawn over by the next call */
  draw(picture: CanvasImageSource, widthPx: number, heightPx: number, timestampMs: number): OffscreenCanvas {
    const small = contextOf(this.#small);
    small.drawImage(picture, 0, 0, maskSizePx, maskSizePx);
    // MediaPipe wants time to go on, also over a switch of the camera.
    this.#lastMs = Math.max(this.#lastMs + 1, timestampMs);
    this.#segmenter.segmentForVideo(this.#small, this.#lastMs, ({ confidenceMasks }) => {
      const mask = confidenceMasks?.[0];
      if (mask !== undefined) this.#takeMask(mask.getAsFloat32Array());
    });
    return this.#compose(picture, widthPx, heightPx);
  }

  close(): void {
    this.#segmenter.close();
  }

  #takeMask(confidence: Float32Array): void {
    const image = new ImageData(maskSizePx, maskSizePx);
    for (let index = 0; index < this.#weights.length; index += 1) {
      const share = ((confidence[index] ?? 0) - edge.from) / (edge.to - edge.from);
      const weight = inertia * (this.#weights[index] ?? 0) + (1 - inertia) * Math.min(1, Math.max(0, share));
      this.#weights[index] = weight;
      image.data[4 * index + 3] = 255 * weight;
    }
    contextOf(this.#mask).putImageData(image, 0, 0);
  }

  #compose(picture: CanvasImageSource, widthPx: number, heightPx: number): OffscreenCanvas {
    const context = contextOf(resized(this.#output, widthPx, heightPx));
    context.globalCompositeOperation = 'copy';
    context.drawImage(this.#mask, 0, 0, widthPx, heightPx);
    context.globalCompositeOperation = 'source-in';
    context.drawImage(picture, 0, 0, widthPx, heightPx);
    context.globalCompositeOperation = 'destination-over';
    const coarse = resized(this.#coarse, Math.ceil(widthPx / 32), Math.ceil(heightPx / 32));
    const fine = resized(this.#fine, Math.ceil(widthPx / 8), Math.ceil(heightPx / 8));
    shrink(picture, fine);
    shrink(fine, coarse);
    shrink(coarse, fine);
    context.imageSmoothingQuality = 'high';
    context.drawImage(fine, 0, 0, widthPx, heightPx);
    return this.#output;
  }
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: false });
  if (context === null) throw new Error('no 2d canvas to draw on');
  return context;
}

function resized(canvas: OffscreenCanvas, widthPx: number, heightPx: number): OffscreenCanvas {
  if (canvas.width !== widthPx) canvas.width = widthPx;
  if (canvas.height !== heightPx) canvas.height = heightPx;
  return canvas;
}

function shrink(from: CanvasImageSource, onto: OffscreenCanvas): void {
  const context = contextOf(onto);
  context.imageSmoothingQuality = 'high';
  context.drawImage(from, 0, 0, onto.width, onto.height);
}
