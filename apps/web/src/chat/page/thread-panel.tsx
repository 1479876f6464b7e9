import type { ChatPerson, OpenRoom } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { Conversation } from '../conversation.tsx';
import { SidePanel } from './side-panel.tsx';
import { useThread } from './use-open-room.ts';

/** The answers to one message, apart from the room. */
export function ThreadPanel({
  opened,
  root,
  people,
  onClose,
}: {
  opened: OpenRoom;
  root: string;
  people: readonly ChatPerson[];
  onClose: () => void;
}) {
  const { t } = useTranslation('chat');
  const thread = useThread(opened, root);
  return (
    <SidePanel title={t('page.thread')} onClose={onClose} fill>
      {thread && <Conversation chat={thread} name={t('page.thread')} people={people} threadRoot={root} />}
    </SidePanel>
  );
}
