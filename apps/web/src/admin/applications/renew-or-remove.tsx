import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import styles from './applications.module.css';

/** What `carryOut` gives is called when the question is gone: a dialog of its own must not lie over it. */
type Deed = { title: string; text: string; carryOut: () => Promise<() => void> };

/**
 * What is done with something that holds a secret: another secret, or none any more. Each asks first.
 * @param of its name, which tells the buttons of several apart
 * @param renew with the words of its button
 */
export function RenewOrRemove({
  of,
  renew,
  remove,
  children,
}: {
  of: string;
  renew: Deed & { label: string };
  remove: Deed;
  /** Buttons before these. */
  children?: ReactNode;
}) {
  const { t } = useTranslation('applications');
  const [asked, setAsked] = useState<'renew' | 'remove'>();
  const close = () => setAsked(undefined);
  const after = async (carryOut: Deed['carryOut']): Promise<void> => {
    const tell = await carryOut();
    close();
    tell();
  };
  const renewing = useAction(() => after(renew.carryOut));
  const removing = useAction(() => after(remove.carryOut));
  const error = renewing.error ?? removing.error;
  return (
    <>
      <div className={styles.actions}>
        {children}
        <Button aria-label={`${renew.label}: ${of}`} onPress={() => setAsked('renew')}>
          {renew.label}
        </Button>
        <Button aria-label={`${t('remove')}: ${of}`} variant="danger" onPress={() => setAsked('remove')}>
          {t('remove')}
        </Button>
      </div>
      {error && <ErrorNotice error={error} />}
      <ConfirmDialog
        title={renew.title}
        confirm={renew.label}
        isOpen={asked === 'renew'}
        onOpenChange={close}
        onConfirm={renewing.run}
        isPending={renewing.pending}
      >
        {renew.text}
      </ConfirmDialog>
      <ConfirmDialog
        title={remove.title}
        confirm={t('remove')}
        danger
        isOpen={asked === 'remove'}
        onOpenChange={close}
        onConfirm={removing.run}
        isPending={removing.pending}
      >
        {remove.text}
      </ConfirmDialog>
    </>
  );
}
