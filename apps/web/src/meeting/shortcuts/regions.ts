/** F6 goes through the regions of the meeting in the order one sees them (X01). */

const order = ['notices', 'top', 'stage', 'seats', 'panel', 'bar'] as const;
const focusable = 'a[href], button:not([disabled]):not([tabindex="-1"]), input:not([disabled]), [tabindex="0"]';

/** A region without anything in it is left out. */
function regions(root: ParentNode): HTMLElement[] {
  return order.flatMap((name) => {
    const region = root.querySelector<HTMLElement>(`[data-region="${name}"]`);
    return region?.querySelector(focusable) ? [region] : [];
  });
}

/** Focuses the first thing in the region after (1) or before (-1) the one that has the focus now. */
export function focusNextRegion(root: Document, step: 1 | -1): void {
  const all = regions(root);
  const at = all.findIndex((region) => region.contains(root.activeElement));
  const next = at < 0 ? all[step === 1 ? 0 : all.length - 1] : all[(at + step + all.length) % all.length];
  next?.querySelector<HTMLElement>(focusable)?.focus();
}
