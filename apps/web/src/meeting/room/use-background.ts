import { useEffect } from 'react';
import type { WatchedTiles } from '../model/watched-tiles.ts';

/** A page that has been away this long shows nothing to anybody. */
const hiddenAfterMs = 8_000;

/** While the page is in the background no picture is asked for (sound stays); a small window keeps them coming. */
export function useBackground(watched: WatchedTiles, smallWindow: boolean): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const follow = () => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible' || smallWindow || document.pictureInPictureElement) watched.setHidden(false);
      else timer = setTimeout(() => watched.setHidden(true), hiddenAfterMs);
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', follow);
    };
  }, [smallWindow, watched]);
}
