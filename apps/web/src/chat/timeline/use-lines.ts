import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefCallback } from 'react';
import { lineAt, sliceOf, topsOf, type Slice } from './heights.ts';

/** What keeps its place while lines come, go and grow: the end, or one line. */
type Hold = { at: 'end' } | { at: 'line'; key: string; offsetPx: number };

interface View {
  hold: Hold;
  heightPx: number;
  /** As measured, by key. */
  heights: ReadonlyMap<string, number>;
}

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
  const [view, setView] = useState<View>({ hold: { at: 'end' }, heightPx: initialHeightPx, heights: new Map() });
  const { hold, heightPx, heights } = view;
  const tops = useMemo(() => topsOf(keys, heights, guessPx), [keys, heights]);
  const total = tops.at(-1) ?? 0;
  const held = hold.at === 'line' ? keys.indexOf(hold.key) : -1;
  const topPx = Math.max(0, hold.at === 'line' && held >= 0 ? (tops[held] ?? 0) - hold.offsetPx : total - heightPx);
  const atEnd = hold.at === 'end' || held < 0;

  useLayoutEffect(() => {
    const now = element.current;
    if (!now) return;
    const wanted = atEnd ? now.scrollHeight - now.clientHeight : topPx;
    if (Math.abs(now.scrollTop - wanted) > 1) now.scrollTop = wanted;
  }, [atEnd, topPx, total, keys]);

  const latest = useRef({ keys, tops });
  useLayoutEffect(() => {
    latest.current = { keys, tops };
  });

  const look = useCallback(() => {
    const now = element.current;
    if (!now) return;
    const { keys: all, tops: known } = latest.current;
    const isAtEnd = now.scrollHeight - now.scrollTop - now.clientHeight < nearEndPx;
    const index = lineAt(known, now.scrollTop);
    const key = all[index];
    const next: Hold = isAtEnd || key === undefined ? { at: 'end' } : { at: 'line', key, offsetPx: (known[index] ?? 0) - now.scrollTop };
    setView((last) => (sameHold(last.hold, next) ? last : { ...last, hold: next }));
  }, []);

  const measures = useMemo(
    () =>
      new ResizeObserver((entries) => {
        const measured = entries.flatMap(({ target }): [string, number][] => {
          const key = target instanceof HTMLElement && target.isConnected ? target.dataset['line'] : undefined;
          return key === undefined ? [] : [[key, target.getBoundingClientRect().height]];
        });
        setView((last) =>
          measured.every(([key, px]) => last.heights.get(key) === px)
            ? last
            : { ...last, heights: new Map([...last.heights, ...measured]) },
        );
      }),
    [],
  );
  useEffect(() => () => measures.disconnect(), [measures]);

  const scroller = useCallback<RefCallback<HTMLElement>>(
    (now) => {
      element.current = now;
      if (!now) return;
      const sized = new ResizeObserver(() => {
        const px = now.clientHeight || initialHeightPx;
        setView((last) => (last.heightPx === px ? last : { ...last, heightPx: px }));
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
  return {
    slice: sliceOf(tops, topPx, heightPx, aroundPx),
    atEnd,
    scroller,
    line,
    toEnd: useCallback(() => setView((last) => ({ ...last, hold: { at: 'end' } })), []),
    toLine: useCallback((key) => setView((last) => ({ ...last, hold: { at: 'line', key, offsetPx: last.heightPx / 3 } })), []),
    isAbove: (key) => {
      const index = keys.indexOf(key);
      return index >= 0 && (tops[index] ?? 0) < topPx - 1;
    },
  };
}

function sameHold(a: Hold, b: Hold): boolean {
  if (a.at === 'end' || b.at === 'end') return a.at === b.at;
  return a.key === b.key && Math.abs(a.offsetPx - b.offsetPx) < 1;
}
