import { Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import styles from './registration-page.module.css';

type Props = {
  /** Told just now; undefined: told before, and kept nowhere. */
  link: string | undefined;
  pending: boolean;
  /** Makes a new one; undefined where that is not possible any more. */
  onRenew: (() => void) | undefined;
};

/** What a guest keeps of a registration: the link that opens the place in another browser. */
export function PersonalLink({ link, pending, onRenew }: Props) {
  const { t } = useTranslation('registration');
  if (link === undefined)
    return onRenew ? (
      <section className={styles.link} aria-label={t('link.title')}>
        <p>{t('link.before')}</p>
        <div className={styles.actions}>
          <Button onPress={onRenew} isPending={pending}>
            {t('link.renew')}
          </Button>
        </div>
      </section>
    ) : null;
  return (
    <section className={styles.link} aria-label={t('link.title')}>
      <h2>{t('link.title')}</h2>
      <p>{t('link.text')}</p>
      <p className={styles.address}>{link}</p>
      <div className={styles.actions}>
        <CopyButton text={link} label={t('link.copy')} />
        <Button icon={<Printer aria-hidden="true" size={20} strokeWidth={1.75} />} onPress={() => window.print()}>
          {t('link.print')}
        </Button>
      </div>
    </section>
  );
}
