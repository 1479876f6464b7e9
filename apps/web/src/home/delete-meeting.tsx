import type { MeetingDetail } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';

/** Asks, then deletes. */
export function DeleteMeeting({ meeting, onClose, onDeleted }: { meeting: MeetingDetail; onClose: () => void; onDeleted: () => void }) {
  const { t } = useTranslation('home');
  const api = useApi();
  const remove = useAction(async () => {
    await api.deleteMeeting(meeting.id);
    onDeleted();
  });
  return (
    <ConfirmDialog
      title={t('deleteTitle')}
      confirm={t('delete')}
      danger
      isOpen
      onOpenChange={(open) => !open && onClose()}
      onConfirm={remove.run}
      isPending={remove.pending}
    >
      <p>{t(meeting.day === undefined ? 'deleteText' : 'deleteSeriesText', { title: meeting.title })}</p>
      {remove.error && <ErrorNotice error={remove.error} />}
    </ConfirmDialog>
  );
}
