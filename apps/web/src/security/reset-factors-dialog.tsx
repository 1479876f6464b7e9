import type { PersonView } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { useProven } from './use-proven.tsx';

/** An administrator takes all factors of somebody who lost them. */
export function ResetFactorsDialog({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const { t } = useTranslation('security');
  const api = useApi();
  const { proven, dialog } = useProven();
  const reset = useAction(async () => {
    await proven(() => api.resetFactors(person.id));
    onClose();
  });
  return (
    <>
      <ConfirmDialog
        title={t('reset.title')}
        confirm={t('reset.submit')}
        onConfirm={reset.run}
        isPending={reset.pending}
        danger
        isOpen
        onOpenChange={(open) => !open && onClose()}
      >
        {reset.error && <ErrorNotice error={reset.error} />}
        <p>{t('reset.text', { name: person.displayName })}</p>
      </ConfirmDialog>
      {dialog}
    </>
  );
}
