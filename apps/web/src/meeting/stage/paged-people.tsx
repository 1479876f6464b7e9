import { PEOPLE_PER_PAGE, type RequestResult } from '@saal/protocol';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../ui/button.tsx';
import panel from '../panels/people-panel.module.css';
import styles from './paged-people.module.css';
import { useGrouped } from './use-grouped.ts';
import { usePeoplePage } from './use-people-page.ts';

type Props = {
  place: 'in' | 'waiting';
  search: string;
  /** Name of the list. */
  label: string;
  rows: (page: RequestResult<'meeting.people'>) => ReactNode;
};

/** A list of any length, a page at a time. */
export function PagedPeople({ place, search, label, rows }: Props) {
  const { t } = useTranslation('meeting');
  const number = useGrouped();
  const { loaded, page, pages, turn, reload } = usePeoplePage(place, search);
  if (loaded.state === 'loading')
    return (
      <p role="status" className={panel.none}>
        {t('people.loading')}
      </p>
    );
  if (loaded.state === 'failed')
    return (
      <div role="alert" className={styles.failed}>
        <p>
          {t('people.failed')} {t(`error:${loaded.error.code}`)}
        </p>
        <Button size="small" onPress={reload}>
          {t('people.again')}
        </Button>
      </div>
    );
  const { total, people, waiting } = loaded.value;
  if (total === 0) return <p className={panel.none}>{search.trim() === '' ? t('people.nobody') : t('people.noHit')}</p>;
  const first = page * PEOPLE_PER_PAGE;
  const range = t('people.range', {
    from: number(first + 1).number,
    to: number(first + people.length + waiting.length).number,
    total: number(total).number,
  });
  return (
    <div>
      <ul aria-label={label} className={panel.list}>
        {rows(loaded.value)}
      </ul>
      {pages > 1 && (
        <div role="group" aria-label={t('people.pages')} className={styles.pager}>
          <IconButton
            label={t('people.previous')}
            icon={<ChevronLeft aria-hidden="true" size={20} />}
            isDisabled={page === 0}
            onPress={() => turn(page - 1)}
          />
          <span role="status">{range}</span>
          <IconButton
            label={t('people.next')}
            icon={<ChevronRight aria-hidden="true" size={20} />}
            isDisabled={page + 1 >= pages}
            onPress={() => turn(page + 1)}
          />
        </div>
      )}
    </div>
  );
}
