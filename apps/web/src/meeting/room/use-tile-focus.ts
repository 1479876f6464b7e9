import type { ParticipantId } from '@saal/protocol';
import { useCallback, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import type { Box } from '../layout/box.ts';
import { isArrowKey, neighbour } from '../layout/neighbour.ts';
import { useTools } from './room-context.ts';

type TileFocus = {
  /** The tile where the tab key stops. */
  stop: ParticipantId | undefined;
  onKeyDown: (from: ParticipantId, event: KeyboardEvent) => void;
};

/**
 * One tab stop for all seats, arrow keys among them, Shift with arrows moves the seat. When the tile with the focus goes
 * (page turned, person left), the focus goes to the tile that took its place, never to the page's body (X03).
 */
export function useTileFocus(container: RefObject<HTMLElement | null>, ids: readonly ParticipantId[], boxes: readonly Box[]): TileFocus {
  const { moveSeat } = useTools();
  const [wanted, setWanted] = useState<ParticipantId>();
  const focused = useRef<{ id: ParticipantId; index: number } | undefined>(undefined);
  const stop = wanted && ids.includes(wanted) ? wanted : ids[0];

  const focusTile = useCallback(
    (id: ParticipantId) => container.current?.querySelector<HTMLElement>(`[data-seats] [data-tile][data-participant-id="${id}"]`)?.focus(),
    [container],
  );

  useLayoutEffect(() => {
    const root = container.current;
    if (!root) return;
    const came = (event: FocusEvent) => {
      const tile = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-seats] [data-participant-id]') : null;
      const id = ids.find((one) => one === tile?.dataset['participantId']);
      focused.current = id && { id, index: ids.indexOf(id) };
      if (id) setWanted(id);
    };
    const went = (event: FocusEvent) => {
      // A removed element leaves without a next one: keep the memory, the effect below finds a new place.
      if (event.relatedTarget) focused.current = undefined;
    };
    root.addEventListener('focusin', came);
    root.addEventListener('focusout', went);
    return () => {
      root.removeEventListener('focusin', came);
      root.removeEventListener('focusout', went);
    };
  }, [container, ids]);

  useLayoutEffect(() => {
    const last = focused.current;
    if (!last || ids.includes(last.id)) return;
    focused.current = undefined;
    if (document.activeElement && document.activeElement !== document.body) return;
    const next = ids[Math.min(last.index, ids.length - 1)];
    if (next) focusTile(next);
    else container.current?.querySelector<HTMLElement>('[data-stage] [data-tile]')?.focus();
  }, [container, focusTile, ids]);

  const onKeyDown = useCallback(
    (from: ParticipantId, event: KeyboardEvent) => {
      if (event.target !== event.currentTarget) return;
      if (event.key === 'Enter' || event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
        event.preventDefault();
        event.currentTarget.querySelector<HTMLElement>('button[aria-haspopup]')?.click();
        return;
      }
      if (!isArrowKey(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      const at = ids.indexOf(from);
      const to = neighbour(boxes, at, event.key);
      const next = to === undefined ? undefined : ids[to];
      if (to === undefined || !next) return;
      if (event.shiftKey) moveSeat(from, to - at);
      else focusTile(next);
    },
    [boxes, focusTile, ids, moveSeat],
  );
  return { stop, onKeyDown };
}
