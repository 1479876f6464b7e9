import { Hand, Mic } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { BarButton } from '../bar/bar-button.tsx';
import controls from '../bar/controls.module.css';
import type { OwnMedia } from '../bar/use-own-media.ts';
import { useNow, useTools } from '../room/room-context.ts';
import { spokenKeys } from '../shortcuts/shortcuts.ts';
import { handQueue } from '../view/seat-order.ts';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

/** The audience's one main button: asks to come up, takes it back, or comes when one is invited. */
export function AskForStage({ own }: { own: OwnMedia }) {
  const { t, i18n } = useTranslation('meeting');
  const { session, attempt } = useTools();
  const { me, shortcuts, snapshot } = useNow();
  // Where only those on stage are listed, nobody knows who else asked.
  const place = useMemo(
    () => (me && snapshot.listed === 'all' ? handQueue(snapshot.participants).get(me.id) : undefined),
    [me, snapshot.listed, snapshot.participants],
  );
  const keys = shortcuts.enabled ? spokenKeys(shortcuts.map.hand, i18n.language) : undefined;
  if (me?.stage === 'invited')
    return (
      <BarButton
        main
        label={t('stage.come')}
        word={t('notice.come')}
        look="active"
        icon={<Mic {...icon} />}
        onPress={() => attempt(session.answerStage(true))}
      />
    );
  if (!own.hand.up)
    return (
      <BarButton
        main
        label={t('stage.ask')}
        word={t('stage.ask')}
        hint={keys ?? t('stage.askHint')}
        look="active"
        icon={<Hand {...icon} />}
        isDisabled={!own.hand.allowed}
        onPress={own.toggleHand}
      />
    );
  return (
    <BarButton
      main
      label={place === undefined ? t('stage.takeBack') : t('stage.takeBackPlace', { place })}
      word={t('stage.takeBackWord')}
      hint={keys}
      look="alert"
      icon={<Hand {...icon} />}
      onPress={own.toggleHand}
      badge={place !== undefined && <span className={controls.count}>{place}</span>}
    />
  );
}
