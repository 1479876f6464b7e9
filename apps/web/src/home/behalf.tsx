import type { ListedMeeting } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { useMe } from '../app/app-context.ts';
import styles from './home.module.css';

/** Who planned it for whom, where that was somebody else. */
export function Behalf({ meeting }: { meeting: ListedMeeting }) {
  const { t } = useTranslation('home');
  const me = useMe();
  if (!meeting.owner || !meeting.onBehalf) return null;
  const { principalId, principal, planner } = meeting.onBehalf;
  return (
    <p className={styles.rowSub}>{principalId === me?.id ? t('plannedForYou', { name: planner }) : t('onBehalfOf', { name: principal })}</p>
  );
}
