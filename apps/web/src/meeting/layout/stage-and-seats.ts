/**
 * The stage with the seats beside or below it. Seats never cover the stage. Everybody is visible as long as seats keep
 * a size that still shows a face; beyond that the seats are divided into pages.
 */
import { area, fitted, type Box, type Size } from './box.ts';

export type StageSize = 'large' | 'small';

export type StageAndSeats = {
  stage: Box;
  /** Where the seats of one page are, in reading order; never more than `pageSize`. */
  seats: Box[];
  side: 'right' | 'below' | 'none';
  pageSize: number;
  /** Room kept free for the arrows that turn pages; undefined when all fit. */
  pager: Box | undefined;
};

/** `captionPx`: the line above a picture on the stage that says what it is; 0 for people, whose name stands on their picture. */
type Options = { seats: number; stageRatio: number; captionPx: number; size: StageSize; gapPx: number };
type Strip = { side: 'right' | 'below'; across: number; along: number; seat: Size; stage: Size };

const seatRatio = 16 / 9;
const smallestSeatWidthPx = 96;
const largestSeatWidthPx = 320;
const pagerPx = 44;
/** Up to this width a larger seat is worth something beside a larger stage, and how much (1: as much as the whole stage). */
const comfortableSeatPx: Record<StageSize, number> = { large: 184, small: 360 };
const worthOfSeats: Record<StageSize, number> = { large: 0.9, small: 2.6 };
/** The part of the room the seats may take. */
const largestStripPart: Record<StageSize, number> = { large: 0.42, small: 0.66 };

/** The picture itself, below its caption. */
function picture(stage: Size, { stageRatio, captionPx }: Options): Size {
  return fitted({ widthPx: stage.widthPx, heightPx: Math.max(1, stage.heightPx - captionPx) }, stageRatio);
}

/** On upright screens a flat picture leaves room below it: that belongs to the seats, whatever the usual part. */
function stripPart(side: 'right' | 'below', room: Size, options: Options): number {
  const left = side === 'below' ? 1 - (picture(room, options).heightPx + options.captionPx) / room.heightPx : 0;
  return Math.max(largestStripPart[options.size], Math.min(0.8, left));
}

function strip(side: 'right' | 'below', across: number, along: number, widthPx: number, room: Size, gapPx: number): Strip {
  const seat = { widthPx, heightPx: widthPx / seatRatio };
  const stage =
    side === 'right'
      ? { widthPx: room.widthPx - across * (seat.widthPx + gapPx), heightPx: room.heightPx }
      : { widthPx: room.widthPx, heightPx: room.heightPx - across * (seat.heightPx + gapPx) };
  return { side, across, along, seat, stage };
}

/** The widest seat with which `across` lines of `along` seats fit on this side. */
function widestSeatPx(side: 'right' | 'below', across: number, along: number, room: Size, options: Options): number {
  const { gapPx, size } = options;
  const part = stripPart(side, room, options);
  const alongPx =
    side === 'right' ? ((room.heightPx - (along - 1) * gapPx) / along) * seatRatio : (room.widthPx - (along - 1) * gapPx) / along;
  const acrossPx = side === 'right' ? (room.widthPx * part) / across - gapPx : ((room.heightPx * part) / across - gapPx) * seatRatio;
  return Math.min(alongPx, acrossPx, largestSeatWidthPx * (size === 'small' ? 1.5 : 1));
}

function worth(candidate: Strip, room: Size, options: Options): number {
  const { size } = options;
  const stagePart = area(picture(candidate.stage, options)) / area(picture(room, options));
  // Beyond the comfortable size larger seats only decide between equal stages.
  return (
    stagePart +
    worthOfSeats[size] * Math.min(1, candidate.seat.widthPx / comfortableSeatPx[size]) +
    (0.02 * candidate.seat.widthPx) / room.widthPx
  );
}

