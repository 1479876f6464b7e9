import type { Me, SessionView } from '@saal/client';
import { Monitor, Smartphone } from 'lucide-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { useNow } from '../app/use-now.ts';
import { ago } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Skeleton } from '../ui/spinner.tsx';
import styles from './account.module.css';
import { SignOut } from './sign-out.tsx';

/** Where one is signed in; each can be ended from here, the own one by signing out. */
export function SessionsCard({ me }: { me: Me }) {
  const { t } = useTranslation('account');
  const api = useApi();
  const [loaded, reload] = useLoaded(useCallback(() => api.sessions(), [api]));
  const end = useAction(async (session: SessionView) => {
    await api.endSession(session.id);
    reload();
  });
  const error = end.error;
  return (
    <Card title={t('sessions.title')} lead={t('sessions.lead')}>
      {error && <ErrorNotice error={error} />}
      {loaded.state === 'loading' && <Skeleton height="3.5rem" />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'ready' && (
        <ul className={styles.sessions}>
          {[...loaded.value.sessions]
            .sort((a, b) => Number(b.current) - Number(a.current) || b.lastSeenAtMs - a.lastSeenAtMs)
            .map((session) => (
              <Session key={session.id} session={session} onEnd={() => end.run(session)} pending={end.pending} />
            ))}
        </ul>
      )}
      <SignOut me={me} />
    </Card>
  );
}

function Session({ session, onEnd, pending }: { session: SessionView; onEnd: () => void; pending: boolean }) {
  const { t } = useTranslation('account');
  const { locale } = useLanguage();
  const nowMs = useNow();
  const Icon = /Android|iOS|iPhone|iPad/.test(session.agent) ? Smartphone : Monitor;
  const name = session.agent === '?' ? t('sessions.unknown') : session.agent; // the server describes it
  return (
    <li className={styles.session}>
      <Icon aria-hidden="true" size={24} strokeWidth={1.5} />
      <div>
        <span>{name}</span>
        <small>
          {session.current
            ? t('sessions.since', { when: ago(session.createdAtMs, nowMs, locale) })
            : t('sessions.lastSeen', { when: ago(session.lastSeenAtMs, nowMs, locale) })}
        </small>
      </div>
      {session.current ? (
        <span className={styles.current}>{t('sessions.current')}</span>
      ) : (
        <Button size="small" onPress={onEnd} isDisabled={pending} aria-label={t('sessions.endThis', { name })}>
          {t('sessions.end')}
        </Button>
      )}
    </li>
  );
}
