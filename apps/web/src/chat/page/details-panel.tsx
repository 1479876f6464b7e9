import type { Chat, ChatPerson, NotificationLevel, OpenRoom, RoomMember, RoomSummary } from '@saal/client';
import { FolderOpen, LogOut, MoreHorizontal, Pin, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Switch } from '../../ui/choice.tsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { Menu, MenuItem, MenuTrigger } from '../../ui/menu.tsx';
import { Select } from '../../ui/select.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { useAttempt } from '../use-attempt.ts';
import { PresenceDot } from '../presence-dot.tsx';
import dots from '../presence-dot.module.css';
import styles from './chat-page.module.css';
import { PeoplePicker } from './people-picker.tsx';
import type { Beside } from './room-view.tsx';
import { SidePanel } from './side-panel.tsx';

const levels: readonly NotificationLevel[] = ['all', 'mentions', 'none'];
const icon = { 'aria-hidden': true, size: 18, strokeWidth: 1.75 } as const;

interface Props {
  chat: Chat;
  opened: OpenRoom;
  room: RoomSummary;
  onBeside: (beside: Beside) => void;
  onClose: () => void;
  onGone: () => void;
}

/** Who is in the room, and how one is told of it. */
export function DetailsPanel({ chat, opened, room, onBeside, onClose, onGone }: Props) {
  const { t } = useTranslation('chat');
  const members = useModel(opened.members);
  const rights = useModel(opened.rights);
  const pins = useModel(opened.pins);
  const ignored = useModel(chat.ignoring.people);
  const { attempt, failure, clear } = useAttempt();
  const [inviting, setInviting] = useState(false);
  const [leaving, setLeaving] = useState(false);
  return (
    <SidePanel title={t('page.details')} onClose={onClose}>
      {failure !== undefined && <ChatFailure failure={failure} onClose={clear} />}
      {room.isEncrypted && <p className={styles.hint}>{t('page.encryptedText')}</p>}
      <Select
        label={t('details.notifications')}
        options={levels.map((id) => ({ id, label: t(`details.level.${id}`) }))}
        value={room.notifications}
        onChange={(level) => attempt(opened.setNotifications(level))}
      />
      <Switch label={t('details.favourite')} isSelected={room.isFavourite} onChange={(on) => attempt(opened.setFavourite(on))} />
      <div className={styles.ways}>
        <Button variant="quiet" icon={<FolderOpen {...icon} />} onPress={() => onBeside({ kind: 'shared' })}>
          {t('shared.title')}
        </Button>
        <Button variant="quiet" icon={<Pin {...icon} />} onPress={() => onBeside({ kind: 'pins' })}>
          {pins.length > 0 ? t('pins.titleCount', { count: pins.length }) : t('pins.title')}
        </Button>
      </div>
      <div className={styles.part}>
        <h3>{t('details.members', { count: members.length })}</h3>
        {rights.mayInvite && (
          <Button size="small" icon={<UserPlus {...icon} />} onPress={() => setInviting(true)}>
            {t('details.invite')}
          </Button>
        )}
      </div>
      <ul className={styles.members}>
        {members.map((member) => (
          <MemberRow
            key={member.userId}
            member={member}
            self={member.userId === chat.userId}
            fewWrite={room.kind === 'announcements'}
            opened={opened}
            isIgnored={ignored.some(({ userId }) => userId === member.userId)}
            onIgnore={(on) => attempt(chat.ignoring.set(member.userId, on))}
            attempt={attempt}
          />
        ))}
      </ul>
      {room.ofDirectory && <p className={styles.hint}>{t(`details.ofDirectory.${room.ofDirectory}`)}</p>}
      {room.ofDirectory !== 'kept' && (
        <Button variant="quiet" icon={<LogOut {...icon} />} onPress={() => setLeaving(true)}>
          {t('details.leave')}
        </Button>
      )}
      {inviting && <InviteDialog chat={chat} opened={opened} onClose={() => setInviting(false)} />}
      <ConfirmDialog
        title={t('details.leaveTitle', { name: room.name })}
        confirm={t('details.leave')}
        danger
        isOpen={leaving}
        onOpenChange={setLeaving}
        onConfirm={() => {
          setLeaving(false);
          attempt(opened.leave().then(onGone));
        }}
      >
        <p>{t('details.leaveText')}</p>
      </ConfirmDialog>
    </SidePanel>
  );
}

