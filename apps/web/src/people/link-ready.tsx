import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './people.module.css';

/** A one-time link, shown once to who made it. @param more a further thing to do, before the others */
export function LinkReady({ url, text, onClose, more }: { url: string; text: string; onClose: () => void; more?: ReactNode }) {
  const { t } = useTranslation('people');
  return (
    <>
      <Notice tone="good">{text}</Notice>
      <p className={styles.link}>{url}</p>
      <div className={styles.dialogEnd}>
        {more}
        <Button onPress={onClose}>{t('dialog.close')}</Button>
        <CopyButton variant="primary" text={url} label={t('dialog.copy')} />
      </div>
    </>
  );
}
