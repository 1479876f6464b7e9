import type { Chat, ChatPerson, TeamDoor } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { PeoplePicker } from '../page/people-picker.tsx';
import { useAttempt } from '../use-attempt.ts';
import { DoorChoice } from './door-choice.tsx';

/** What it is called, what it is for, who is in it and who may come. */
export function NewTeamDialog({ chat, onClose, onCreated }: { chat: Chat; onClose: () => void; onCreated: (teamId: string) => void }) {
  const { t } = useTranslation('teams');
  const [name, setName] = useState('');
  const [purpose, setPurpose] = useState('');
  const [door, setDoor] = useState<TeamDoor>('closed');
  const [chosen, setChosen] = useState<readonly ChatPerson[]>([]);
  const [pending, setPending] = useState(false);
  const { attempt, failure } = useAttempt();
  const create = () => {
    setPending(true);
    const topic = purpose.trim() === '' ? {} : { topic: purpose.trim() };
    const userIds = chosen.map(({ userId }) => userId);
    const made = chat.teams.create({ name: name.trim(), ...topic, firstChannel: t('firstChannel'), door, userIds });
    attempt(made.then(onCreated).finally(() => setPending(false)));
  };
  return (
    <Dialog
      title={t('new')}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      actions={
        <Button variant="primary" isDisabled={name.trim() === ''} isPending={pending} onPress={create}>
          {t('create')}
        </Button>
      }
    >
      {failure !== undefined && <ChatFailure failure={failure} />}
      {/* eslint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type here */}
      <TextField label={t('name')} value={name} onChange={setName} maxLength={100} autoFocus />
      <TextField label={t('purpose')} optional value={purpose} onChange={setPurpose} maxLength={300} />
      <DoorChoice value={door} onChange={setDoor} />
      {/* People from elsewhere come when the owner lets externals in. */}
      <PeoplePicker chat={chat} chosen={chosen} onChange={setChosen} label={t('addPeople')} withExternals={false} startsHere={false} />
    </Dialog>
  );
}
