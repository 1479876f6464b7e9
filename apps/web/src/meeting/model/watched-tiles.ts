/** Which pictures are on the screen and how large: collected from the tiles, reported to the media session. */
import type { WatchedTile } from '@saal/protocol';

export type Priority = { seat: 1; pinned: 6; stage: 8; share: 10 };
export const priorities: Priority = { seat: 1, pinned: 6, stage: 8, share: 10 };

export interface WatchedTiles {
  /** A picture appears in this element. The function returned says that it is gone. */
  show(element: HTMLElement, producerId: string, priority: number): () => void;
  /** While hidden (page in the background), nothing is asked for. */
  setHidden(hidden: boolean): void;
  close(): void;
}

type Shown = { element: HTMLElement; producerId: string; priority: number };

/** What the server is to send for these pictures, each stream once, in the largest size it is shown in; device pixels. */
export function watchedOf(
  shown: readonly { producerId: string; priority: number; widthPx: number; heightPx: number }[],
  pixelRatio: number,
): WatchedTile[] {
  const byProducer = new Map<string, WatchedTile>();
  for (const { producerId, priority, widthPx, heightPx } of shown) {
    if (widthPx < 1 || heightPx < 1) continue;
    const scaled = (size: number) => Math.max(1, Math.min(8192, Math.round(size * pixelRatio)));
    const last = byProducer.get(producerId);
    byProducer.set(producerId, {
      producerId,
      widthPx: Math.max(last?.widthPx ?? 1, scaled(widthPx)),
      heightPx: Math.max(last?.heightPx ?? 1, scaled(heightPx)),
      priority: Math.max(last?.priority ?? 1, priority),
    });
  }
  return [...byProducer.values()].sort((a, b) => b.priority - a.priority).slice(0, 60);
}

/**
 * Follows the real sizes of the tiles and tells each change once per frame.
 * @param report takes the whole list (`media.watch`)
 */
export function createWatchedTiles(report: (tiles: WatchedTile[]) => void): WatchedTiles {
  const shown = new Set<Shown>();
  let hidden = false;
  let frame: number | undefined;
  let told = '';

  const tell = () => {
    frame = undefined;
    const tiles = hidden
      ? []
      : watchedOf(
          [...shown].map(({ element, producerId, priority }) => ({
            producerId,
            priority,
            widthPx: element.clientWidth,
            heightPx: element.clientHeight,
          })),
          globalThis.devicePixelRatio || 1,
        );
    const text = JSON.stringify(tiles);
    if (text === told) return;
    told = text;
    report(tiles);
  };
  // A timer, not an animation frame: frames stop in the background, where "nothing is shown" must still be told.
  const soon = () => {
    frame ??= window.setTimeout(tell, 16);
  };
  const observer = new ResizeObserver(soon);

  return {
    show(element, producerId, priority) {
      const entry = { element, producerId, priority };
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
