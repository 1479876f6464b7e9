import { CalendarCheck, CalendarDays } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/empty-state.tsx';
import { LinkButton } from '../ui/button.tsx';
import styles from './home.module.css';

/** No meeting (left) today. */
export function EmptyDay({ done }: { done: boolean }) {
  const { t } = useTranslation('home');
  const Icon = done ? CalendarCheck : CalendarDays;
  return (
    <div className={styles.empty}>
      <EmptyState
        icon={<Icon aria-hidden="true" size={40} strokeWidth={1.25} />}
        title={t(done ? 'emptyDone' : 'emptyToday')}
        action={done ? undefined : <LinkButton to="/plan">{t('plan')}</LinkButton>}
      >
        {t(done ? 'emptyDoneText' : 'emptyTodayText')}
      </EmptyState>
    </div>
  );
}
