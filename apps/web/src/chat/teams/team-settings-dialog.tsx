import type { OpenRoom, RoomSummary, Team } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { useAttempt } from '../use-attempt.ts';
import { DoorChoice } from './door-choice.tsx';

interface Props {
  room: RoomSummary;
  opened: OpenRoom;
  team: Team;
  onClose: () => void;
}

/** Name and purpose; for owners also who may come in. */
export function TeamSettingsDialog({ room, opened, team, onClose }: Props) {
  const { t } = useTranslation('teams');
  const about = useModel(team.about);
  const [name, setName] = useState(room.name);
  const [purpose, setPurpose] = useState(room.topic ?? '');
  const { attempt, failure } = useAttempt();
  const save = async () => {
    const changed = {
      ...(name.trim() === room.name ? {} : { name: name.trim() }),
      ...(purpose.trim() === (room.topic ?? '') ? {} : { topic: purpose.trim() }),
    };
    await opened.change(changed);
    onClose();
  };
  return (
    <Dialog
      title={t('settings')}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      actions={
        <Button variant="primary" isDisabled={name.trim() === ''} onPress={() => attempt(save())}>
          {t('common:save')}
        </Button>
      }
    >
      {failure !== undefined && <ChatFailure failure={failure} />}
      <TextField label={t('name')} value={name} onChange={setName} maxLength={100} />
      <TextField label={t('purpose')} optional value={purpose} onChange={setPurpose} maxLength={300} />
      {about.mayChangeTeam && (
        <>
          <DoorChoice value={about.door} onChange={(door) => attempt(team.setDoor(door))} />
          <Switch
            label={t('externals')}
            description={t('externalsText')}
            isSelected={about.letsExternalsIn}
            onChange={(letIn) => attempt(team.setExternals(letIn))}
          />
        </>
      )}
    </Dialog>
  );
}
