import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefCallback } from 'react';
import { lineAt, sliceOf, topsOf, type Slice } from './heights.ts';

/** What keeps its place while lines come, go and grow: the end, or one line. */
type Hold = { at: 'end' } | { at: 'line'; key: string; offsetPx: number };

export interface Lines {
  slice: Slice;
  /** The end is in sight, and stays so when something comes. */
  atEnd: boolean;
  scroller: RefCallback<HTMLElement>;
  /** On each line that is drawn, which carries `data-line`. */
  line: RefCallback<HTMLElement>;
  toEnd: () => void;
  /** Brings a line into sight, a third from the top. */
  toLine: (key: string) => void;
  /** The line begins above what is in sight. */
  isAbove: (key: string) => boolean;
}

const guessPx = 64;
const aroundPx = 600;
/** Until the page is measured. */
const initialHeightPx = 700;
/** So near to the end counts as the end. */
const nearEndPx = 48;

/**
 * Draws only the lines around what is in sight, each as high as it is. What one reads stays where it is when older lines
 * come above, pictures load or words are edited: browsers do that only where all lines are in the page.
 */
export function useLines(keys: readonly string[]): Lines {
  const element = useRef<HTMLElement>(null);
  const heights = useRef(new Map<string, number>());
  const hold = useRef<Hold>({ at: 'end' });
  const [view, setView] = useState({ topPx: 0, heightPx: initialHeightPx, atEnd: true, round: 0 });
  const { round } = view;
  // eslint-disable-next-line react-hooks/exhaustive-deps -- `round` says that heights were measured
  const tops = useMemo(() => topsOf(keys, heights.current, guessPx), [keys, round]);
  const total = tops.at(-1) ?? 0;

  const placeOf = (): number => {
    const now = hold.current;
    if (now.at === 'line') {
      const index = keys.indexOf(now.key);
      if (index >= 0) return Math.max(0, (tops[index] ?? 0) - now.offsetPx);
    }
    return Math.max(0, total - view.heightPx);
  };
  const topPx = placeOf();
  const slice = sliceOf(tops, topPx, view.heightPx, aroundPx);

  useLayoutEffect(() => {
    const now = element.current;
    if (!now) return;
    const wanted = hold.current.at === 'end' ? now.scrollHeight - now.clientHeight : topPx;
    if (Math.abs(now.scrollTop - wanted) > 1) now.scrollTop = wanted;
  }, [topPx, total, keys]);

  const latest = useRef({ keys, tops });
  useLayoutEffect(() => {
    latest.current = { keys, tops };
  });

  const look = useCallback(() => {
    const now = element.current;
    if (!now) return;
    const { keys: all, tops: known } = latest.current;
    const heightPx = now.clientHeight || initialHeightPx;
    const atEnd = now.scrollHeight - now.scrollTop - now.clientHeight < nearEndPx;
    const index = lineAt(known, now.scrollTop);
    const key = all[index];
    hold.current = atEnd || key === undefined ? { at: 'end' } : { at: 'line', key, offsetPx: (known[index] ?? 0) - now.scrollTop };
    setView((last) =>
      Math.abs(last.topPx - now.scrollTop) < 1 && last.heightPx === heightPx && last.atEnd === atEnd
        ? last
        : { ...last, topPx: now.scrollTop, heightPx, atEnd },
    );
  }, []);

  const measures = useMemo(
    () =>
      new ResizeObserver((entries) => {
        let changed = false;
        for (const { target } of entries) {
          const key = target instanceof HTMLElement ? target.dataset['line'] : undefined;
          if (key === undefined || !(target instanceof HTMLElement) || !target.isConnected) continue;
          const heightPx = target.getBoundingClientRect().height;
          if (heights.current.get(key) === heightPx) continue;
          heights.current.set(key, heightPx);
          changed = true;
        }
        if (changed) setView((last) => ({ ...last, round: last.round + 1 }));
      }),
    [],
  );
  useEffect(() => () => measures.disconnect(), [measures]);

  const scroller = useCallback<RefCallback<HTMLElement>>(
    (now) => {
      element.current = now;
      if (!now) return;
      const sized = new ResizeObserver(() => {
        const heightPx = now.clientHeight || initialHeightPx;
        setView((last) => (last.heightPx === heightPx ? last : { ...last, heightPx }));
      });
      sized.observe(now);
      now.addEventListener('scroll', look, { passive: true });
      return () => {
        sized.disconnect();
        now.removeEventListener('scroll', look);
        element.current = null;
      };
    },
    [look],
  );
  const line = useCallback<RefCallback<HTMLElement>>(
    (now) => {
      if (!now) return;
      measures.observe(now);
      return () => measures.unobserve(now);
    },
    [measures],
  );
  const move = useCallback((next: Hold) => {
    hold.current = next;
    setView((last) => ({ ...last, atEnd: next.at === 'end', round: last.round + 1 }));
  }, []);
  return {
    slice,
    atEnd: view.atEnd,
    scroller,
    line,
    toEnd: useCallback(() => move({ at: 'end' }), [move]),
    toLine: useCallback((key) => move({ at: 'line', key, offsetPx: view.heightPx / 3 }), [move, view.heightPx]),
    isAbove: (key) => {
      const index = keys.indexOf(key);
      return index >= 0 && (tops[index] ?? 0) < topPx - 1;
    },
  };
}
