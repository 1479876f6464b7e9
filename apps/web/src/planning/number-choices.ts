/** Numbers to choose from, the present one among them. */
export function numberChoices(offered: readonly number[], now: number, language: string): { id: string; label: string }[] {
  const numbers = offered.includes(now) ? offered : [...offered, now].sort((a, b) => a - b);
  return numbers.map((number) => ({ id: String(number), label: number.toLocaleString(language) }));
}

/** Seats on a stage. */
export const offeredSeats: readonly number[] = [2, 4, 6, 8, 12, 16, 24, 32, 50];
