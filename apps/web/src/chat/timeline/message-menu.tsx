import type { Message } from '@saal/client';
import {
  AlarmClock,
  CircleStop,
  Link2,
  MessageSquareText,
  Copy,
  MoreHorizontal,
  Pencil,
  Pin,
  PinOff,
  Reply,
  SmilePlus,
  Trash2,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { Menu, MenuItem, MenuSeparator, MenuTrigger } from '../../ui/menu.tsx';
import { Popover, PopoverTrigger } from '../../ui/popover.tsx';
import { EmojiPicker } from '../emoji-picker.tsx';
import { useLineTools } from './message-actions.ts';
import styles from './message-menu.module.css';
import { lineOf } from './rows.ts';

const icon = { 'aria-hidden': true, size: 18, strokeWidth: 1.75 } as const;
type Props = { message: Message; reachable: boolean; isOpen: boolean; onOpenChange: (open: boolean) => void };

/** What one can do with a message: the two most used at hand, all in the menu. */
export function MessageMenu({ message, reachable, isOpen, onOpenChange }: Props) {
  const { t } = useTranslation('chat');
  const tools = useLineTools();
  const [picking, setPicking] = useState(false);
  const sent = message.eventId !== undefined;
  const readable = message.body.type !== 'sealed';
  const text = lineOf(message, (kind) => t(`kind.${kind}`));
  const act = (key: React.Key) => {
    if (key === 'react') setPicking(true);
    else if (key === 'reply') tools.reply?.(message);
    else if (key === 'thread') tools.openThread?.(message);
    else if (key === 'edit') tools.edit?.(message);
    else if (key === 'pin') tools.pin?.(message);
    else if (key === 'remind') tools.remind?.(message);
    else if (key === 'end') tools.polls?.end(message);
    else if (key === 'delete') tools.remove(message);
    else if (key === 'copy') void copyText(text);
    else if (key === 'link' && tools.linkTo) void copyText(tools.linkTo(message));
  };
  return (
    <div className={styles.tools}>
      {sent && (
        <PopoverTrigger isOpen={picking} onOpenChange={setPicking}>
          <IconButton size="small" label={t('message.react')} icon={<SmilePlus {...icon} />} excludeFromTabOrder={!reachable} />
          <Popover label={t('message.react')} placement="bottom end">
            <EmojiPicker
              onChoose={(symbol) => {
                setPicking(false);
                tools.react(message, symbol);
              }}
            />
          </Popover>
        </PopoverTrigger>
      )}
      {sent && tools.reply && readable && (
        <IconButton
          size="small"
          label={t('message.reply')}
          icon={<Reply {...icon} />}
          excludeFromTabOrder={!reachable}
          onPress={() => tools.reply?.(message)}
        />
      )}
      <MenuTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
        <IconButton size="small" label={t('message.more')} icon={<MoreHorizontal {...icon} />} excludeFromTabOrder={!reachable} />
        <Menu placement="bottom end" onAction={act} aria-label={t('message.more')}>
          {sent && (
            <MenuItem id="react" icon={<SmilePlus {...icon} />}>
              {t('message.react')}
            </MenuItem>
          )}
          {sent && tools.reply && readable && (
            <MenuItem id="reply" icon={<Reply {...icon} />}>
              {t('message.reply')}
            </MenuItem>
          )}
          {sent && tools.openThread && (
            <MenuItem id="thread" icon={<MessageSquareText {...icon} />}>
              {t('message.replyInThread')}
            </MenuItem>
          )}
          {message.mayEdit && tools.edit && (
            <MenuItem id="edit" icon={<Pencil {...icon} />}>
              {t('message.edit')}
            </MenuItem>
          )}
          {sent && tools.pin && (
            <MenuItem id="pin" icon={message.isPinned ? <PinOff {...icon} /> : <Pin {...icon} />}>
              {t(message.isPinned ? 'message.unpin' : 'message.pin')}
            </MenuItem>
          )}
          {readable && (
            <MenuItem id="copy" icon={<Copy {...icon} />}>
              {t('message.copy')}
            </MenuItem>
          )}
          {sent && tools.linkTo && (
            <MenuItem id="link" icon={<Link2 {...icon} />}>
              {t('message.copyLink')}
            </MenuItem>
          )}
          {sent && tools.remind && (
            <MenuItem id="remind" icon={<AlarmClock {...icon} />}>
              {t('remind.me')}
            </MenuItem>
          )}
          {sent && message.body.type === 'poll' && message.body.poll.mayEnd && tools.polls && (
            <MenuItem id="end" icon={<CircleStop {...icon} />}>
              {t('poll.end')}
            </MenuItem>
          )}
          {message.mayDelete && <MenuSeparator />}
          {message.mayDelete && (
            <MenuItem id="delete" danger icon={<Trash2 {...icon} />}>
              {t('message.delete')}
            </MenuItem>
          )}
        </Menu>
      </MenuTrigger>
    </div>
  );
}
