import { ArrowDownFromLine, Monitor, MonitorOff, Users } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { classes } from '../../ui/classes.ts';
import { roomyQuery, useMediaQuery } from '../../app/use-media-query.ts';
import { holds, useNow, useTools } from '../room/room-context.ts';
import { spokenKeys } from '../shortcuts/shortcuts.ts';
import { QuestionsButton } from '../questions/questions-button.tsx';
import { AskForStage } from '../stage/ask-for-stage.tsx';
import { isBroughtUp } from '../stage/brought-up.ts';
import { isTalk } from '../view/seated.ts';
import { BarButton } from './bar-button.tsx';
import { CameraControl } from './camera-control.tsx';
import styles from './controls.module.css';
import { HandControl } from './hand-control.tsx';
import { LeaveControl } from './leave-control.tsx';
import { MicrophoneControl } from './microphone-control.tsx';
import { MoreMenu } from './more-menu.tsx';
import { ReactionMenu } from './reaction-menu.tsx';
import type { OwnMedia } from './use-own-media.ts';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

/** Left and right among the buttons, beside the tab key. */
function onArrows(event: KeyboardEvent<HTMLElement>) {
  if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not([disabled])')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  const next = buttons[at + (event.key === 'ArrowRight' ? 1 : -1)];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}

/** What one does oneself: always in the same place, in the same order. */
export function ControlBar({ own }: { own: OwnMedia }) {
  const { t, i18n } = useTranslation('meeting');
  const { session, attempt, openPanel } = useTools();
  const { me, narrow, panel, shortcuts, snapshot } = useNow();
  const roomy = useMediaQuery(roomyQuery);
  const hint = (keys: string) => (shortcuts.enabled ? spokenKeys(keys, i18n.language) : undefined);
  return (
    <footer>
      {}
      <div role="toolbar" aria-label={t('region.bar')} className={styles.bar} data-region="bar" onKeyDown={onArrows}>
        <div className={classes(styles.group, styles.start)}>
          {!own.listening && (
            <>
              <MicrophoneControl own={own} withMenu={!narrow} />
              <CameraControl own={own} withMenu={!narrow} />
            </>
          )}
        </div>
        <div className={styles.group}>
          {!narrow && !own.listening && (
            <BarButton
              label={own.share.on ? t('bar.sharing') : t('bar.shareName')}
              word={own.share.on ? t('bar.sharing') : t('bar.share')}
              icon={own.share.on ? <MonitorOff {...icon} /> : <Monitor {...icon} />}
              hint={!own.share.possible ? t('bar.shareUnsupported') : own.share.allowed ? hint(shortcuts.map.share) : t('bar.noShare')}
              look={own.share.on ? 'active' : 'plain'}
              isDisabled={!own.share.on && !(own.share.allowed && own.share.possible)}
              onPress={own.toggleShare}
            />
          )}
          {own.listening ? <AskForStage own={own} /> : <HandControl own={own} />}
          {(!narrow || own.listening) && <ReactionMenu allowed={holds(me, 'react')} />}
          {own.listening && !narrow && (
            <BarButton
              label={t('settings.action.people')}
              word={t('bar.people')}
              icon={<Users {...icon} />}
              aria-expanded={panel === 'people'}
              onPress={() => openPanel(panel === 'people' ? undefined : 'people')}
            />
          )}
          {(!narrow || own.listening) && !isTalk(snapshot) && <QuestionsButton />}
          {roomy && me && isBroughtUp(me, snapshot) && (
            <BarButton
              label={t('stage.leave')}
              word={t('stage.leave')}
              icon={<ArrowDownFromLine {...icon} />}
              onPress={() => attempt(session.leaveStage())}
            />
          )}
          <MoreMenu own={own} />
        </div>
        <div className={classes(styles.group, styles.end)}>
          <LeaveControl withMenu={!narrow} />
        </div>
      </div>
    </footer>
  );
}
