import type { ChatPerson, RoomChat, TimelinePlace } from '@saal/client';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Composer } from './composer/composer.tsx';
import { useTalk } from './composer/use-talk.ts';
import styles from './conversation.module.css';
import type { MessageActions } from './timeline/message-actions.ts';
import { MessageList } from './timeline/message-list.tsx';

export interface ConversationProps {
  chat: RoomChat;
  /** Of the room or thread. */
  name: string;
  /** Who can be called by @. */
  people?: readonly ChatPerson[];
  actions?: Omit<MessageActions, 'reply' | 'edit'>;
  isPlain?: boolean;
  threadRoot?: string;
  place?: TimelinePlace;
  emptyText?: string;
  draft?: string;
  onDraft?: (text: string) => void;
}

/** The words of a room with the field below them: in a page, in a thread beside it, in the panel of a meeting. */
export function Conversation({ chat, name, people, actions, isPlain, threadRoot, place, emptyText, draft, onDraft }: ConversationProps) {
  const { t } = useTranslation('chat');
  const talk = useTalk();
  const { reply, edit } = talk;
  const all = useMemo<MessageActions>(() => ({ ...actions, reply, edit }), [actions, edit, reply]);
  return (
    <div className={styles.conversation}>
      <MessageList chat={chat} label={t('list.label', { name })} actions={all} place={place} emptyText={emptyText} />
      <Composer
        chat={chat}
        talk={talk}
        label={t('composer.label', { name })}
        people={people}
        isPlain={isPlain}
        threadRoot={threadRoot}
        draft={draft}
        onDraft={onDraft}
      />
    </div>
  );
}
