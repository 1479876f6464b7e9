import type { RoomSummary } from '@saal/client';
import { useNavigate } from '@tanstack/react-router';
import { Phone, Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { useAction, type Action } from '../app/use-action.ts';
import { IconButton } from '../ui/button.tsx';
import { Menu, MenuItem, MenuTrigger } from '../ui/menu.tsx';
import { enterAtOnce } from './enter-call.ts';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;
/** As many are rung as a whole. */
const MOST_RUNG = 5;

type Ring = 'none' | 'voice' | 'video';
export type Call = Action<[ring: Ring, camera: boolean]>;

/** One press: the room's meeting begins, and one is in it. */
export function useCall(roomId: string): Call {
  const api = useApi();
  const navigate = useNavigate();
  return useAction(async (ring: Ring, camera: boolean) => {
    const { meetingId } = await api.callRoom(roomId, ring);
    enterAtOnce(meetingId, { camera });
    await navigate({ to: '/m/$meetingId', params: { meetingId } });
  });
}

/** To call from a room. What runs already is entered from its banner. */
export function CallButtons({ room, call }: { room: RoomSummary; call: Call }) {
  const { t } = useTranslation('call');
  if (room.call || room.kind === 'meeting') return null;
  if (room.kind === 'direct')
    return (
      <>
        <IconButton
          label={t('start.voice')}
          icon={<Phone {...icon} />}
          isDisabled={call.pending}
          onPress={() => call.run('voice', false)}
        />
        <IconButton label={t('start.video')} icon={<Video {...icon} />} isDisabled={call.pending} onPress={() => call.run('video', true)} />
      </>
    );
  const button = (onPress?: () => void) => (
    <IconButton label={t('start.meeting')} icon={<Video {...icon} />} isDisabled={call.pending} {...(onPress ? { onPress } : {})} />
  );
  if (room.memberCount > MOST_RUNG || room.memberCount < 2) return button(() => call.run('none', true));
  return (
    <MenuTrigger>
      {button()}
      <Menu placement="bottom end">
        <MenuItem onAction={() => call.run('none', true)}>{t('start.quietly')}</MenuItem>
        <MenuItem onAction={() => call.run('video', true)}>{t('start.ringing')}</MenuItem>
      </Menu>
    </MenuTrigger>
  );
}
