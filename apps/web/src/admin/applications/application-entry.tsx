import type { ApplicationView } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../app/app-context.ts';
import { dayAndClock, localTimeZone } from '../../i18n/format.ts';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './applications.module.css';
import { Origins } from './origins.tsx';
import { RenewOrRemove } from './renew-or-remove.tsx';
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
  const [openedAtMs] = useState(() => Date.now());
  const [shown, setShown] = useState(false);
  const moment = (atMs: number): string => dayAndClock(atMs, i18n.language, localTimeZone());
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
      <RenewOrRemove
        of={name}
        renew={{
          ...{ label: t('key.renew'), title: t('key.renewTitle'), text: t('key.renewText') },
          async carryOut() {
            const { key } = await api.renewApplicationKey(id);
            return () => {
              onChanged();
              onKey({ name, key });
            };
          },
        }}
        remove={{
          ...{ title: t('removeTitle', { name }), text: t('removeText') },
          async carryOut() {
            await api.removeApplication(id);
            return onChanged;
          },
        }}
      />
      <Disclosure title={t('webhooks.title', { name })} isExpanded={shown} onExpandedChange={setShown}>
        {shown && <Webhooks application={application} />}
      </Disclosure>
      <Disclosure title={t('origins.of', { name })}>
        <Origins application={application} onChanged={onChanged} />
      </Disclosure>
    </li>
  );
}
