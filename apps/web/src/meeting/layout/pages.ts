/** Dividing more people than fit into pages of one size. */

export type Page<T> = { items: readonly T[]; page: number; pages: number };

/** The page asked for, or the last one when there are fewer now. `pageSize` at least 1. */
export function pageOf<T>(items: readonly T[], page: number, pageSize: number): Page<T> {
  const pages = Math.max(1, Math.ceil(items.length / pageSize));
  const kept = Math.min(Math.max(0, page), pages - 1);
  return { items: items.slice(kept * pageSize, (kept + 1) * pageSize), page: kept, pages };
}
