import type { Chat } from '@saal/client';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

/** Said once: somebody may have signed in who is not this person. */
export function NewDeviceNotice({ chat }: { chat: Chat }) {
  const { t } = useTranslation('chat');
  const navigate = useNavigate();
  const devices = useModel(chat.devices.unknown);
  if (devices.length === 0) return null;
  return (
    <Notice
      tone="warning"
      title={t('devices.newTitle')}
      live={false}
      onClose={() => chat.devices.seen()}
      actions={
        <Button size="small" onPress={() => void navigate({ to: '/chat/settings' })}>
          {t('devices.look')}
        </Button>
      }
    >
      {t('devices.newText', { name: devices.map(({ name, deviceId }) => name ?? deviceId).join('; ') })}
    </Notice>
  );
}
