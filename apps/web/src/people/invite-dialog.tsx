import type { CreatedInvitation, PersonView } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { dayAndClock, localTimeZone } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { RadioGroup } from '../ui/choice.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Form, type FieldErrors } from '../ui/form.tsx';
import { TextField } from '../ui/text-field.tsx';
import { LinkReady } from './link-ready.tsx';
import styles from './people.module.css';

type Role = PersonView['role'];
const roles: readonly Role[] = ['person', 'administrator'];

/** Makes a one-time link for somebody new; it is shown once. */
export function InviteDialog({ onClose, onInvited }: { onClose: () => void; onInvited: () => void }) {
  const { t } = useTranslation('people');
  const [created, setCreated] = useState<CreatedInvitation>();
  return (
    <Dialog title={t(created ? 'dialog.done' : 'dialog.title')} isOpen onOpenChange={(open) => !open && onClose()}>
      {created ? (
        <Done invitation={created} onClose={onClose} onAnother={() => setCreated(undefined)} />
      ) : (
        <Ask
          onClose={onClose}
          onCreated={(invitation) => {
            setCreated(invitation);
            onInvited();
          }}
        />
      )}
    </Dialog>
  );
}

function Ask({ onClose, onCreated }: { onClose: () => void; onCreated: (invitation: CreatedInvitation) => void }) {
  const { t } = useTranslation('people');
  const api = useApi();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('person');
  const [errors, setErrors] = useState<FieldErrors>();
  const create = useAction(async () =>
    onCreated(await api.createInvitation({ role, ...(email.trim() === '' ? {} : { email: email.trim() }) })),
  );
  const submit = () => {
    const wrong = email.trim() !== '' && !/^\S+@\S+\.\S+$/.test(email.trim());
    setErrors({ email: wrong ? t('common:emailWrong') : undefined });
    if (!wrong) create.run();
  };
  return (
    <Form onSubmit={submit} errors={errors}>
      <p className={styles.none}>{t('dialog.lead')}</p>
      {create.error && <ErrorNotice error={create.error} />}
      <TextField
        label={t('dialog.email')}
        // eslint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type here
        autoFocus
        optional
        description={t('dialog.emailHint')}
        type="email"
        autoComplete="off"
        value={email}
        onChange={setEmail}
        error={errors?.['email']}
      />
      <RadioGroup
        label={t('dialog.role')}
        options={roles.map((id) => ({ id, label: t(`role.${id}`), description: t(`roleHint.${id}`) }))}
        value={role}
        onChange={setRole}
      />
      <div className={styles.dialogEnd}>
        <Button onPress={onClose}>{t('common:cancel')}</Button>
        <Button type="submit" variant="primary" isPending={create.pending}>
          {t('dialog.submit')}
        </Button>
      </div>
    </Form>
  );
}

function Done({ invitation, onClose, onAnother }: { invitation: CreatedInvitation; onClose: () => void; onAnother: () => void }) {
  const { t } = useTranslation('people');
  const { locale } = useLanguage();
  return (
    <LinkReady
      url={invitation.url}
      text={t('dialog.doneText', { until: dayAndClock(invitation.expiresAtMs, locale, localTimeZone()) })}
      onClose={onClose}
      more={
        <Button variant="quiet" onPress={onAnother}>
          {t('dialog.another')}
        </Button>
      }
    />
  );
}
