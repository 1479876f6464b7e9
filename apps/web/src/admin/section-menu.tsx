import { useNavigate } from '@tanstack/react-router';
import { ChevronDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Menu, MenuItem, MenuTrigger } from '../ui/menu.tsx';
import styles from './admin.module.css';
import type { AdminSection } from './sections.ts';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

/** On phones, in place of the list, which would fill a third of the screen: the section that is open, and the way to the others. */
export function SectionMenu({ sections, here }: { sections: readonly AdminSection[]; here: AdminSection }) {
  const { t } = useTranslation('admin');
  const navigate = useNavigate();
  const word = t(`sections.${here.id}`);
  return (
    <MenuTrigger>
      <Button icon={<here.icon {...icon} />} aria-label={`${t('title')}: ${word}`} className={styles.menu}>
        <span>{word}</span>
        <ChevronDown {...icon} />
      </Button>
      <Menu aria-label={t('title')} placement="bottom start" selectionMode="single" selectedKeys={[here.id]}>
        {sections.map(({ id, icon: Icon }) => (
          <MenuItem
            key={id}
            id={id}
            icon={<Icon {...icon} />}
            onAction={() => void navigate({ to: '/admin/$section', params: { section: id } })}
          >
            {t(`sections.${id}`)}
          </MenuItem>
        ))}
      </Menu>
    </MenuTrigger>
  );
}
