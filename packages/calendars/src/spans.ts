/** Spans of time. Pure. */
import { momentOf, type EpochMs } from '@saal/protocol';
import type { Span } from './planned-meeting.ts';

/** In order, with those that touch joined, and nothing outside of the range: so that who reads them learns no single date. */
export function joined(spans: readonly Span[], range: Span): Span[] {
  const within = spans
    .map(({ fromMs, toMs }) => ({ fromMs: Math.max(fromMs, range.fromMs), toMs: Math.min(toMs, range.toMs) }))
    .filter(({ fromMs, toMs }) => fromMs < toMs)
    .sort((a, b) => a.fromMs - b.fromMs);
  const found: Span[] = [];
  for (const span of within) {
    const last = found.at(-1);
    if (last && span.fromMs <= last.toMs) last.toMs = Math.max(last.toMs, span.toMs);
    else found.push({ ...span });
  }
  return found;
}

export function overlap(a: Span, b: Span): boolean {
  return a.fromMs < b.toMs && b.fromMs < a.toMs;
}

/** When a clock on the wall of a zone shows "2026-11-30T09:00"; NaN where it never does. */
export function wallMomentIn(timeZone: string): (wall: string) => EpochMs {
  return (wall) => momentOf({ date: wall.slice(0, 10), time: wall.slice(11, 16) }, timeZone) ?? NaN;
}
