import { Ellipsis } from 'lucide-react';
import type { ParticipantView } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button.tsx';
import { MenuTrigger } from '../../ui/menu.tsx';
import { PersonMenu } from './person-menu-items.tsx';
import styles from './person-menu.module.css';

type Props = { person: ParticipantView; self: boolean; pinned: 'own' | 'all' | undefined; tabStop: boolean; place: 'tile' | 'list' };

/** Opens what one can do with a person: two clicks to any of it. */
export function PersonMenuButton({ person, self, pinned, tabStop, place }: Props) {
  const { t } = useTranslation('meeting');
  return (
    <div className={styles.menu} data-place={place}>
      <MenuTrigger>
        <IconButton
          label={t('tile.menu', { name: person.name })}
          icon={<Ellipsis aria-hidden="true" size={20} />}
          excludeFromTabOrder={!tabStop}
          className={styles.button}
        />
        <PersonMenu person={person} self={self} pinned={pinned} />
      </MenuTrigger>
    </div>
  );
}
