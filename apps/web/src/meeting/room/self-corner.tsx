import { useRef, useState, type PointerEvent, type ReactNode } from 'react';
import type { Box } from '../layout/box.ts';
import type { Corner } from '../view/view-choices.ts';
import { useNow, useTools } from './room-context.ts';
import { CornerUpRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from './self-corner.module.css';

const around: Record<Corner, Corner> = {
  'bottom-right': 'bottom-left',
  'bottom-left': 'top-left',
  'top-left': 'top-right',
  'top-right': 'bottom-right',
};

/** One's own small picture over the other's large one: can be pulled into any corner, or sent to the next one by a button. */
export function SelfCorner({ box, children }: { box: Box; children: ReactNode }) {
  const { t } = useTranslation('meeting');
  const { changeView } = useTools();
  const { choices } = useNow();
  const [moved, setMoved] = useState<{ x: number; y: number }>();
  const start = useRef<{ x: number; y: number } | undefined>(undefined);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('button'))) return;
    start.current = { x: event.clientX, y: event.clientY };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!start.current) return;
    const by = { x: event.clientX - start.current.x, y: event.clientY - start.current.y };
    if (!moved && Math.hypot(by.x, by.y) < 8) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setMoved(by);
  };
  const onPointerUp = (event: PointerEvent<HTMLDivElement>) => {
    const parent = event.currentTarget.offsetParent;
    if (moved && parent) {
      const [x, y] = [box.x + moved.x + box.widthPx / 2, box.y + moved.y + box.heightPx / 2];
      const corner: Corner =
        y < parent.clientHeight / 2
          ? x < parent.clientWidth / 2
            ? 'top-left'
            : 'top-right'
          : x < parent.clientWidth / 2
            ? 'bottom-left'
            : 'bottom-right';
      changeView({ type: 'self-corner', corner });
    }
    start.current = undefined;
    setMoved(undefined);
  };
  return (
    <div
      className={styles.corner}
      style={{
        left: box.x,
        top: box.y,
        width: box.widthPx,
        height: box.heightPx,
        transform: moved && `translate(${moved.x}px, ${moved.y}px)`,
      }}
      data-moving={moved ? true : undefined}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => {
        start.current = undefined;
        setMoved(undefined);
      }}
    >
      {children}
      <button
        type="button"
        className={styles.next}
        aria-label={t('tile.moveSelf')}
        title={t('tile.moveSelf')}
        onClick={() => changeView({ type: 'self-corner', corner: around[choices.selfCorner] })}
      >
        <CornerUpRight size={16} aria-hidden="true" />
      </button>
    </div>
  );
}
