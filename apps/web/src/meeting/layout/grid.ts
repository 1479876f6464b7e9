/** The grid without a stage: equal tiles, as large as the room allows, the last row in the middle. */
import type { Box, Size } from './box.ts';

export type TileShape = {
  gapPx: number;
  /** Width / height of a tile may lie between these. Equal: tiles of one ratio. */
  minRatio: number;
  maxRatio: number;
};

/** Wide rooms get tiles of 16:9; upright ones (phones) may show people upright, for the camera is upright too. */
export function tileShapeFor(room: Size, gapPx: number): TileShape {
  return room.heightPx > room.widthPx ? { gapPx, minRatio: 3 / 4, maxRatio: 16 / 9 } : { gapPx, minRatio: 16 / 9, maxRatio: 16 / 9 };
}

type Cut = { columns: number; rows: number; tile: Size };

function cut(count: number, columns: number, room: Size, shape: TileShape): Cut {
  const rows = Math.ceil(count / columns);
  const widthPx = Math.max(0, (room.widthPx - (columns - 1) * shape.gapPx) / columns);
  const heightPx = Math.max(0, (room.heightPx - (rows - 1) * shape.gapPx) / rows);
  const ratio = heightPx > 0 ? widthPx / heightPx : Infinity;
  if (ratio > shape.maxRatio) return { columns, rows, tile: { widthPx: heightPx * shape.maxRatio, heightPx } };
  if (ratio < shape.minRatio) return { columns, rows, tile: { widthPx, heightPx: widthPx / shape.minRatio } };
  return { columns, rows, tile: { widthPx, heightPx } };
}

/** The number of columns that makes the tiles largest; of equal ones the fewest columns. */
export function bestCut(count: number, room: Size, shape: TileShape): Cut {
  let best = cut(count, 1, room, shape);
  for (let columns = 2; columns <= count; columns++) {
    const next = cut(count, columns, room, shape);
    if (next.tile.widthPx * next.tile.heightPx > best.tile.widthPx * best.tile.heightPx * 1.001) best = next;
  }
  return best;
}

/** Boxes of `count` equal tiles in reading order. Pure: the same count and room give the same boxes, whoever speaks. */
export function grid(count: number, room: Size, shape: TileShape): Box[] {
  if (count <= 0) return [];
  const { columns, rows, tile } = bestCut(count, room, shape);
  const top = (room.heightPx - rows * tile.heightPx - (rows - 1) * shape.gapPx) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = row === rows - 1 ? count - row * columns : columns;
    const left = (room.widthPx - inRow * tile.widthPx - (inRow - 1) * shape.gapPx) / 2;
    return {
      x: left + (index % columns) * (tile.widthPx + shape.gapPx),
      y: top + row * (tile.heightPx + shape.gapPx),
      widthPx: tile.widthPx,
      heightPx: tile.heightPx,
    };
  });
}

/** Tiles narrower than this tell nothing about a face. */
const smallestTileWidthPx = 148;

/** How many tiles one page of the grid holds: 25, on wide screens 49, fewer where they would become too small. At least 1. */
export function gridPageSize(room: Size, shape: TileShape): number {
  const most = room.widthPx >= 1800 ? 49 : 25;
  const smallest = Math.min(smallestTileWidthPx, room.widthPx);
  for (let count = most; count > 1; count--) {
    if (bestCut(count, room, shape).tile.widthPx >= smallest) return count;
  }
  return 1;
}
