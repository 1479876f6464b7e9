import { PEOPLE_PER_PAGE, type ParticipantView } from '@saal/protocol';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type LiHTMLAttributes, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import panel from '../panels/people-panel.module.css';
import styles from './paged-people.module.css';
import { pagesOf, rowWindow, type RowWindow } from './row-window.ts';
import { usePeopleRows } from './use-people-rows.ts';

export type RowPlace = LiHTMLAttributes<HTMLLIElement>;

type Props = {
  search: string;
  /** Name of the list. */
  label: string;
  row: (person: ParticipantView, place: RowPlace) => ReactNode;
};

/** Also in `paged-people.module.css`: every row of a long list has the same height. */
const rowPx = 56;
/** Of the panel, until it is measured. */
const initialHeightPx = 600;
const steps: Partial<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };

/** A list of any length: only the rows in sight are in the page. Arrow keys go through all of it, and screen readers are told which row it is. */
export function LongPeople({ search, label, row }: Props) {
  const { t } = useTranslation('meeting');
  const { total, error, at, show, reload } = usePeopleRows(search);
  const list = useRef<HTMLUListElement>(null);
  const [inSight, setInSight] = useState<RowWindow>({ first: 0, end: 0 });
  const [active, setActive] = useState(0);
  /** Where a key led to. */
  const [goal, setGoal] = useState<{ row: number }>();
  const length = total ?? 0;
  const current = Math.max(0, Math.min(active, length - 1));

  useLayoutEffect(() => {
    const element = list.current;
    const scroller = element?.closest<HTMLElement>('[data-scrolls]');
    if (!element || !scroller) return;
    const look = () => {
      const offsetPx = scroller.getBoundingClientRect().top - element.getBoundingClientRect().top;
      const next = rowWindow(offsetPx, scroller.clientHeight || initialHeightPx, rowPx, length);
      setInSight((last) => (last.first === next.first && last.end === next.end ? last : next));
    };
    look();
    scroller.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(scroller);
    return () => {
      scroller.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [length]);
  useEffect(() => show(pagesOf(inSight, PEOPLE_PER_PAGE)), [inSight, show]);
  useEffect(() => {
    // Only after a key: what is scrolled or loaded takes no focus.
    if (goal) rowIn(list.current, goal.row)?.focus();
  }, [goal]);
  const reached = at(current)?.id;
  useEffect(() => {
    // The row one went to has come, and took the place of its stand-in.
    if (goal && reached !== undefined && document.activeElement === document.body) rowIn(list.current, goal.row)?.focus();
  }, [goal, reached]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    // In a menu of a row the keys are the menu's.
    if (step === undefined || length === 0 || !list.current?.contains(event.target as Node)) return;
    event.preventDefault();
    const row = Math.max(0, Math.min(length - 1, current + step));
    setActive(row);
    setGoal({ row });
  };

  if (error)
    return (
      <div role="alert" className={styles.failed}>
        <p>
          {t('people.failed')} {t(`error:${error.code}`)}
        </p>
        <Button size="small" onPress={reload}>
          {t('people.again')}
        </Button>
      </div>
    );
  if (total === undefined)
    return (
      <p role="status" className={panel.none}>
        {t('people.loading')}
      </p>
    );
  if (total === 0) return <p className={panel.none}>{search.trim() === '' ? t('people.nobody') : t('people.noHit')}</p>;
  const drawn = Array.from({ length: inSight.end - inSight.first }, (_, index) => inSight.first + index);
  // The row with the focus stays, or the focus would be lost with it.
  if (!drawn.includes(current)) drawn.push(current);
  return (
    // Arrow keys move among the rows; each of them can be focused.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <ul ref={list} aria-label={label} className={styles.long} style={{ height: total * rowPx }} onKeyDown={onKeyDown}>
      {drawn
        .sort((a, b) => a - b)
        .map((index) => {
          const person = at(index);
          const place: RowPlace = {
            'aria-setsize': total,
            'aria-posinset': index + 1,
            tabIndex: index === current ? 0 : -1,
            style: { top: index * rowPx },
            onFocus: () => setActive(index),
          };
          return person ? row(person, place) : <li key={index} {...place} className={styles.coming} aria-busy="true" />;
        })}
    </ul>
  );
}

function rowIn(list: HTMLElement | null, row: number): HTMLElement | null | undefined {
  return list?.querySelector<HTMLElement>(`[aria-posinset="${row + 1}"]`);
}
