import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import banner from '../room/share-banner.module.css';
import { holds, useNow, useTools } from '../room/room-context.ts';
import { isGreenRoom, waitingCount } from '../view/seated.ts';
import { useGrouped } from './use-grouped.ts';

/** Before an event begins: that only the panel is here, how many wait, and the button that lets them in. */
export function GreenRoomBanner() {
  const { t } = useTranslation('meeting');
  const { session, attempt } = useTools();
  const { snapshot, me } = useNow();
  const number = useGrouped();
  if (!isGreenRoom(snapshot)) return null;
  const waiting = waitingCount(snapshot);
  return (
    <div role="group" aria-label={t('greenRoom.label')} className={banner.banner}>
      <span role="status">
        {t('greenRoom.text')} {/* Only who may admit is told how many wait. */}
        {holds(me, 'admit') && (waiting === 0 ? t('greenRoom.nobody') : t('greenRoom.waiting', number(waiting)))}
      </span>
      {holds(me, 'change-settings') && (
        <Button size="small" variant="primary" onPress={() => attempt(session.startEvent())}>
          {t('greenRoom.start')}
        </Button>
      )}
    </div>
  );
}
