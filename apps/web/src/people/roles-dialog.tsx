import type { PersonView } from '@saal/client';
import { houseRoles, type HouseRole } from '@saal/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/choice.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Form } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './people.module.css';

/** Gives and takes roles; the server compares the rights of each with those of who asks. */
export function RolesDialog({ person, onClose, onChanged }: { person: PersonView; onClose: () => void; onChanged: () => void }) {
  const { t } = useTranslation('people');
  const api = useApi();
  const [held, setHeld] = useState<readonly HouseRole[]>(person.roles);
  const save = useAction(async () => {
    await api.changePerson(person.id, { roles: houseRoles.filter((role) => held.includes(role)) });
    onChanged();
  });
  const name = person.displayName;
  const toggle = (role: HouseRole, isHeld: boolean) =>
    setHeld((before) => [...before.filter((each) => each !== role), ...(isHeld ? [role] : [])]);
  const takes = person.roles.some((role) => !held.includes(role));
  return (
    <Dialog title={t('roles.title', { name })} isOpen onOpenChange={(open) => !open && onClose()}>
      <Form onSubmit={save.run}>
        <p className={styles.none}>{t('roles.lead', { name })}</p>
        {save.error && <ErrorNotice error={save.error} />}
        <div role="group" aria-label={t('roles.group')} className={styles.roles}>
          {houseRoles.map((role) => (
            <Checkbox
              key={role}
              label={t(`role.${role}`)}
              description={t(`roleHint.${role}`)}
              isSelected={held.includes(role)}
              onChange={(isHeld) => toggle(role, isHeld)}
            />
          ))}
        </div>
        {takes && <Notice live={false}>{t('roles.taken', { name })}</Notice>}
        <div className={styles.dialogEnd}>
          <Button onPress={onClose}>{t('common:cancel')}</Button>
          <Button type="submit" variant="primary" isPending={save.pending}>
            {t('common:save')}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
