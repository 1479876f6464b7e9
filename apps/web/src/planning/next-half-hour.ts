/** The next full half hour, at least ten minutes away: what a new meeting is offered. */
export function nextHalfHour(nowMs: number): number {
  const step = 30 * 60_000;
  return Math.ceil((nowMs + 10 * 60_000) / step) * step;
}
