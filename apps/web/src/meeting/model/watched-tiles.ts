/** Which pictures are on the screen and how large: collected from the tiles, reported to the media session. */
import type { WantedPicture } from '@saal/client';

export type Priority = { seat: 1; pinned: 6; stage: 8; share: 10 };
export const priorities: Priority = { seat: 1, pinned: 6, stage: 8, share: 10 };

/** Whose camera, or which share, without its size. */
export type ShownPicture = Omit<WantedPicture, 'widthPx' | 'heightPx'>;

export interface WatchedTiles {
  /** A picture appears in this element. The function returned says that it is gone. */
  show(element: HTMLElement, picture: ShownPicture): () => void;
  /** While hidden (page in the background), nothing is asked for. */
  setHidden(hidden: boolean): void;
  close(): void;
}

/** What is wanted of these pictures, each once, in the largest size it is shown in; device pixels. */
export function watchedOf(shown: readonly WantedPicture[], pixelRatio: number): WantedPicture[] {
  const byPicture = new Map<string, WantedPicture>();
  for (const picture of shown) {
    const { participantId, shareId = '', widthPx, heightPx, priority } = picture;
    if (widthPx < 1 || heightPx < 1) continue;
    const key = `${participantId} ${shareId}`;
    const last = byPicture.get(key);
    byPicture.set(key, {
      ...picture,
      widthPx: Math.max(last?.widthPx ?? 1, Math.round(widthPx * pixelRatio)),
      heightPx: Math.max(last?.heightPx ?? 1, Math.round(heightPx * pixelRatio)),
      priority: Math.max(last?.priority ?? 1, priority),
    });
  }
  return [...byPicture.values()].sort((a, b) => b.priority - a.priority);
}

/**
 * Follows the real sizes of the tiles and tells each change once per frame.
 * @param report takes the whole list
 */
export function createWatchedTiles(report: (pictures: WantedPicture[]) => void): WatchedTiles {
  const shown = new Set<{ element: HTMLElement; picture: ShownPicture }>();
  let hidden = false;
  let frame: number | undefined;
  let told = '';

  const tell = () => {
    frame = undefined;
    const pictures = hidden
      ? []
      : watchedOf(
          [...shown].map(({ element, picture }) => ({ ...picture, widthPx: element.clientWidth, heightPx: element.clientHeight })),
          globalThis.devicePixelRatio || 1,
        );
    const text = JSON.stringify(pictures);
    if (text === told) return;
    told = text;
    report(pictures);
  };
  // A timer, not an animation frame: frames stop in the background, where "nothing is shown" must still be told.
  const soon = () => {
    frame ??= window.setTimeout(tell, 16);
  };
  const observer = new ResizeObserver(soon);

  return {
    show(element, picture) {
      const entry = { element, picture };
      shown.add(entry);
      observer.observe(element);
      soon();
      return () => {
        shown.delete(entry);
        if (![...shown].some((other) => other.element === element)) observer.unobserve(element);
        soon();
      };
    },
    setHidden(next) {
      hidden = next;
      soon();
    },
    close() {
      observer.disconnect();
      shown.clear();
      window.clearTimeout(frame);
    },
  };
}
