import type { FactorsView } from '@saal/client';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { dayAndClock, localTimeZone } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/spinner.tsx';
import { AuthenticatorPart } from './authenticator-part.tsx';
import { PasskeysPart } from './passkeys-part.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import styles from './security.module.css';
import { useProven } from './use-proven.tsx';

/** What the parts of the card need to change something. @property changed with recovery codes to be shown, if any were made */
export type Changes = { proven: <T>(act: () => Promise<T>) => Promise<T>; changed: (recoveryCodes?: readonly string[]) => void };

/** Passkeys, authenticator app and recovery codes of oneself. */
export function SecurityCard() {
  const { t } = useTranslation('security');
  const api = useApi();
  const [codes, setCodes] = useState<readonly string[]>();
  const [loaded, reload] = useLoaded(useCallback(() => api.factors(), [api]));
  const { proven, dialog } = useProven();
  const changed = (made?: readonly string[]) => {
    if (made) setCodes(made);
    reload();
  };
  return (
    <Card title={t('card.title')} lead={t('card.lead')}>
      {loaded.state === 'loading' && <Skeleton height="3.5rem" />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {codes && <RecoveryCodes codes={codes} onKept={() => setCodes(undefined)} />}
      {loaded.state === 'ready' && <Parts factors={loaded.value} changes={{ proven, changed }} />}
      {dialog}
    </Card>
  );
}

function Parts({ factors, changes }: { factors: FactorsView; changes: Changes }) {
  const { t } = useTranslation('security');
  const hasFactor = factors.passkeys.length > 0 || factors.authenticator !== undefined;
  return (
    <>
      {factors.resetAtMs !== undefined && <ResetNotice atMs={factors.resetAtMs} onRead={() => changes.changed()} />}
      {factors.required && <p>{t('card.required')}</p>}
      <PasskeysPart factors={factors} changes={changes} />
      <AuthenticatorPart factors={factors} changes={changes} />
      {hasFactor && <RecoveryPart left={factors.recoveryCodesLeft} changes={changes} />}
    </>
  );
}

function ResetNotice({ atMs, onRead }: { atMs: number; onRead: () => void }) {
  const { t } = useTranslation('security');
  const { locale } = useLanguage();
  const api = useApi();
  const read = useAction(async () => {
    await api.closeResetNotice();
    onRead();
  });
  return (
    <Notice title={t('card.reset')} onClose={read.run}>
      {t('card.resetText', { when: dayAndClock(atMs, locale, localTimeZone()) })}
    </Notice>
  );
}

function RecoveryPart({ left, changes }: { left: number; changes: Changes }) {
  const { t } = useTranslation('security');
  const api = useApi();
  const make = useAction(async () => changes.changed((await changes.proven(() => api.newRecoveryCodes())).recoveryCodes));
  return (
    <section className={styles.part}>
      <h3>{t('recovery.title')}</h3>
      <p className={styles.lead}>{t('recovery.text')}</p>
      {make.error && <ErrorNotice error={make.error} />}
      <p>{t('recovery.left', { count: left })}</p>
      <div className={styles.row}>
        <Button onPress={make.run} isPending={make.pending}>
          {t('recovery.make')}
        </Button>
      </div>
    </section>
  );
}