interface MemberRowProps {
  member: RoomMember;
  self: boolean;
  /** Moderators say who writes. */
  fewWrite: boolean;
  opened: OpenRoom;
  /** One does not want to see what they say. */
  isIgnored: boolean;
  onIgnore: (ignored: boolean) => void;
  attempt: (running: Promise<unknown>) => void;
}

function MemberRow({ member, self, fewWrite, opened, isIgnored, onIgnore, attempt }: MemberRowProps) {
  const { t } = useTranslation('chat');
  const rights = useModel(opened.rights);
  const role =
    member.membership === 'joined'
      ? member.role === 'member'
        ? undefined
        : t(`role.${member.role}`)
      : t(`membership.${member.membership}`);
  const maySetRoles = rights.maySetRoles && member.role !== 'administrator';
  return (
    <li className={styles.member}>
      <span className={dots.face}>
        <Avatar name={member.displayName} pictureUrl={member.avatarUrl} sizePx={32} />
        {!self && <PresenceDot userId={member.userId} />}
      </span>
      <span className={styles.memberName}>
        {self ? t('message.you', { name: member.displayName }) : member.displayName}
        <small>
          {[role, member.isExternal ? t('external') : undefined, isIgnored ? t('ignoring.hidden') : undefined]
            .filter((word) => word !== undefined)
            .join(', ')}
        </small>
      </span>
      {!self && (
        <MenuTrigger>
          <IconButton size="small" label={t('details.more', { name: member.displayName })} icon={<MoreHorizontal {...icon} />} />
          <Menu placement="bottom end">
            {fewWrite && maySetRoles && member.role !== 'moderator' && (
              <MenuItem onAction={() => attempt(opened.setRole(member.userId, member.role === 'writer' ? 'member' : 'writer'))}>
                {t(member.role === 'writer' ? 'details.takeWriting' : 'details.letWrite')}
              </MenuItem>
            )}
            {maySetRoles && (
              <MenuItem onAction={() => attempt(opened.setRole(member.userId, member.role === 'moderator' ? 'member' : 'moderator'))}>
                {t(member.role === 'moderator' ? 'details.makeMember' : 'details.makeModerator')}
              </MenuItem>
            )}
            <MenuItem onAction={() => onIgnore(!isIgnored)}>{t(isIgnored ? 'ignoring.show' : 'ignoring.hide')}</MenuItem>
            {rights.mayRemove && member.role !== 'administrator' && (
              <MenuItem danger onAction={() => attempt(opened.removeMember(member.userId))}>
                {t('details.remove')}
              </MenuItem>
            )}
          </Menu>
        </MenuTrigger>
      )}
    </li>
  );
}

function InviteDialog({ chat, opened, onClose }: { chat: Chat; opened: OpenRoom; onClose: () => void }) {
  const { t } = useTranslation('chat');
  const [chosen, setChosen] = useState<readonly ChatPerson[]>([]);
  const { attempt, failure } = useAttempt();
  return (
    <Dialog
      title={t('details.invite')}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      actions={
        <Button
          variant="primary"
          isDisabled={chosen.length === 0}
          onPress={() => attempt(opened.invite(chosen.map(({ userId }) => userId)).then(onClose))}
        >
          {t('details.invite')}
        </Button>
      }
    >
      {failure !== undefined && <ChatFailure failure={failure} />}
      <PeoplePicker chat={chat} chosen={chosen} onChange={setChosen} />
    </Dialog>
  );
}
