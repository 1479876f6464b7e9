import type { RoomChat } from '@saal/client';
import { ChartBarBig, Clock3, Mic, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button.tsx';
import { Menu, MenuItem, MenuTrigger } from '../../ui/menu.tsx';
import { MomentDialog } from '../moment-dialog.tsx';
import { PollDialog } from './poll-dialog.tsx';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

interface Props {
  chat: RoomChat;
  attempt: (running: Promise<unknown>) => void;
  /** Undefined: not offered. */
  onVoice: (() => void) | undefined;
  /** Plans what stands in the field; undefined: nothing stands there. */
  onLater: ((atMs: number) => void) | undefined;
}

/** What is written besides messages, and rarely. */
export function MoreMenu({ chat, attempt, onVoice, onLater }: Props) {
  const { t } = useTranslation('chat');
  const [open, setOpen] = useState<'poll' | 'later'>();
  const { polls, planned } = chat;
  if (!polls && !planned && !onVoice) return null;
  return (
    <>
      <MenuTrigger>
        <IconButton size="small" label={t('composer.more')} icon={<Plus {...icon} />} />
        <Menu
          placement="top start"
          aria-label={t('composer.more')}
          onAction={(key) => {
            if (key === 'voice') onVoice?.();
            else setOpen(key === 'later' ? 'later' : 'poll');
          }}
        >
          {onVoice && (
            <MenuItem id="voice" icon={<Mic {...icon} size={18} />}>
              {t('voice.name')}
            </MenuItem>
          )}
          {polls && (
            <MenuItem id="poll" icon={<ChartBarBig {...icon} size={18} />}>
              {t('poll.new')}
            </MenuItem>
          )}
          {planned && (
            <MenuItem
              id="later"
              isDisabled={!onLater}
              icon={<Clock3 {...icon} size={18} />}
              description={onLater ? undefined : t('later.writeFirst')}
            >
              {t('later.title')}
            </MenuItem>
          )}
        </Menu>
      </MenuTrigger>
      {open === 'later' && onLater && (
        <MomentDialog
          title={t('later.title')}
          confirm={t('later.plan')}
          onClose={() => setOpen(undefined)}
          onChoose={(atMs) => {
            setOpen(undefined);
            onLater(atMs);
          }}
        />
      )}
      {open === 'poll' && polls && (
        <PollDialog
          onClose={() => setOpen(undefined)}
          onStart={(poll) => {
            setOpen(undefined);
            attempt(polls.start(poll));
          }}
        />
      )}
    </>
  );
}
