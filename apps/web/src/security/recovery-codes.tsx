import { Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './security.module.css';

/** Shown once, to be printed or kept; goes when the person says so. */
export function RecoveryCodes({ codes, onKept, kept }: { codes: readonly string[]; onKept: () => void; kept?: string }) {
  const { t } = useTranslation('security');
  return (
    <section aria-label={t('recovery.made')} className={styles.stack}>
      <Notice title={t('recovery.made')}>{t('recovery.once')}</Notice>
      <ol className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className={styles.row}>
        <CopyButton text={codes.join('\n')} label={t('recovery.copy')} />
        <Button icon={<Printer aria-hidden="true" size={20} strokeWidth={1.75} />} onPress={() => window.print()}>
          {t('recovery.print')}
        </Button>
        <Button variant="primary" onPress={onKept}>
          {kept ?? t('recovery.kept')}
        </Button>
      </div>
    </section>
  );
}
