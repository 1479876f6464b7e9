/** The part of a file that is asked for, to play from the middle (RFC 9110 §14). Pure. */
import type { ByteRange } from '../media-ports.ts';

/** @returns undefined: all of it, also for several parts at once, as one may; `none`: there is no such part */
export function byteRangeOf(header: string | undefined, sizeBytes: number): ByteRange | 'none' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!match) return undefined;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return undefined;
  const first = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const last = from === '' || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  return first > last ? 'none' : { first, last };
}
