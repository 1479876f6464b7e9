import { useEffect, useRef, useState, type RefObject } from 'react';
import { useMediaQuery } from '../../app/use-media-query.ts';
import { useFullScreen } from './full-screen.ts';

/** `beside`: bars have a place of their own. `over`: they lie over the picture. `resting`: they are out of sight until somebody stirs. */
export type Bars = 'beside' | 'over' | 'resting';

/** How long nobody has moved, typed or touched before the bars go out of sight. */
export const restsAfterMs = 3_000;
/** What a bar opened, wherever it hangs in the page. */
const opened = '[role="menu"], [role="listbox"], [role="dialog"], [role="alertdialog"]';
/** A click leaves the focus on its button, too: only a focus that is seen keeps the bars. */
const used = ':is(header, footer):hover, :is(header, footer) :focus-visible';

/**
 * Where the two bars are. Only in full screen, and only with a mouse or pen, do they go to rest: a finger has nothing to
 * call them back with. Never while the pointer or the keyboard's focus is on one, or while a menu or dialog is open.
 * @param room the element that holds the bars
 * @param held something beside the stage is open or has to stay in sight: everything keeps its place
 */
export function useBars(room: RefObject<HTMLElement | null>, held: boolean): Bars {
  const fullScreen = useFullScreen();
  const touchOnly = useMediaQuery('(hover: none)');
  const over = fullScreen && !touchOnly && !held;
  const [resting, setResting] = useState(false);
  const pointer = useRef<{ x: number; y: number } | undefined>(undefined);

  useEffect(() => {
    if (!over) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (document.querySelector(opened) !== null || room.current?.querySelector(used)) wait();
        else setResting(true);
      }, restsAfterMs);
    };
    const stir = () => {
      setResting(false);
      wait();
    };
    const onPointer = (event: PointerEvent) => {
      // Browsers also tell of a pointer that stands still while the page moves below it.
      if (event.type === 'pointermove' && pointer.current?.x === event.screenX && pointer.current.y === event.screenY) return;
      pointer.current = { x: event.screenX, y: event.screenY };
      stir();
      if (event.pointerType === 'touch') clearTimeout(timer);
    };
    const others: readonly string[] = ['keydown', 'focusin', 'wheel'];
    window.addEventListener('pointermove', onPointer);
    window.addEventListener('pointerdown', onPointer);
    for (const type of others) window.addEventListener(type, stir, { passive: true });
    wait();
    return () => {
      clearTimeout(timer);
      setResting(false);
      window.removeEventListener('pointermove', onPointer);
      window.removeEventListener('pointerdown', onPointer);
      for (const type of others) window.removeEventListener(type, stir);
    };
  }, [over, room]);
  return over ? (resting ? 'resting' : 'over') : 'beside';
}
