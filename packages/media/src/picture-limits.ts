import type { ValveLevel } from './overload-valve.ts';

/** From this priority on a picture is looked at, not only seen: the stage and shares (a seat has 1, a pinned one 6). */
const stagePriority = 8;

/** A picture that a device watches. */
export interface LimitedPicture {
  id: string;
  /** A shared screen, of which a smaller layer cannot be read. */
  isShare: boolean;
  priority: number;
  widthPx: number;
  heightPx: number;
}

/** `lower`: one layer below what fits; `lowest`: the lowest layer; `held`: not sent. */
export type PictureLimit = 'lower' | 'lowest' | 'held';

/**
 * What a worker with too much to do takes from the pictures of one device. Pure.
 * @returns by id; a picture that is not named is sent as it fits
 */
export function pictureLimits(level: ValveLevel, pictures: readonly LimitedPicture[]): ReadonlyMap<string, PictureLimit> {
  const limits = new Map<string, PictureLimit>();
  if (level === 0) return limits;
  const [first, ...others] = [...pictures].sort(byImportance);
  if (!first) return limits;
  if (level === 3) {
    for (const { id } of others) limits.set(id, 'held');
    if (!first.isShare) limits.set(first.id, 'lowest');
    return limits;
  }
  const seats = [first, ...others].filter(({ isShare, priority }) => !isShare && priority < stagePriority);
  if (level === 1) {
    for (const { id } of seats) limits.set(id, 'lower');
    return limits;
  }
  const kept = Math.ceil(seats.length / 2);
  for (const [place, { id }] of seats.entries()) limits.set(id, place < kept ? 'lowest' : 'held');
  return limits;
}

/** @param layer the one that fits the tile */
export function limitedLayer(layer: number, limit: Exclude<PictureLimit, 'held'> | undefined): number {
  switch (limit) {
    case undefined:
      return layer;
    case 'lower':
      return Math.max(0, layer - 1);
    case 'lowest':
      return 0;
  }
}

/** Of equal ones the larger first; the order stays the same for all else, so that pictures do not change places. */
function byImportance(one: LimitedPicture, other: LimitedPicture): number {
  return other.priority - one.priority || other.widthPx * other.heightPx - one.widthPx * one.heightPx || (one.id < other.id ? -1 : 1);
}
