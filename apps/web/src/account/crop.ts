/** Which square of a picture is taken. Pure. */

export interface Crop {
  /** 1: the largest square that fits; 4: a quarter of its edge. */
  zoom: number;
  /** Where the square lies in the room that is left: 0 left or top, 1 right or bottom. */
  x: number;
  y: number;
}

/** In pixels of the source. */
export interface Square {
  left: number;
  top: number;
  edge: number;
}

export const centred: Crop = { zoom: 1, x: 0.5, y: 0.5 };
export const maxZoom = 4;

const within = (value: number, from: number, to: number): number => Math.min(to, Math.max(from, value));

export function squareOf(widthPx: number, heightPx: number, { zoom, x, y }: Crop): Square {
  const edge = Math.min(widthPx, heightPx) / within(zoom, 1, maxZoom);
  return { edge, left: (widthPx - edge) * within(x, 0, 1), top: (heightPx - edge) * within(y, 0, 1) };
}

/**
 * The crop after the picture was dragged under the frame.
 * @param byX share of the frame's edge the pointer moved to the right
 */
export function dragged(widthPx: number, heightPx: number, crop: Crop, byX: number, byY: number): Crop {
  const { edge } = squareOf(widthPx, heightPx, crop);
  const move = (position: number, room: number, by: number): number => (room <= 0 ? position : within(position - (by * edge) / room, 0, 1));
  return { ...crop, x: move(crop.x, widthPx - edge, byX), y: move(crop.y, heightPx - edge, byY) };
}
