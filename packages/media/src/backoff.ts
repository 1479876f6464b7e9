/**
 * How long to wait before the next attempt: none for the first, then doubling up to a limit. The limit is short: people wait
 * for their sound meanwhile, and starting a worker costs some 50 ms.
 * @param failures in a row so far, 0 for the first attempt
 */
export function backoffMs(failures: number, firstMs = 100, limitMs = 1_000): number {
  return failures === 0 ? 0 : Math.min(limitMs, firstMs * 2 ** (failures - 1));
}
