import type { Model } from '@saal/client';
import { useCallback, useSyncExternalStore } from 'react';

/** The model's value now; draws again after each change. */
export function useModel<T>(model: Model<T>): T {
  const subscribe = useCallback((listener: () => void) => model.subscribe(listener), [model]);
  return useSyncExternalStore(subscribe, () => model.get());
}
