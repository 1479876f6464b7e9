import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './entry.module.css';
import { NumberForm } from './number-form.tsx';

export function NumberDialog({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange: (open: boolean) => void }) {
  const { t } = useTranslation('home');
  return (
    <Dialog title={t('byNumberForm.title')} isOpen={isOpen} onOpenChange={onOpenChange}>
      <p className={styles.lead}>{t('byNumberForm.lead')}</p>
      <NumberForm
        focusFirst
        actions={(pending) => (
          <div className={styles.actions}>
            <Button onPress={() => onOpenChange(false)}>{t('common:cancel')}</Button>
            <Button type="submit" variant="primary" isPending={pending}>
              {t('byNumberForm.go')}
            </Button>
          </div>
        )}
      />
    </Dialog>
  );
}
