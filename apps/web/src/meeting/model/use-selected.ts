import type { Model } from '@saal/client';
import { useCallback, useRef, useSyncExternalStore } from 'react';

/**
 * A part of the model's value; draws again only when that part changed.
 * @param same how parts are compared; by identity unless told
 */
export function useSelected<T, S>(model: Model<T>, select: (value: T) => S, same: (a: S, b: S) => boolean = Object.is): S {
  const last = useRef<{ part: S } | undefined>(undefined);
  const subscribe = useCallback((listener: () => void) => model.subscribe(listener), [model]);
  const get = () => {
    const part = select(model.get());
    if (last.current && same(last.current.part, part)) return last.current.part;
    last.current = { part };
    return part;
  };
  return useSyncExternalStore(subscribe, get);
}
