import type { ParticipantView } from '@saal/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useNow, useTools } from '../room/room-context.ts';
import { SizeDialog } from '../stage/size-dialog.tsx';
import { LeaveDialog } from './leave-dialog.tsx';

type Props = { onClose: () => void };

function MuteAllDialog({ onClose }: Props) {
  const { t } = useTranslation('meeting');
  const { session, attempt } = useTools();
  const [mayUnmute, setMayUnmute] = useState(true);
  const muteAll = () => {
    attempt(session.muteAll(mayUnmute));
    onClose();
  };
  return (
    <Dialog
      title={t('muteAll.title')}
      isOpen
      onOpenChange={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('muteAll.cancel')}</Button>
          <Button variant="primary" onPress={muteAll}>
            {t('muteAll.do')}
          </Button>
        </>
      }
    >
      <p>{t('muteAll.text')}</p>
      <Checkbox label={t('muteAll.mayUnmute')} isSelected={mayUnmute} onChange={setMayUnmute} />
    </Dialog>
  );
}

function RemoveDialog({ person, onClose }: Props & { person: ParticipantView }) {
  const { t } = useTranslation('meeting');
  const { session, attempt } = useTools();
  const [keepOut, setKeepOut] = useState(false);
  const remove = () => {
    attempt(session.remove(person.id, keepOut));
    onClose();
  };
  return (
    <Dialog
      title={t('remove.title', { name: person.name })}
      isOpen
      onOpenChange={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('remove.cancel')}</Button>
          <Button variant="danger" onPress={remove}>
            {t('remove.do')}
          </Button>
        </>
      }
    >
      <p>{t('remove.text', { name: person.name })}</p>
      <Checkbox label={t('remove.keepOut')} isSelected={keepOut} onChange={setKeepOut} />
    </Dialog>
  );
}

function EndDialog({ onClose }: Props) {
  const { t } = useTranslation('meeting');
  const { session, attempt } = useTools();
  const { snapshot } = useNow();
  return (
    <Dialog
      title={t('leave.endTitle')}
      isOpen
      onOpenChange={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('leave.cancel')}</Button>
          <Button variant="danger" onPress={() => attempt(session.end())}>
            {t('leave.end')}
          </Button>
        </>
      }
    >
      <p>{t('leave.endText', { count: snapshot.counts.inside })}</p>
    </Dialog>
  );
}

/** The one dialog that is open, if any. */
export function RoomDialogs() {
  const { openDialog } = useTools();
  const { dialog } = useNow();
  const close = () => openDialog(undefined);
  switch (dialog) {
    case undefined:
      return null;
    case 'mute-all':
      return <MuteAllDialog onClose={close} />;
    case 'end':
      return <EndDialog onClose={close} />;
    case 'leave':
      return <LeaveDialog onClose={close} />;
    default:
      return 'size' in dialog ? <SizeDialog size={dialog.size} onClose={close} /> : <RemoveDialog person={dialog.remove} onClose={close} />;
  }
}
