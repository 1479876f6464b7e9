import type { OpenRoom, RoomSummary, Team } from '@saal/client';
import { Link, useNavigate } from '@tanstack/react-router';
import { ArrowLeft, LogOut, MoreHorizontal, Settings, Video } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { useModel } from '../../app/use-model.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Menu, MenuItem, MenuTrigger } from '../../ui/menu.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import page from '../page/chat-page.module.css';
import { useAttempt } from '../use-attempt.ts';
import { TeamSettingsDialog } from './team-settings-dialog.tsx';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

interface Props {
  room: RoomSummary;
  opened: OpenRoom;
  team: Team;
  onGone: () => void;
}

/** Which team it is and who is in it; the way into its meeting room. What is rare is in a menu. */
export function TeamHeader({ room, opened, team, onGone }: Props) {
  const { t } = useTranslation('teams');
  const api = useApi();
  const navigate = useNavigate();
  const about = useModel(team.about);
  const members = useModel(opened.members);
  const rights = useModel(opened.rights);
  const [settings, setSettings] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const { attempt, failure, clear } = useAttempt();
  const setUp = useAction(async () => {
    const meeting = await api.planMeeting({ kind: 'instant', title: room.name, settings: { mayBegin: 'accounts' } });
    await team.setMeeting(meeting.id);
  });
  const { meetingId, ofDirectory } = about;
  const maySetUp = about.mayChangeTeam || (ofDirectory === 'kept' && about.mayChangeLinks);
  const hasMenu = (maySetUp && meetingId === undefined) || rights.mayChange || ofDirectory !== 'kept';
  return (
    <header className={page.head}>
      <Link to="/teams" className={page.back} aria-label={t('backToList')}>
        <ArrowLeft {...icon} />
      </Link>
      <Avatar name={room.name} sizePx={40} />
      <div className={page.about}>
        <h2>{room.name}</h2>
        <p>
          <span>{t('members', { count: room.memberCount })}</span>
          {members.some((member) => member.isExternal) && <span>{t('withExternals')}</span>}
          {room.topic !== undefined && <span className={page.topic}>{room.topic}</span>}
        </p>
      </div>
      <div className={page.tools}>
        {meetingId !== undefined && (
          <Button icon={<Video {...icon} />} onPress={() => void navigate({ to: '/m/$meetingId', params: { meetingId } })}>
            {t('meetingRoom')}
          </Button>
        )}
        {hasMenu && (
          <MenuTrigger>
            <IconButton label={t('more')} icon={<MoreHorizontal {...icon} />} />
            <Menu placement="bottom end" aria-label={t('more')}>
              {meetingId === undefined && maySetUp && (
                <MenuItem icon={<Video {...icon} size={18} />} onAction={() => setUp.run()}>
                  {t('setUpMeetingRoom')}
                </MenuItem>
              )}
              {rights.mayChange && (
                <MenuItem icon={<Settings {...icon} size={18} />} onAction={() => setSettings(true)}>
                  {t('settings')}
                </MenuItem>
              )}
              {ofDirectory !== 'kept' && (
                <MenuItem danger icon={<LogOut {...icon} size={18} />} onAction={() => setLeaving(true)}>
                  {t('leave')}
                </MenuItem>
              )}
            </Menu>
          </MenuTrigger>
        )}
      </div>
      {setUp.error && <ErrorNotice error={setUp.error} onClose={setUp.clear} />}
      {failure !== undefined && <ChatFailure failure={failure} onClose={clear} />}
      {settings && <TeamSettingsDialog room={room} opened={opened} team={team} onClose={() => setSettings(false)} />}
      <ConfirmDialog
        title={t('leaveTitle', { name: room.name })}
        confirm={t('leave')}
        danger
        isOpen={leaving}
        onOpenChange={setLeaving}
        onConfirm={() => {
          setLeaving(false);
          attempt(team.leave().then(onGone));
        }}
      >
        <p>{t('leaveText')}</p>
      </ConfirmDialog>
    </header>
  );
}
