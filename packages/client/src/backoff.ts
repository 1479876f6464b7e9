const firstDelaysMs = [0, 300, 800];
/** While the server still keeps the place of a lost device (30 s) it is tried often, so that a restart is over soon. */
const resumableDelayMs = 1500;
const resumableAttempts = 24;
const longestMs = 5000;

/**
 * How long to wait before try number `attempt` (0: the first after a loss). Up to a third is taken off by chance,
 * so that a thousand clients of a restarted server do not come in the same moment.
 * @param random 0..1
 */
export function backoffMs(attempt: number, random: () => number): number {
  const base = firstDelaysMs[attempt] ?? (attempt < resumableAttempts ? resumableDelayMs : longestMs);
  return Math.round(base * (1 - random() / 3));
}
