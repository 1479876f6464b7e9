/** Which tile an arrow key leads to. */
import type { Box } from './box.ts';

export type ArrowKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

export function isArrowKey(key: string): key is ArrowKey {
  return key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown';
}

const middle = (box: Box) => ({ x: box.x + box.widthPx / 2, y: box.y + box.heightPx / 2 });

/** The nearest box in the direction, straight ones before slanting ones; `undefined` at the edge. */
export function neighbour(boxes: readonly Box[], from: number, key: ArrowKey): number | undefined {
  const start = boxes[from];
  if (!start) return undefined;
  const here = middle(start);
  let best: { index: number; far: number } | undefined;
  boxes.forEach((box, index) => {
    if (index === from) return;
    const there = middle(box);
    const [dx, dy] = [there.x - here.x, there.y - here.y];
    const along = key === 'ArrowLeft' ? -dx : key === 'ArrowRight' ? dx : key === 'ArrowUp' ? -dy : dy;
    const aside = Math.abs(key === 'ArrowLeft' || key === 'ArrowRight' ? dy : dx);
    if (along < 1 || aside > along * 2.5) return;
    const far = along + aside * 2;
    if (!best || far < best.far) best = { index, far };
  });
  return best?.index;
}
