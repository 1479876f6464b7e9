import type { PersonView } from '@saal/client';
import { Ban, Ellipsis, KeyRound, RotateCcw, ShieldCheck, ShieldMinus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/button.tsx';
import { Menu, MenuItem, MenuTrigger } from '../ui/menu.tsx';
import type { PersonChange } from './change-person.tsx';
import styles from './people.module.css';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

/** One account. Oneself cannot be changed here: others do that. */
export function PersonRow({
  person,
  self,
  onChange,
  onReset,
}: {
  person: PersonView;
  self: boolean;
  onChange: (change: PersonChange) => void;
  onReset: (person: PersonView) => void;
}) {
  const { t } = useTranslation('people');
  const administrator = person.role === 'administrator';
  return (
    <li className={styles.row}>
      <Avatar name={person.displayName} pictureUrl={person.pictureUrl} />
      <div>
        <h2 className={styles.name}>
          {person.displayName} {self && <span>({t('you')})</span>}
        </h2>
        <p className={styles.sub}>{person.email}</p>
      </div>
      <div className={styles.tags}>
        {person.disabled && (
          <span className={styles.tag} data-danger>
            {t('disabled')}
          </span>
        )}
        {administrator && <span className={styles.tag}>{t('role.administrator')}</span>}
      </div>
      {self ? (
        <span className={styles.noMenu} />
      ) : (
        <MenuTrigger>
          <IconButton label={t('actionsOf', { name: person.displayName })} icon={<Ellipsis {...icon} />} />
          <Menu placement="bottom end">
            <MenuItem
              icon={administrator ? <ShieldMinus {...icon} /> : <ShieldCheck {...icon} />}
              onAction={() => onChange({ person, to: { role: administrator ? 'person' : 'administrator' } })}
            >
              {t(administrator ? 'makePerson' : 'makeAdministrator')}
            </MenuItem>
            {!person.disabled && (
              <MenuItem icon={<KeyRound {...icon} />} onAction={() => onReset(person)}>
                {t('reset.menu')}
              </MenuItem>
            )}
            <MenuItem
              danger={!person.disabled}
              icon={person.disabled ? <RotateCcw {...icon} /> : <Ban {...icon} />}
              onAction={() => onChange({ person, to: { disabled: !person.disabled } })}
            >
              {t(person.disabled ? 'enable' : 'disable')}
            </MenuItem>
          </Menu>
        </MenuTrigger>
      )}
    </li>
  );
}
