import { Mail } from 'lucide-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { dayAndClock, localTimeZone } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import styles from './people.module.css';

/** Links given out and not used yet. @param round another number loads them again */
export function PendingInvitations({ round }: { round: number }) {
  const { t } = useTranslation('people');
  const { locale } = useLanguage();
  const api = useApi();
  // eslint-disable-next-line react-hooks/exhaustive-deps -- a new round is the reason to load again
  const [loaded, reload] = useLoaded(useCallback(() => api.invitations(), [api, round]));
  const withdraw = useAction(async (id: string) => {
    await api.withdrawInvitation(id);
    reload();
  });
  return (
    <section aria-labelledby="pending-invitations" className={styles.pending}>
      <h2 id="pending-invitations">{t('pending')}</h2>
      {withdraw.error && <ErrorNotice error={withdraw.error} />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} />}
      {loaded.state === 'ready' && loaded.value.invitations.length === 0 && <p className={styles.none}>{t('pendingNone')}</p>}
      {loaded.state === 'ready' && loaded.value.invitations.length > 0 && (
        <ul className={styles.rows}>
          {loaded.value.invitations.map(({ id, email, role, invitedBy, expiresAtMs }) => (
            <li key={id} className={styles.row}>
              <span className={styles.mark}>
                <Mail aria-hidden="true" size={20} strokeWidth={1.75} />
              </span>
              <div>
                <h3 className={styles.name}>{email ?? t('anyone')}</h3>
                <p className={styles.sub}>
                  {t('invitedBy', { name: invitedBy, until: dayAndClock(expiresAtMs, locale, localTimeZone()) })}
                </p>
              </div>
              <div className={styles.tags}>{role === 'administrator' && <span className={styles.tag}>{t('role.administrator')}</span>}</div>
              <Button
                size="small"
                isDisabled={withdraw.pending}
                onPress={() => withdraw.run(id)}
                aria-label={t('withdrawThis', { who: email ?? t('anyone') })}
              >
                {t('withdraw')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
