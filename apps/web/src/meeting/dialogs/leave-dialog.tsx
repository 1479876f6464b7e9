import type { ParticipantView } from '@saal/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { useNow, useTools } from '../room/room-context.ts';
import { successors } from './successors.ts';

const byRule = 'by-rule';

/** The only host goes: who takes over, or does it end for all? */
export function LeaveDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('meeting');
  const { session, attempt } = useTools();
  const { snapshot } = useNow();
  const candidates = successors(snapshot);
  const [chosen, setChosen] = useState<string>(byRule);
  const leave = async (next: ParticipantView | undefined) => {
    if (next) await session.setRole(next.id, 'host');
    await session.leave();
  };
  return (
    <Dialog
      title={t('leave.title')}
      isOpen
      onOpenChange={onClose}
      actions={
        <>
          <Button variant="danger" onPress={() => attempt(session.end())}>
            {t('leave.end')}
          </Button>
          <Button variant="primary" onPress={() => attempt(leave(candidates.find((person) => person.id === chosen)))}>
            {chosen === byRule ? t('leave.leave') : t('leave.handOver')}
          </Button>
        </>
      }
    >
      <p>{candidates.length > 0 ? t('leave.lastHost') : t('leave.noSuccessor')}</p>
      {candidates.length > 0 && (
        <Select
          label={t('leave.successor')}
          options={[{ id: byRule, label: t('leave.auto') }, ...candidates.map((person) => ({ id: String(person.id), label: person.name }))]}
          value={chosen}
          onChange={setChosen}
        />
      )}
    </Dialog>
  );
}
