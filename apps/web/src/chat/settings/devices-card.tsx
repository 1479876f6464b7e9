import type { Chat, ChatDevice } from '@saal/client';
import { Monitor, ShieldAlert, ShieldCheck } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useLoaded } from '../../app/use-loaded.ts';
import { useModel } from '../../app/use-model.ts';
import { useNow } from '../../app/use-now.ts';
import accountStyles from '../../account/account.module.css';
import { ago } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Skeleton } from '../../ui/spinner.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { useAttempt } from '../use-attempt.ts';

/** By which browsers and programs this person is in chat; each can be signed out, and confirmed as one's own. */
export function DevicesCard({ chat }: { chat: Chat }) {
  const { t } = useTranslation('chat');
  const encryption = useModel(chat.encryption);
  const verification = useModel(chat.verification);
  const [loaded, reload] = useLoaded(useCallback(() => chat.devices.list(), [chat]));
  const [ending, setEnding] = useState<ChatDevice>();
  const { attempt, failure, clear } = useAttempt();
  const compared = verification?.phase === 'done';
  useEffect(() => {
    if (compared) reload();
  }, [compared, reload]);
  useEffect(() => chat.devices.seen(), [chat]);
  const hasKeys = encryption.phase !== 'none' && encryption.phase !== 'starting';
  const canVerify = encryption.phase === 'ready' || encryption.phase === 'recovery-key-new';
  return (
    <Card title={t('devices.title')} lead={t('devices.lead')}>
      {failure !== undefined && <ChatFailure failure={failure} onClose={clear} />}
      {loaded.state === 'loading' && <Skeleton height="3.5rem" />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'ready' && (
        <ul className={accountStyles.sessions} aria-label={t('devices.title')}>
          {loaded.value.map((device) => (
            <Device
              key={device.deviceId}
              device={device}
              hasKeys={hasKeys}
              onVerify={
                canVerify && !device.isVerified && !device.isThis ? () => attempt(chat.startVerification(device.deviceId)) : undefined
              }
              onEnd={() => setEnding(device)}
            />
          ))}
        </ul>
      )}
      <ConfirmDialog
        title={t('devices.endTitle', { name: nameOf(ending) })}
        confirm={t('devices.end')}
        danger
        isOpen={ending !== undefined}
        onOpenChange={(open) => !open && setEnding(undefined)}
        onConfirm={() => {
          if (ending) attempt(chat.devices.signOut(ending.deviceId).then(reload));
          setEnding(undefined);
        }}
      >
        <p>{t('devices.endText')}</p>
      </ConfirmDialog>
    </Card>
  );
}

const nameOf = (device: ChatDevice | undefined): string => device?.name ?? device?.deviceId ?? '';

function Device({
  device,
  hasKeys,
  onVerify,
  onEnd,
}: {
  device: ChatDevice;
  hasKeys: boolean;
  onVerify: (() => void) | undefined;
  onEnd: () => void;
}) {
  const { t } = useTranslation('chat');
  const { locale } = useLanguage();
  const nowMs = useNow();
  const name = nameOf(device);
  const Icon = device.isThis ? Monitor : device.isVerified ? ShieldCheck : ShieldAlert;
  const seen = device.lastSeenAtMs === undefined ? undefined : t('devices.lastSeen', { when: ago(device.lastSeenAtMs, nowMs, locale) });
  return (
    <li className={accountStyles.session}>
      <Icon aria-hidden="true" size={24} strokeWidth={1.5} />
      <div>
        <span>{name}</span>
        <small>
          {[hasKeys ? t(device.isVerified ? 'devices.verified' : 'devices.unverified') : undefined, seen]
            .filter((word) => word !== undefined)
            .join(', ')}
        </small>
      </div>
      {device.isThis ? (
        <span className={accountStyles.current}>{t('devices.this')}</span>
      ) : (
        <span className={accountStyles.row}>
          {onVerify && (
            <Button size="small" onPress={onVerify} aria-label={t('devices.verifyThis', { name })}>
              {t('devices.verify')}
            </Button>
          )}
          <Button size="small" onPress={onEnd} aria-label={t('devices.endThis', { name })}>
            {t('devices.end')}
          </Button>
        </span>
      )}
    </li>
  );
}
