/** Small pictures made here: a server cannot make them of sealed ones. */
const MAX_PX = 640;

export interface Picture {
  widthPx: number;
  heightPx: number;
  /** Undefined when it is small already. */
  thumbnail?: Blob;
}

/** @returns undefined where pictures cannot be read, or this is none */
export async function thumbnailOf(blob: Blob): Promise<Picture | undefined> {
  if (typeof createImageBitmap === 'undefined' || typeof OffscreenCanvas === 'undefined') return undefined;
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(blob);
  } catch {
    return undefined; // no picture that this browser knows: it goes as it is
  }
  try {
    const { width: widthPx, height: heightPx } = bitmap;
    const ratio = MAX_PX / Math.max(widthPx, heightPx);
    if (ratio >= 1) return { widthPx, heightPx };
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(widthPx * ratio)), Math.max(1, Math.round(heightPx * ratio)));
    const context = canvas.getContext('2d');
    if (!context) return { widthPx, heightPx };
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return { widthPx, heightPx, thumbnail: await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 }) };
  } finally {
    bitmap.close();
  }
}
