import type { Me, PersonView } from '@saal/client';
import { Ban, Ellipsis, KeyRound, RotateCcw, ShieldCheck, ShieldOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/button.tsx';
import { Menu, MenuItem, MenuTrigger } from '../ui/menu.tsx';
import type { PersonChange } from './change-person.tsx';
import styles from './people.module.css';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

/** One account, with what `me` may do to it. Oneself cannot be changed here: others do that. */
export function PersonRow({
  person,
  me,
  onChange,
  onRoles,
  onReset,
  onResetFactors,
}: {
  person: PersonView;
  me: Me;
  onChange: (change: PersonChange) => void;
  onRoles: (person: PersonView) => void;
  onReset: (person: PersonView) => void;
  onResetFactors: (person: PersonView) => void;
}) {
  const { t } = useTranslation('people');
  const self = person.id === me.id;
  // Of somebody who holds a role, the server compares the rights one by one; here it is enough not to offer what it refuses.
  const below = person.roles.length === 0 || me.rights.includes('roles.give');
  const mayGive = me.rights.includes('roles.give');
  const mayReset = below && !person.disabled && me.rights.includes('password-reset.make');
  // Of others the password is kept elsewhere.
  const hasPassword = person.source === undefined || person.source === 'local';
  const mayDisable = below && me.rights.includes('people.disable');
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
        {person.source !== undefined && person.source !== 'local' && <span className={styles.tag}>{t(`source.${person.source}`)}</span>}
        {person.secondFactor === true && <span className={styles.tag}>{t('secondFactor')}</span>}
        {person.roles.map((role) => (
          <span key={role} className={styles.tag}>
            {t(`role.${role}`)}
          </span>
        ))}
      </div>
      {self || !(mayGive || mayReset || mayDisable) ? (
        <span className={styles.noMenu} />
      ) : (
        <MenuTrigger>
          <IconButton label={t('actionsOf', { name: person.displayName })} icon={<Ellipsis {...icon} />} />
          <Menu placement="bottom end">
            {mayGive && (
              <MenuItem icon={<ShieldCheck {...icon} />} onAction={() => onRoles(person)}>
                {t('roles.menu')}
              </MenuItem>
            )}
            {mayReset && hasPassword && (
              <MenuItem icon={<KeyRound {...icon} />} onAction={() => onReset(person)}>
                {t('reset.menu')}
              </MenuItem>
            )}
            {mayReset && (
              <MenuItem icon={<ShieldOff {...icon} />} onAction={() => onResetFactors(person)}>
                {t('resetFactors')}
              </MenuItem>
            )}
            {mayDisable && (
              <MenuItem
                danger={!person.disabled}
                icon={person.disabled ? <RotateCcw {...icon} /> : <Ban {...icon} />}
                onAction={() => onChange({ person, to: { disabled: !person.disabled } })}
              >
                {t(person.disabled ? 'enable' : 'disable')}
              </MenuItem>
            )}
          </Menu>
        </MenuTrigger>
      )}
    </li>
  );
}
