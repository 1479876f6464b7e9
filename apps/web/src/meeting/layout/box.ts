/** A rectangle in CSS pixels, from the top left corner of the room (the area between top bar and control bar). */
export type Box = { x: number; y: number; widthPx: number; heightPx: number };
export type Size = { widthPx: number; heightPx: number };

/** Whether the inner rectangle lies in the outer one; half a pixel of rounding is forgiven. */
export function contains(outer: Size, inner: Box): boolean {
  return (
    inner.x >= -0.5 && inner.y >= -0.5 && inner.x + inner.widthPx <= outer.widthPx + 0.5 && inner.y + inner.heightPx <= outer.heightPx + 0.5
  );
}

/** Whether two rectangles share more than half a pixel in both directions. */
export function overlaps(a: Box, b: Box): boolean {
  return a.x + a.widthPx > b.x + 0.5 && b.x + b.widthPx > a.x + 0.5 && a.y + a.heightPx > b.y + 0.5 && b.y + b.heightPx > a.y + 0.5;
}

/** The part of a box that a picture of this ratio (width / height) covers when it is shown whole. */
export function fitted(size: Size, ratio: number): Size {
  const widthPx = Math.max(0, Math.min(size.widthPx, size.heightPx * ratio));
  return { widthPx, heightPx: ratio > 0 ? widthPx / ratio : 0 };
}

export function area(size: Size): number {
  return size.widthPx * size.heightPx;
}
