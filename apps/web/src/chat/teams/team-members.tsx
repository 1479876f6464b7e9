import type { Chat, ChatPerson, OpenRoom, RoomMember, Team } from '@saal/client';
import { MoreHorizontal, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Menu, MenuItem, MenuSection, MenuTrigger } from '../../ui/menu.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { PeoplePicker } from '../page/people-picker.tsx';
import list from '../page/room-list.module.css';
import { useAttempt } from '../use-attempt.ts';
import styles from './teams.module.css';

const icon = { 'aria-hidden': true, size: 18, strokeWidth: 1.75 } as const;
const roles: readonly RoomMember['role'][] = ['administrator', 'moderator', 'member'];

/** Who is in the team, who asks to be, and what each may do. */
export function TeamMembers({ chat, opened, team }: { chat: Chat; opened: OpenRoom; team: Team }) {
  const { t } = useTranslation('teams');
  const members = useModel(opened.members);
  const rights = useModel(opened.rights);
  const { ofDirectory } = useModel(team.about);
  const [inviting, setInviting] = useState(false);
  const { attempt, failure, clear } = useAttempt();
  const asking = members.filter((member) => member.membership === 'knocking');
  const others = members.filter((member) => member.membership !== 'knocking');
  return (
    <div className={styles.part}>
      {failure !== undefined && <ChatFailure failure={failure} onClose={clear} />}
      {ofDirectory && <p className={styles.hint}>{t(`ofDirectory.${ofDirectory}`)}</p>}
      {rights.mayInvite && (
        <Button icon={<UserPlus {...icon} />} onPress={() => setInviting(true)} className={styles.add}>
          {t('invite')}
        </Button>
      )}
      {asking.length > 0 && rights.mayInvite && (
        <ul className={styles.lines} aria-label={t('asking')}>
          {asking.map((member) => (
            <li key={member.userId} className={styles.entry}>
              <Avatar name={member.displayName} pictureUrl={member.avatarUrl} sizePx={36} />
              <span className={styles.words}>
                <span className={styles.name}>{member.displayName}</span>
                <small>{t('wantsIn')}</small>
              </span>
              <Button
                size="small"
                aria-label={t('refuseNamed', { name: member.displayName })}
                onPress={() => attempt(opened.removeMember(member.userId))}
              >
                {t('refuse')}
              </Button>
              <Button
                size="small"
                variant="primary"
                aria-label={t('acceptNamed', { name: member.displayName })}
                onPress={() => attempt(team.invite([member]))}
              >
                {t('accept')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <ul className={styles.lines} aria-label={t('membersTab')}>
        {others.map((member) => (
          <MemberLine
            key={member.userId}
            member={member}
            self={member.userId === chat.userId}
            opened={opened}
            team={team}
            attempt={attempt}
          />
        ))}
      </ul>
      {inviting && <InviteDialog chat={chat} team={team} onClose={() => setInviting(false)} />}
    </div>
  );
}

interface LineProps {
  member: RoomMember;
  self: boolean;
  opened: OpenRoom;
  team: Team;
  attempt: (running: Promise<unknown>) => void;
}

function MemberLine({ member, self, opened, team, attempt }: LineProps) {
  const { t } = useTranslation('teams');
  const rights = useModel(opened.rights);
  const name = member.displayName;
  const role = member.membership === 'invited' ? t('invited') : t(`role.${member.role}`);
  // Nobody changes somebody as strong as an owner.
  const hasMenu = !self && member.role !== 'administrator' && (rights.maySetRoles || rights.mayRemove);
  return (
    <li className={styles.entry}>
      <Avatar name={name} pictureUrl={member.avatarUrl} sizePx={36} />
      <span className={styles.words}>
        <span className={styles.name}>
          {self ? t('chat:message.you', { name }) : name} {member.isExternal && <span className={list.external}>{t('chat:external')}</span>}
        </span>
        <small>{role}</small>
      </span>
      {hasMenu && (
        <MenuTrigger>
          <IconButton size="small" label={t('moreAbout', { name })} icon={<MoreHorizontal {...icon} />} />
          <Menu placement="bottom end" aria-label={t('moreAbout', { name })}>
            {rights.maySetRoles && (
              <MenuSection
                title={t('roleTitle')}
                selectionMode="single"
                disallowEmptySelection
                selectedKeys={[member.role]}
                onSelectionChange={(keys) => {
                  const chosen = roles.find((one) => keys !== 'all' && keys.has(one));
                  if (chosen && chosen !== member.role) attempt(team.setRole(member.userId, chosen));
                }}
              >
                {roles.map((one) => (
                  <MenuItem key={one} id={one}>
                    {t(`role.${one}`)}
                  </MenuItem>
                ))}
              </MenuSection>
            )}
            {rights.mayRemove && (
              <MenuItem danger onAction={() => attempt(team.remove(member.userId))}>
                {t('remove')}
              </MenuItem>
            )}
          </Menu>
        </MenuTrigger>
      )}
    </li>
  );
}

function InviteDialog({ chat, team, onClose }: { chat: Chat; team: Team; onClose: () => void }) {
  const { t } = useTranslation('teams');
  const about = useModel(team.about);
  const [chosen, setChosen] = useState<readonly ChatPerson[]>([]);
  const { attempt, failure } = useAttempt();
  return (
    <Dialog
      title={t('invite')}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      actions={
        <Button variant="primary" isDisabled={chosen.length === 0} onPress={() => attempt(team.invite(chosen).then(onClose))}>
          {t('invite')}
        </Button>
      }
    >
      {failure !== undefined && <ChatFailure failure={failure} />}
      <PeoplePicker chat={chat} chosen={chosen} onChange={setChosen} withExternals={about.letsExternalsIn} />
      {!about.letsExternalsIn && <p className={styles.hint}>{t('noExternals')}</p>}
    </Dialog>
  );
}
