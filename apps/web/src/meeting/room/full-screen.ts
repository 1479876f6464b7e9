import { useSyncExternalStore } from 'react';

/** Phones of one maker have no full screen for pages. */
export function canFullScreen(): boolean {
  return 'fullscreenEnabled' in document && document.fullscreenEnabled;
}

export async function toggleFullScreen(): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await document.documentElement.requestFullscreen({ navigationUI: 'hide' });
}

export function useFullScreen(): boolean {
  return useSyncExternalStore(
    (listener) => {
      document.addEventListener('fullscreenchange', listener);
      return () => document.removeEventListener('fullscreenchange', listener);
    },
    // Undefined where there is no full screen at all.
    () => Boolean(document.fullscreenElement),
  );
}
