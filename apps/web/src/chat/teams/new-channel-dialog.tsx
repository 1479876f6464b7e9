import type { Team } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { useAttempt } from '../use-attempt.ts';

/** A channel for everybody of the team; of announcements, where few write. */
export function NewChannelDialog({ team, onClose, onCreated }: { team: Team; onClose: () => void; onCreated: () => void }) {
  const { t } = useTranslation('teams');
  const [name, setName] = useState('');
  const [topic, setTopic] = useState('');
  const [isAnnouncements, setAnnouncements] = useState(false);
  const [pending, setPending] = useState(false);
  const { attempt, failure } = useAttempt();
  const create = () => {
    setPending(true);
    const about = topic.trim() === '' ? {} : { topic: topic.trim() };
    attempt(
      team
        .addChannel({ name: name.trim(), ...about, isAnnouncements })
        .then(onCreated)
        .finally(() => setPending(false)),
    );
  };
  return (
    <Dialog
      title={t('newChannel')}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      actions={
        <Button variant="primary" isDisabled={name.trim() === ''} isPending={pending} onPress={create}>
          {t('createChannel')}
        </Button>
      }
    >
      {failure !== undefined && <ChatFailure failure={failure} />}
      {/* eslint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type here */}
      <TextField label={t('channelName')} value={name} onChange={setName} maxLength={100} autoFocus />
      <TextField label={t('purpose')} optional value={topic} onChange={setTopic} maxLength={300} />
      <Switch label={t('announcements')} description={t('announcementsText')} isSelected={isAnnouncements} onChange={setAnnouncements} />
    </Dialog>
  );
}
