import type { AuthenticatorSetUp, FactorsView } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useNow } from '../app/use-now.ts';
import { ago } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { AuthenticatorForm } from './authenticator-form.tsx';
import type { Changes } from './security-card.tsx';
import styles from './security.module.css';

/** The authenticator app: set up, exchanged, removed. */
export function AuthenticatorPart({ factors, changes }: { factors: FactorsView; changes: Changes }) {
  const { t } = useTranslation('security');
  const api = useApi();
  const { locale } = useLanguage();
  const nowMs = useNow();
  const [setUp, setSetUp] = useState<AuthenticatorSetUp>();
  const begin = useAction(async () => setSetUp(await changes.proven(() => api.draftAuthenticator())));
  const remove = useAction(async () => {
    await changes.proven(() => api.removeAuthenticator());
    changes.changed();
  });
  const confirm = async (code: string) => {
    const added = await changes.proven(() => api.confirmAuthenticator(code));
    setSetUp(undefined);
    changes.changed(added.recoveryCodes);
  };
  const { authenticator } = factors;
  const lastStays = remove.error?.code === 'conflict';
  return (
    <section className={styles.part}>
      <h3>{t('app.title')}</h3>
      <p className={styles.lead}>{t('app.text')}</p>
      {begin.error && <ErrorNotice error={begin.error} />}
      {lastStays && <Notice tone="error">{t('card.lastStays')}</Notice>}
      {remove.error && !lastStays && <ErrorNotice error={remove.error} />}
      {authenticator && <p>{t('app.on', { when: ago(authenticator.createdAtMs, nowMs, locale) })}</p>}
      {setUp ? (
        <AuthenticatorForm setUp={setUp} onCode={confirm} />
      ) : (
        <div className={styles.row}>
          <Button onPress={begin.run} isPending={begin.pending}>
            {t(authenticator ? 'app.replace' : 'app.setUp')}
          </Button>
          {authenticator && (
            <Button onPress={remove.run} isPending={remove.pending} aria-label={t('app.removeThis')}>
              {t('app.remove')}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
