import { ArrowDownFromLine, ArrowUpFromLine, X } from 'lucide-react';
import type { ParticipantView } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { MenuItem } from '../../ui/menu.tsx';
import { useNow, useTools } from '../room/room-context.ts';
import { isTalk } from '../view/seated.ts';
import { isBroughtUp } from './brought-up.ts';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

/** What who moderates does with somebody and the stage; nothing in a talk. */
export function StageMenuItems({ person }: { person: ParticipantView }) {
  const { t } = useTranslation('meeting');
  const { session, attempt } = useTools();
  const { snapshot } = useNow();
  if (isTalk(snapshot)) return null;
  return (
    <>
      {person.stage === 'off' && (
        <MenuItem icon={<ArrowUpFromLine {...icon} />} onAction={() => attempt(session.bringToStage(person.id))}>
          {person.handRaisedAtMs === null ? t('stage.invite') : t('stage.bring')}
        </MenuItem>
      )}
      {person.stage === 'invited' && (
        <MenuItem icon={<X {...icon} />} onAction={() => attempt(session.takeOffStage(person.id))}>
          {t('stage.uninvite')}
        </MenuItem>
      )}
      {isBroughtUp(person, snapshot) && (
        <MenuItem icon={<ArrowDownFromLine {...icon} />} onAction={() => attempt(session.takeOffStage(person.id))}>
          {t('stage.takeOff')}
        </MenuItem>
      )}
    </>
  );
}
