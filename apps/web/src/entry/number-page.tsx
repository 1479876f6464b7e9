import { useTranslation } from 'react-i18next';
import { useDocumentTitle } from '../app/use-document-title.ts';
import { PublicPage } from '../frame/public-page.tsx';
import { Button, LinkButton } from '../ui/button.tsx';
import styles from './entry.module.css';
import { NumberForm } from './number-form.tsx';

/** `/join`: for people with a number and no link. */
export function NumberPage() {
  const { t } = useTranslation('home');
  useDocumentTitle(t('byNumberForm.title'));
  return (
    <PublicPage>
      <div className={styles.stack}>
        <div className={styles.head}>
          <h1>{t('byNumberForm.title')}</h1>
          <p className={styles.lead}>{t('byNumberForm.lead')}</p>
        </div>
        <NumberForm
          actions={(pending) => (
            <div className={styles.actions}>
              <LinkButton to="/" variant="quiet">
                {t('common:back')}
              </LinkButton>
              <Button type="submit" variant="primary" isPending={pending}>
                {t('byNumberForm.go')}
              </Button>
            </div>
          )}
        />
      </div>
    </PublicPage>
  );
}
