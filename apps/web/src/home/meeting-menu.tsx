import type { ListedMeeting } from '@saal/client';
import { useNavigate } from '@tanstack/react-router';
import { Copy, Ellipsis, Link as LinkIcon, Pencil, Trash2, Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/button.tsx';
import { copyText } from '../ui/copy-text.ts';
import { Menu, MenuItem, MenuSeparator, MenuTrigger } from '../ui/menu.tsx';
import { useMeetingActions } from './meeting-actions.ts';
import { useInvitationOf } from './use-invitation-of.ts';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

/** What else one can do with a meeting; with one of others, come in and pass on the link one has. */
export function MeetingMenu({ meeting, me }: { meeting: ListedMeeting; me: string }) {
  const { t } = useTranslation('home');
  const invitationOf = useInvitationOf(me);
  const navigate = useNavigate();
  const { askDelete, say } = useMeetingActions();
  const copy = (text: string | Promise<string>, done: string) => {
    void copyText(text).then((copied) => say(copied ? done : t('copyFailed', { url: meeting.url })));
  };
  return (
    <MenuTrigger>
      <IconButton label={t('actionsOf', { title: meeting.title })} icon={<Ellipsis {...icon} />} />
      <Menu placement="bottom end">
        {meeting.owner ? (
          <MenuItem icon={<Copy {...icon} />} onAction={() => copy(invitationOf(meeting), t('invitationCopied'))}>
            {t('copyInvitation')}
          </MenuItem>
        ) : (
          <MenuItem icon={<Video {...icon} />} onAction={() => void navigate({ to: '/m/$meetingId', params: { meetingId: meeting.id } })}>
            {t('join')}
          </MenuItem>
        )}
        <MenuItem icon={<LinkIcon {...icon} />} onAction={() => copy(meeting.url, t('linkCopied'))}>
          {t('copyLink')}
        </MenuItem>
        {meeting.owner && <MenuSeparator />}
        {meeting.owner && (
          <MenuItem
            icon={<Pencil {...icon} />}
            onAction={() => void navigate({ to: '/meetings/$meetingId', params: { meetingId: meeting.id } })}
          >
            {t('change')}
          </MenuItem>
        )}
        {meeting.owner && (
          <MenuItem danger icon={<Trash2 {...icon} />} onAction={() => askDelete(meeting)}>
            {t('delete')}
          </MenuItem>
        )}
      </Menu>
    </MenuTrigger>
  );
}
