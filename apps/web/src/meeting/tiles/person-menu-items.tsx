import {
  ArrowLeft,
  ArrowRight,
  DoorOpen,
  Hand,
  MessageCircleQuestionMark,
  MicOff,
  MonitorOff,
  Pin,
  PinOff,
  ShieldCheck,
  UserMinus,
  VideoOff,
} from 'lucide-react';
import { cameraOf } from '@saal/client';
import { Role, type ParticipantView, type Right } from '@saal/protocol';
import { SubmenuTrigger } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem, MenuSection, MenuSeparator } from '../../ui/menu.tsx';
import { holds, useNow, useTools } from '../room/room-context.ts';
import { StageMenuItems } from '../stage/stage-menu-items.tsx';
import { isSpeakable } from '../view/scene.ts';
import { hasSeat, seatedOf } from '../view/seated.ts';

/** Rights a host gives and takes one by one; the others follow the role. */
const singleRights: readonly Right[] = ['speak', 'show-camera', 'share', 'raise-hand', 'admit', 'mute-others'];
const rolesFor = (guest: boolean) => Role.options.filter((role) => !guest || role !== 'host');
const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

type Props = { person: ParticipantView; self: boolean; pinned: 'own' | 'all' | undefined };

/** What one may do with a person: first for oneself, then what the rights allow. */
export function PersonMenu({ person, self, pinned }: Props) {
  const { t } = useTranslation('meeting');
  const { session, attempt, changeView, moveSeat, openDialog } = useTools();
  const { me, snapshot } = useNow();
  const may = (right: Right) => holds(me, right);
  const shares = person.streams.filter((stream) => stream.source === 'screen');
  const pinnedForAll = snapshot.meeting.pinnedForAll;
  const seated = hasSeat(person, snapshot);
  const seats = seatedOf(snapshot).length > 2;
  // Nobody changes a host but a host; the server decides, the menu only does not offer what it would refuse.
  const mayChange = !self && may('change-roles') && (person.role !== 'host' || me?.role === 'host');

  return (
    <Menu aria-label={t('tile.menu', { name: person.name })} placement="bottom end">
      {seated && (
        <MenuSection title={t('person.own')} aria-label={t('person.own')}>
          <MenuItem
            icon={pinned === 'own' ? <PinOff {...icon} /> : <Pin {...icon} />}
            onAction={() => changeView({ type: 'pin', id: person.id, pinned: pinned !== 'own' })}
          >
            {pinned === 'own' ? t('person.unpin') : t('person.pin')}
          </MenuItem>
          {seats && (
            <MenuItem icon={<ArrowLeft {...icon} />} onAction={() => moveSeat(person.id, -1)}>
              {t('person.seatForward')}
            </MenuItem>
          )}
          {seats && (
            <MenuItem icon={<ArrowRight {...icon} />} onAction={() => moveSeat(person.id, 1)}>
              {t('person.seatBack')}
            </MenuItem>
          )}
        </MenuSection>
      )}
      {((may('pin-for-all') && seated) || (!self && (may('mute-others') || may('admit') || may('remove')))) && (
        <MenuSection title={t('person.moderation')} aria-label={t('person.moderation')}>
          {!self && may('mute-others') && <StageMenuItems person={person} />}
          {!self && may('mute-others') && isSpeakable(person) && (
            <MenuItem icon={<MicOff {...icon} />} onAction={() => attempt(session.mute(person.id))}>
              {t('person.mute')}
            </MenuItem>
          )}
          {!self && may('mute-others') && seated && !isSpeakable(person) && (
            <MenuItem icon={<MessageCircleQuestionMark {...icon} />} onAction={() => attempt(session.askUnmute(person.id))}>
              {t('person.askUnmute')}
            </MenuItem>
          )}
          {!self && may('mute-others') && cameraOf(person) && (
            <MenuItem icon={<VideoOff {...icon} />} onAction={() => attempt(session.stopCamera(person.id))}>
              {t('person.stopCamera')}
            </MenuItem>
          )}
          {!self && may('mute-others') && shares.length > 0 && (
            <MenuItem icon={<MonitorOff {...icon} />} onAction={() => attempt(session.stopShare(person.id))}>
              {t('person.stopShare')}
            </MenuItem>
          )}
          {!self && may('mute-others') && person.handRaisedAtMs !== null && (
            <MenuItem icon={<Hand {...icon} />} onAction={() => attempt(session.lowerHand(person.id))}>
              {t('person.lowerHand')}
            </MenuItem>
          )}
          {may('pin-for-all') && seated && (
            <MenuItem
              icon={<Pin {...icon} />}
              onAction={() =>
                attempt(
                  session.pinForAll(
                    pinned === 'all' ? pinnedForAll.filter((id) => id !== person.id) : [...pinnedForAll, person.id].slice(-6),
                  ),
                )
              }
            >
              {pinned === 'all' ? t('person.unpinForAll') : t('person.pinForAll')}
            </MenuItem>
          )}
          {!self && may('admit') && (
            <MenuItem icon={<DoorOpen {...icon} />} onAction={() => attempt(session.sendToLobby(person.id))}>
              {t('person.toLobby')}
            </MenuItem>
          )}
          {!self && may('remove') && (
            <MenuItem danger icon={<UserMinus {...icon} />} onAction={() => openDialog({ remove: person })}>
              {t('person.remove')}
            </MenuItem>
          )}
        </MenuSection>
      )}
      {mayChange && <MenuSeparator />}
      {mayChange && (
        <MenuSection
          title={t('person.role')}
          aria-label={t('person.role')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[person.role]}
          onSelectionChange={(keys) => {
            const role = Role.options.find((one) => keys !== 'all' && keys.has(one));
            if (role && role !== person.role) attempt(session.setRole(person.id, role));
          }}
        >
          {rolesFor(person.guest).map((role) => (
            <MenuItem key={role} id={role}>
              {t(`role.${role}`)}
            </MenuItem>
          ))}
        </MenuSection>
      )}
      {mayChange && <MenuSeparator />}
      {mayChange && (
        <SubmenuTrigger>
          <MenuItem icon={<ShieldCheck {...icon} />}>{`${t('person.rights')} …`}</MenuItem>
          <Menu
            aria-label={t('person.rights')}
            selectionMode="multiple"
            selectedKeys={singleRights.filter((right) => holds(person, right))}
            onSelectionChange={(keys) => {
              const changed = singleRights.find((right) => (keys === 'all' || keys.has(right)) !== holds(person, right));
              if (changed) attempt(session.setRight(person.id, changed, !holds(person, changed)));
            }}
          >
            {singleRights.map((right) => (
              <MenuItem key={right} id={right}>
                {t(`right.${right}`)}
              </MenuItem>
            ))}
          </Menu>
        </SubmenuTrigger>
      )}
    </Menu>
  );
}
