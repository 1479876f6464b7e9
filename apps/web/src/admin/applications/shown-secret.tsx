import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './applications.module.css';

/** A secret that nobody can read again: shown until it is put away. */
export function ShownSecret({
  title,
  lead,
  copy,
  secret,
  onClose,
}: {
  title: string;
  lead: string;
  copy: string;
  secret: string;
  onClose: () => void;
}) {
  const { t } = useTranslation('common');
  return (
    <Dialog
      title={title}
      alert
      isOpen
      onOpenChange={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('close')}</Button>
          <CopyButton text={secret} label={copy} variant="primary" />
        </>
      }
    >
      <div className={styles.stack}>
        <p>{lead}</p>
        <p className={styles.secret}>{secret}</p>
      </div>
    </Dialog>
  );
}
