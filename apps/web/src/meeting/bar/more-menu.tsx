import {
  Activity,
  ArrowDownFromLine,
  Coffee,
  Copy,
  Ellipsis,
  Keyboard,
  MessageCircleQuestionMark,
  Monitor,
  Settings,
  SwitchCamera,
  Users,
  VolumeX,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem, MenuSection, MenuTrigger } from '../../ui/menu.tsx';
import { roomyQuery, useMediaQuery } from '../../app/use-media-query.ts';
import { useSelected } from '../model/use-selected.ts';
import { holds, useNow, useTools } from '../room/room-context.ts';
import { ViewItems } from '../room/view-menu.tsx';
import { isBroughtUp } from '../stage/brought-up.ts';
import { BackstageItems } from '../backstage/backstage-items.tsx';
import { isTalk } from '../view/seated.ts';
import { BarButton } from './bar-button.tsx';
import { useReactionItems } from './reaction-menu.tsx';
import type { OwnMedia } from './use-own-media.ts';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

/** Everything that is not needed every minute; on phones also what the bar has no room for. */
export function MoreMenu({ own }: { own: OwnMedia }) {
  const { t } = useTranslation('meeting');
  const { session, devices, attempt, openPanel, copyLink } = useTools();
  const { me, narrow, snapshot } = useNow();
  const roomy = useMediaQuery(roomyQuery);
  const turnable = useSelected(devices, (state) => state.cameras.some((camera) => camera.facing === 'back'));
  const reactionItems = useReactionItems();
  const away = me?.presence === 'away';
  const shareable = own.share.allowed && own.share.possible;
  return (
    <MenuTrigger>
      <BarButton label={t('bar.more')} word={t('bar.more')} icon={<Ellipsis {...icon} />} />
      <Menu aria-label={t('bar.more')} placement="top end">
        {narrow && (
          <MenuItem icon={<Users {...icon} />} onAction={() => openPanel('people')}>
            {t('bar.people')}
          </MenuItem>
        )}
        {narrow && !own.listening && !isTalk(snapshot) && (
          <MenuItem icon={<MessageCircleQuestionMark {...icon} />} onAction={() => openPanel('questions')}>
            {t('questions.title')}
          </MenuItem>
        )}
        {!roomy && me && isBroughtUp(me, snapshot) && (
          <MenuItem icon={<ArrowDownFromLine {...icon} />} onAction={() => attempt(session.leaveStage())}>
            {t('stage.leave')}
          </MenuItem>
        )}
        <BackstageItems />
        {shareable && narrow && (
          <MenuItem icon={<Monitor {...icon} />} onAction={own.toggleShare}>
            {own.share.on ? t('bar.sharing') : t('bar.shareName')}
          </MenuItem>
        )}
        {shareable && own.share.on && (
          <MenuItem icon={<Monitor {...icon} />} onAction={() => own.startShare(true)}>
            {t('bar.shareMore')}
          </MenuItem>
        )}
        {shareable && !own.share.on && (
          <MenuItem icon={<VolumeX {...icon} />} onAction={() => own.startShare(false)}>
            {t('bar.withoutSound')}
          </MenuItem>
        )}
        {turnable && own.camera.on && (
          <MenuItem icon={<SwitchCamera {...icon} />} onAction={() => attempt(devices.flipCamera())}>
            {t('more.flip')}
          </MenuItem>
        )}
        {!own.listening && (
          <MenuItem icon={<Coffee {...icon} />} onAction={() => attempt(session.setAway(!away))}>
            {away ? t('more.back') : t('more.away')}
          </MenuItem>
        )}
        <MenuItem icon={<Copy {...icon} />} onAction={copyLink}>
          {t('more.copyLink')}
        </MenuItem>
        <MenuItem icon={<Settings {...icon} />} onAction={() => openPanel('settings')}>
          {t('more.settings')}
        </MenuItem>
        <MenuItem icon={<Keyboard {...icon} />} onAction={() => openPanel('settings', 'shortcuts')}>
          {t('more.shortcuts')}
        </MenuItem>
        <MenuItem icon={<Activity {...icon} />} onAction={() => openPanel('diagnostics')}>
          {t('more.diagnostics')}
        </MenuItem>
        {narrow && !own.listening && holds(me, 'react') && (
          <MenuSection title={t('bar.reaction')} aria-label={t('bar.reaction')}>
            {reactionItems}
          </MenuSection>
        )}
        {narrow && <ViewItems />}
      </Menu>
    </MenuTrigger>
  );
}
