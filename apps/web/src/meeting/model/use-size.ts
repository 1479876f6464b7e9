import { useCallback, useState } from 'react';
import type { Size } from '../layout/box.ts';

/** The size of an element in whole CSS pixels, and the ref to give it; undefined before the first measurement. */
export function useSize<E extends HTMLElement>(): [(element: E | null) => (() => void) | undefined, Size | undefined] {
  const [size, setSize] = useState<Size>();
  const ref = useCallback((element: E | null) => {
    if (!element) return undefined;
    const measure = () => {
      const next = { widthPx: Math.floor(element.clientWidth), heightPx: Math.floor(element.clientHeight) };
      setSize((last) => (last?.widthPx === next.widthPx && last.heightPx === next.heightPx ? last : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}
