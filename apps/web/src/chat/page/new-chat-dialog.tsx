import type { Chat, ChatPerson } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { useAttempt } from '../use-attempt.ts';
import { PeoplePicker } from './people-picker.tsx';

/** One person: the chat with them. Several: a group with a name. */
export function NewChatDialog({ chat, onClose, onCreated }: { chat: Chat; onClose: () => void; onCreated: (roomId: string) => void }) {
  const { t } = useTranslation('chat');
  const [chosen, setChosen] = useState<readonly ChatPerson[]>([]);
  const [name, setName] = useState('');
  const [isEncrypted, setEncrypted] = useState(true);
  const [fewWrite, setFewWrite] = useState(false);
  const [pending, setPending] = useState(false);
  const { attempt, failure } = useAttempt();
  const [first] = chosen;
  const isGroup = chosen.length > 1;
  const usedName = name.trim() === '' ? chosen.map((person) => person.displayName).join(', ') : name.trim();
  const create = () => {
    if (!first) return;
    setPending(true);
    const made = isGroup
      ? chat.create({
          kind: fewWrite ? 'announcements' : 'group',
          name: usedName,
          userIds: chosen.map(({ userId }) => userId),
          isEncrypted,
        })
      : chat.direct(first.userId);
    attempt(made.then(onCreated).finally(() => setPending(false)));
  };
  return (
    <Dialog
      title={t('page.new')}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      actions={
        <Button variant="primary" isDisabled={!first} isPending={pending} onPress={create}>
          {t(fewWrite && isGroup ? 'create.announcements' : isGroup ? 'create.group' : 'create.direct')}
        </Button>
      }
    >
      {failure !== undefined && <ChatFailure failure={failure} />}
      <PeoplePicker chat={chat} chosen={chosen} onChange={setChosen} />
      {isGroup && (
        <>
          <TextField label={t('create.name')} optional value={name} onChange={setName} maxLength={100} />
          <Switch label={t('create.fewWrite')} description={t('create.fewWriteText')} isSelected={fewWrite} onChange={setFewWrite} />
          <Switch label={t('create.encrypted')} description={t('create.encryptedText')} isSelected={isEncrypted} onChange={setEncrypted} />
        </>
      )}
    </Dialog>
  );
}
