/** Edge of a person's picture, in pixels. */
export const pictureEdgePx = 256;

/** A canvas as WebP, or as PNG where the browser cannot write WebP (Safari then answers with PNG by itself). */
export function pictureBlob(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the canvas gave no picture'))), 'image/webp', 0.9);
  });
}
