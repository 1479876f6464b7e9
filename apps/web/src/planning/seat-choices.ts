const offered = [2, 4, 6, 8, 12, 16, 24, 32, 50];

/** Numbers of seats on a stage to choose from, the present one among them. */
export function seatChoices(now: number): { id: string; label: string }[] {
  const numbers = offered.includes(now) ? offered : [...offered, now].sort((a, b) => a - b);
  return numbers.map((seats) => ({ id: String(seats), label: String(seats) }));
}
