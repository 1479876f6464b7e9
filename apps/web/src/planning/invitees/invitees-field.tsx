import type { InviteeRole } from '@saal/protocol';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './invitees.module.css';
import { withInvitee, withRole, type PendingInvitee } from './pending-invitee.ts';
import { PersonFinder } from './person-finder.tsx';

export const inviteeRoles: readonly InviteeRole[] = ['participant', 'presenter', 'co-host'];

/** Whom a new meeting invites: colleagues by name, others by address, each with a role. */
export function InviteesField({ value, onChange }: { value: readonly PendingInvitee[]; onChange: (value: PendingInvitee[]) => void }) {
  const { t } = useTranslation('invitees');
  const replace = (next: PendingInvitee) => onChange(value.map((each) => (each.key === next.key ? next : each)));
  return (
    <div className={styles.field}>
      <PersonFinder label={t('find')} optional onFound={(invitee) => onChange(withInvitee(value, invitee))} />
      {value.length > 0 && (
        <ul className={styles.list} aria-label={t('list')}>
          {value.map((invitee) => {
            const { key, name, email, personId, role, passesLobby } = invitee;
            return (
              <li key={key} className={styles.one}>
                <div>
                  <span className={styles.name}>
                    <span>{name}</span>
                    {personId === undefined && <span className={styles.tag}>{t('external')}</span>}
                  </span>
                  {email !== undefined && <span className={styles.sub}>{email}</span>}
                </div>
                <IconButton
                  label={t('removeFromList', { name })}
                  icon={<X aria-hidden="true" size={20} strokeWidth={1.75} />}
                  onPress={() => onChange(value.filter((each) => each.key !== key))}
                />
                <div className={styles.choices}>
                  <Select
                    label={t('roleOf', { name })}
                    options={inviteeRoles.map((id) => ({ id, label: t(`roles.${id}`) }))}
                    value={role}
                    onChange={(next) => replace(withRole(invitee, next))}
                  />
                  <Checkbox
                    label={t('passesLobby')}
                    isSelected={passesLobby}
                    onChange={(next) => replace({ ...invitee, passesLobby: next })}
                  />
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
