import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds now; follows rotation, zoom and settings of the system. */
export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = globalThis.matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => globalThis.matchMedia(query).matches);
}

/** One column, bottom bar, panels as sheets: phones, and any screen at 400 % zoom. */
export const narrowQuery = '(max-width: 719px), (max-height: 419px)';

/** Wide enough for every button of the bar; below, the rare ones are in its menu. */
export const roomyQuery = '(min-width: 960px) and (min-height: 420px)';

/** The areas of a page are tabs at its bottom; the same border stands in the style sheets. */
export const tabsQuery = '(max-width: 47.99rem)';
