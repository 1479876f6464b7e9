const delaysMs = [0, 300, 800, 2000, 4000];
const longestMs = 5000;

/**
 * How long to wait before try number `attempt` (0: the first after a loss). Up to a third is taken off by chance,
 * so that a thousand clients of a restarted server do not come in the same moment.
 * @param random 0..1
 */
export function backoffMs(attempt: number, random: () => number): number {
  const base = delaysMs[attempt] ?? longestMs;
  return Math.round(base * (1 - random() / 3));
}
