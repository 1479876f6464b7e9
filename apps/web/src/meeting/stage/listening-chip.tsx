import { Ear } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { useNow } from '../room/room-context.ts';
import { isTalk, withoutTile } from '../view/seated.ts';
import styles from './listening-chip.module.css';
import { useGrouped } from './use-grouped.ts';

/** How many are here without a tile, quietly beside the title. */
export function ListeningChip() {
  const { t } = useTranslation('meeting');
  const { snapshot, narrow } = useNow();
  const number = useGrouped();
  const count = withoutTile(snapshot);
  if (count === 0) return null;
  const words = isTalk(snapshot) ? t('stage.more', number(count)) : t('stage.listening', number(count));
  return (
    <span className={styles.chip} data-listening={count} title={narrow ? words : undefined}>
      <Ear aria-hidden="true" size={16} />
      {narrow ? (
        <>
          <span aria-hidden="true">{number(count).number}</span>
          <VisuallyHidden>{words}</VisuallyHidden>
        </>
      ) : (
        words
      )}
    </span>
  );
}
