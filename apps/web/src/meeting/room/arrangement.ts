/** From a scene and the size of the room to boxes: where each tile, the stage and the pager are. */
import type { ParticipantId } from '@saal/protocol';
import type { Box, Size } from '../layout/box.ts';
import { grid, gridPageSize, tileShapeFor } from '../layout/grid.ts';
import { pageOf } from '../layout/pages.ts';
import { stageAndSeats } from '../layout/stage-and-seats.ts';
import type { Scene, StageItem } from '../view/scene.ts';
import type { Corner } from '../view/view-choices.ts';

export const gapPx = 8;
/** Room for the arrows that turn the pages of the grid. */
const gridPagerPx = 52;

/** The line above what is shared, which covers nothing of it. */
export const captionPx = 36;
/** Room for choosing among several shares. */
export const chooserPx = 52;

export type PlacedSeat = { id: ParticipantId; box: Box };
/** `box` is told from the corner of the stage. */
export type PlacedStage = { item: StageItem; box: Box };

export type Arrangement = {
  stage: PlacedStage[];
  /** The whole stage. */
  stageBox: Box | undefined;
  /** Where one chooses among several shares: the upper edge of the stage. */
  chooser: boolean;
  seats: PlacedSeat[];
  pages: { page: number; pages: number; box: Box } | undefined;
};

type Options = { page: number; stageRatio: number; stageSize: 'large' | 'small'; selfId: ParticipantId; selfCorner: Corner };

function placedSeats(ids: readonly ParticipantId[], boxes: readonly Box[]): PlacedSeat[] {
  return ids.flatMap((id, index) => {
    const box = boxes[index];
    return box ? [{ id, box }] : [];
  });
}

function cornerBox(room: Size, corner: Corner): Box {
  // Small beside the other, yet one recognises oneself: a fifth of a wide room, a third of a phone.
  const widthPx = Math.round(Math.max(112, Math.min(280, room.widthPx * (room.widthPx > room.heightPx ? 0.2 : 0.32))));
  const heightPx = Math.round((widthPx * (room.widthPx > room.heightPx ? 9 : 12)) / (room.widthPx > room.heightPx ? 16 : 9));
  const margin = 16;
  return {
    x: corner.endsWith('left') ? margin : room.widthPx - widthPx - margin,
    y: corner.startsWith('top') ? margin : room.heightPx - heightPx - margin,
    widthPx,
    heightPx,
  };
}

/** Boxes of one page of the scene. Pure; who speaks changes at most the item on the stage, never a box. */
export function arrange(scene: Scene, room: Size, options: Options): Arrangement {
  switch (scene.kind) {
    case 'alone':
    case 'empty':
      return { stage: [], stageBox: undefined, chooser: false, seats: [], pages: undefined };
    case 'pair': {
      const whole: Box = { x: 0, y: 0, ...room };
      const seats: PlacedSeat[] = [{ id: scene.other, box: whole }];
      if (scene.self) seats.push({ id: options.selfId, box: cornerBox(room, options.selfCorner) });
      return { stage: [], stageBox: undefined, chooser: false, seats, pages: undefined };
    }
    case 'grid': {
      const shape = tileShapeFor(room, gapPx);
      const fitsAll = gridPageSize(room, shape) >= scene.seats.length;
      const inner = fitsAll ? room : { widthPx: room.widthPx, heightPx: Math.max(1, room.heightPx - gridPagerPx) };
      const turned = pageOf(scene.seats, options.page, gridPageSize(inner, shape));
      // Every page has boxes of the same size, so that turning pages is calm.
      const boxes = grid(fitsAll ? turned.items.length : gridPageSize(inner, shape), inner, shape);
      const pager: Box = { x: 0, y: room.heightPx - gridPagerPx + gapPx, widthPx: room.widthPx, heightPx: gridPagerPx - gapPx };
      return {
        stage: [],
        stageBox: undefined,
        chooser: false,
        seats: placedSeats(turned.items, boxes),
        pages: fitsAll ? undefined : { page: turned.page, pages: turned.pages, box: pager },
      };
    }
    case 'stage': {
      const chooser = scene.shares.all.length > 1;
      const shares = scene.shares.shown.length > 0;
      const placed = stageAndSeats(room, {
        seats: scene.seats.length,
        stageRatio: options.stageRatio,
        captionPx: (shares ? captionPx : 0) + (chooser ? chooserPx : 0),
        size: options.stageSize,
        gapPx,
      });
      const turned = pageOf(scene.seats, options.page, placed.pageSize);
      const topPx = chooser ? chooserPx : 0;
      const stageRoom = { widthPx: placed.stage.widthPx, heightPx: Math.max(1, placed.stage.heightPx - topPx) };
      const stageBoxes =
        scene.stage.length === 1
          ? [{ x: 0, y: 0, ...stageRoom }]
          : grid(scene.stage.length, stageRoom, { gapPx, minRatio: 4 / 3, maxRatio: 16 / 9 });
      const stage = scene.stage.flatMap((item, index) => {
        const box = stageBoxes[index];
        return box ? [{ item, box: { ...box, y: box.y + topPx } }] : [];
      });
      return {
        stage,
        stageBox: placed.stage,
        chooser,
        seats: placedSeats(turned.items, placed.seats),
        pages: placed.pager && { page: turned.page, pages: turned.pages, box: placed.pager },
      };
    }
  }
}
