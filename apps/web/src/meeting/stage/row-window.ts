/** Which rows of a long list are drawn: those in sight, and some around them. Pure. */

export type RowWindow = { first: number; end: number };

/** So that the next rows are there before they come into sight. */
const around = 8;

/**
 * @param offsetPx how far the list's beginning lies above the upper edge of what is in sight; negative: below it
 * @param heightPx of what is in sight
 */
export function rowWindow(offsetPx: number, heightPx: number, rowPx: number, total: number): RowWindow {
  const clamp = (row: number) => Math.max(0, Math.min(total, row));
  const first = clamp(Math.floor(offsetPx / rowPx) - around);
  return { first, end: Math.max(first, clamp(Math.ceil((offsetPx + heightPx) / rowPx) + around)) };
}

/** The pages that hold these rows. */
export function pagesOf({ first, end }: RowWindow, perPage: number): number[] {
  const pages: number[] = [];
  for (let page = Math.floor(first / perPage); page * perPage < end; page++) pages.push(page);
  return pages.length > 0 ? pages : [0];
}
