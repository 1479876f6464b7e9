import { MessageSquareText, Theater } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { MenuItem } from '../../ui/menu.tsx';
import { useNow, useTools } from '../room/room-context.ts';
import { isPanel } from '../view/seated.ts';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

/** In the menu of what is not needed every minute: behind the stage and back, and the notes. Nothing for the audience. */
export function BackstageItems() {
  const { t } = useTranslation('meeting');
  const { session, attempt, openPanel } = useTools();
  const { snapshot, me } = useNow();
  if (!isPanel(me, snapshot)) return null;
  const own = me?.backstage === true;
  return (
    <>
      <MenuItem icon={<Theater {...icon} />} onAction={() => attempt(session.setBackstage(!own))}>
        {!own ? t('backstage.go') : me.stage === 'on' ? t('backstage.leave') : t('backstage.leaveInvited')}
      </MenuItem>
      <MenuItem icon={<MessageSquareText {...icon} />} onAction={() => openPanel('backstage')}>
        {t('backstage.open')}
      </MenuItem>
    </>
  );
}
