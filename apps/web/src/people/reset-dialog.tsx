import type { CreatedPasswordReset, PersonView } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { dayAndClock, localTimeZone } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { LinkReady } from './link-ready.tsx';
import styles from './people.module.css';

/** Makes a one-time link by which somebody sets a new password; it is shown once. */
export function ResetDialog({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const { t } = useTranslation('people');
  const { locale } = useLanguage();
  const api = useApi();
  const [created, setCreated] = useState<CreatedPasswordReset>();
  const create = useAction(async () => setCreated(await api.createPasswordReset(person.id)));
  const name = person.displayName;
  return (
    <Dialog title={t(created ? 'dialog.done' : 'reset.title')} isOpen onOpenChange={(open) => !open && onClose()}>
      {created ? (
        <LinkReady
          url={created.url}
          text={t('reset.doneText', { name, until: dayAndClock(created.expiresAtMs, locale, localTimeZone()) })}
          onClose={onClose}
        />
      ) : (
        <>
          <p className={styles.none}>{t('reset.lead', { name })}</p>
          {create.error && <ErrorNotice error={create.error} />}
          <div className={styles.dialogEnd}>
            <Button onPress={onClose}>{t('common:cancel')}</Button>
            <Button variant="primary" onPress={create.run} isPending={create.pending}>
              {t('dialog.submit')}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
