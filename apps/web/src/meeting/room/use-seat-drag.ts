import type { ParticipantId } from '@saal/protocol';
import { useCallback, useRef, useState, type PointerEvent } from 'react';
import type { Box } from '../layout/box.ts';
import { useTools } from './room-context.ts';

type Point = { x: number; y: number };
type Drag = { id: ParticipantId; from: Point; pointerId: number };

/** A click moves a little: below this it is no drag. */
const beginsAtPx = 12;

/** Moving seats with mouse or pen: press a seat, pull it over another, let go. Keys do the same (Shift + arrows, menu). */
export function useSeatDrag(ids: readonly ParticipantId[], boxes: readonly Box[]) {
  const { moveSeat } = useTools();
  const drag = useRef<Drag | undefined>(undefined);
  const [over, setOver] = useState<number>();

  const pointIn = (event: PointerEvent<HTMLElement>): Point => {
    const rect = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - rect.left, y: event.clientY - rect.top };
  };
  const indexAt = (point: Point) =>
    boxes.findIndex((box) => point.x >= box.x && point.x < box.x + box.widthPx && point.y >= box.y && point.y < box.y + box.heightPx);

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    // Fingers scroll and press; they move seats by the menu.
    if (event.button !== 0 || event.pointerType === 'touch' || boxes.length < 3) return;
    if (event.target instanceof HTMLElement && event.target.closest('button, [role="menu"]')) return;
    const point = pointIn(event);
    const id = ids[indexAt(point)];
    if (id) drag.current = { id, from: point, pointerId: event.pointerId };
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const now = drag.current;
    if (now?.pointerId !== event.pointerId) return;
    const point = pointIn(event);
    if (over === undefined && Math.hypot(point.x - now.from.x, point.y - now.from.y) < beginsAtPx) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const index = indexAt(point);
    setOver(index < 0 ? ids.indexOf(now.id) : index);
  };
  const end = useCallback(() => {
    drag.current = undefined;
    setOver(undefined);
  }, []);
  const onPointerUp = () => {
    const now = drag.current;
    if (now && over !== undefined) {
      const by = over - ids.indexOf(now.id);
      if (by !== 0) moveSeat(now.id, by);
    }
    end();
  };
  return {
    dragging: over !== undefined,
    ghost: over === undefined ? undefined : boxes[over],
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: end },
  };
}