function bestStripForAll(room: Size, options: Options): Strip | undefined {
  let best: Strip | undefined;
  for (const side of ['right', 'below'] as const) {
    for (let across = 1; across <= Math.min(options.seats, 8); across++) {
      const along = Math.ceil(options.seats / across);
      const widest = widestSeatPx(side, across, along, room, options);
      // A smaller seat can be worth it where the stage grows by what the seats give up.
      for (const part of [1, 0.85, 0.7, 0.55]) {
        const widthPx = widest * part;
        if (widthPx < smallestSeatWidthPx) break;
        const candidate = strip(side, across, along, widthPx, room, options.gapPx);
        if (!best || worth(candidate, room, options) > worth(best, room, options)) best = candidate;
      }
    }
  }
  return best;
}

/** Not everybody fits: a strip of small seats along the longer side that leaves most to the stage. */
function pagedStrip(room: Size, options: Options): Strip {
  const side = room.widthPx >= room.heightPx ? 'right' : 'below';
  const { gapPx } = options;
  const part = stripPart(side, room, options);
  const widthPx = Math.min(side === 'right' ? 148 : 112, side === 'right' ? room.widthPx * part : room.widthPx);
  const heightPx = widthPx / seatRatio;
  const across =
    side === 'right'
      ? Math.max(1, Math.min(2, Math.floor((room.widthPx * part) / (widthPx + gapPx))))
      : Math.max(1, Math.floor((room.heightPx * part - pagerPx - gapPx) / (heightPx + gapPx)));
  const along =
    side === 'right'
      ? Math.max(1, Math.floor((room.heightPx - pagerPx) / (heightPx + gapPx)))
      : Math.max(1, Math.floor((room.widthPx + gapPx) / (widthPx + gapPx)));
  return strip(side, across, along, widthPx, room, gapPx);
}

/**
 * Places one stage and the seats.
 * @param room at least 1x1; `seats` of everybody who is to be seen beside the stage, 0 or more
 * Pure: depends on the room and on numbers only, so that no box moves when somebody else speaks.
 */
export function stageAndSeats(room: Size, options: Options): StageAndSeats {
  const whole: Box = { x: 0, y: 0, ...room };
  if (options.seats === 0) return { stage: whole, seats: [], side: 'none', pageSize: 1, pager: undefined };
  const all = bestStripForAll(room, options);
  const chosen = all ?? pagedStrip(room, options);
  const pageSize = all ? options.seats : Math.min(options.seats, chosen.across * chosen.along);
  const { gapPx } = options;
  const { seat, side } = chosen;
  const paging = pageSize < options.seats;

  if (side === 'right') {
    const stage = { x: 0, y: 0, widthPx: Math.max(0, chosen.stage.widthPx), heightPx: room.heightPx };
    const left = stage.widthPx + gapPx;
    const seats = Array.from({ length: pageSize }, (_, index) => ({
      x: left + (index % chosen.across) * (seat.widthPx + gapPx),
      y: Math.floor(index / chosen.across) * (seat.heightPx + gapPx),
      ...seat,
    }));
    const pager = paging
      ? { x: left, y: room.heightPx - pagerPx, widthPx: chosen.across * (seat.widthPx + gapPx) - gapPx, heightPx: pagerPx }
      : undefined;
    return { stage, seats, side, pageSize, pager };
  }
  const stripPx = chosen.across * (seat.heightPx + gapPx) + (paging ? pagerPx + gapPx : 0);
  const stage = { x: 0, y: 0, widthPx: room.widthPx, heightPx: Math.max(0, room.heightPx - stripPx) };
  const seats = Array.from({ length: pageSize }, (_, index) => {
    const row = Math.floor(index / chosen.along);
    const inRow = Math.min(chosen.along, pageSize - row * chosen.along);
    const left = (room.widthPx - inRow * (seat.widthPx + gapPx) + gapPx) / 2;
    return {
      x: left + (index % chosen.along) * (seat.widthPx + gapPx),
      y: stage.heightPx + gapPx + row * (seat.heightPx + gapPx),
      ...seat,
    };
  });
  const pager = paging ? { x: 0, y: room.heightPx - pagerPx, widthPx: room.widthPx, heightPx: pagerPx } : undefined;
  return { stage, seats, side, pageSize, pager };
}
