import type { ApplicationView } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { dayAndClock, localTimeZone } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './applications.module.css';
import { Origins } from './origins.tsx';
import { Webhooks } from './webhooks.tsx';

/** One application: what it may, its key, and its webhooks when they are asked for. */
export function ApplicationEntry({
  application,
  onChanged,
  onKey,
}: {
  application: ApplicationView;
  onChanged: () => void;
  onKey: (made: { name: string; key: string }) => void;
}) {
  const { t, i18n } = useTranslation('applications');
  const api = useApi();
  const { id, name, ownerName, scopes, expiresAtMs, lastUsedAtMs } = application;
  const [asked, setAsked] = useState<'renew' | 'remove'>();
  const [openedAtMs] = useState(() => Date.now());
  const [shown, setShown] = useState(false);
  const done = () => {
    setAsked(undefined);
    onChanged();
  };
  const renew = useAction(async () => {
    const { key } = await api.renewApplicationKey(id);
    done();
    onKey({ name, key });
  });
  const remove = useAction(async () => {
    await api.removeApplication(id);
    done();
  });
  const moment = (atMs: number): string => dayAndClock(atMs, i18n.language, localTimeZone());
  const error = renew.error ?? remove.error;
  return (
    <li className={styles.entry}>
      <h2>{name}</h2>
      {ownerName === '' ? (
        <Notice tone="warning">{t('ownerGone')}</Notice>
      ) : (
        <p className={styles.sub}>{t('actsFor', { name: ownerName })}</p>
      )}
      <p className={styles.sub}>{scopes.map((scope) => t(`scope.${scope}`)).join(' · ')}</p>
      <p className={styles.sub}>
        {t(expiresAtMs > openedAtMs ? 'until' : 'over', { when: moment(expiresAtMs) })}
        {' · '}
        {lastUsedAtMs === null ? t('unused') : t('used', { when: moment(lastUsedAtMs) })}
      </p>
      <p className={styles.sub}>{t('id', { id })}</p>
      <div className={styles.actions}>
        <Button aria-label={`${t('key.renew')}: ${name}`} onPress={() => setAsked('renew')}>
          {t('key.renew')}
        </Button>
        <Button aria-label={`${t('remove')}: ${name}`} variant="danger" onPress={() => setAsked('remove')}>
          {t('remove')}
        </Button>
      </div>
      {error && <ErrorNotice error={error} />}
      <Disclosure title={t('webhooks.title', { name })} isExpanded={shown} onExpandedChange={setShown}>
        {shown && <Webhooks application={application} />}
      </Disclosure>
      <Disclosure title={t('origins.of', { name })}>
        <Origins application={application} onChanged={onChanged} />
      </Disclosure>
      <ConfirmDialog
        title={t('key.renewTitle')}
        confirm={t('key.renew')}
        isOpen={asked === 'renew'}
        onOpenChange={() => setAsked(undefined)}
        onConfirm={renew.run}
        isPending={renew.pending}
      >
        {t('key.renewText')}
      </ConfirmDialog>
      <ConfirmDialog
        title={t('removeTitle', { name })}
        confirm={t('remove')}
        danger
        isOpen={asked === 'remove'}
        onOpenChange={() => setAsked(undefined)}
        onConfirm={remove.run}
        isPending={remove.pending}
      >
        {t('removeText')}
      </ConfirmDialog>
    </li>
  );
}
