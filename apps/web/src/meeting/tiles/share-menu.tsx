import { MonitorOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button.tsx';
import { holds, useNow, useTools } from '../room/room-context.ts';
import type { Share } from '../view/scene.ts';

/** Ends what somebody else shares, for those who may. */
export function ShareMenuButton({ share }: { share: Share }) {
  const { t } = useTranslation('meeting');
  const { session, attempt } = useTools();
  const { me } = useNow();
  if (!holds(me, 'mute-others')) return null;
  return (
    <IconButton
      size="small"
      label={t('person.stopShare')}
      icon={<MonitorOff aria-hidden="true" size={20} strokeWidth={1.75} />}
      onPress={() => attempt(session.stopShare(share.participantId, share.shareId))}
    />
  );
}
