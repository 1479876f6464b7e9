import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { useAction } from '../app/use-action.ts';
import { dayAndTime } from '../home/meeting-time.ts';
import { RadioGroup } from '../ui/choice.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import type { DateDialogProps } from './change-date-dialog.tsx';
import { PlanError } from './plan-error.tsx';
import styles from './planning.module.css';

const scopes = ['this', 'following'] as const;

/** Cancels one date, or ends the series with it. */
export function CancelDateDialog({ meeting, date, onClose, onChanged }: DateDialogProps) {
  const { t } = useTranslation('home');
  const { locale } = useLanguage();
  const api = useApi();
  const [scope, setScope] = useState<(typeof scopes)[number]>('this');
  const cancel = useAction(async () => {
    onChanged(await api.changeDate(meeting.id, date.day, { scope, cancelled: true }));
  });
  return (
    <ConfirmDialog
      title={t('planning.dates.cancelTitle')}
      confirm={t('planning.dates.cancel')}
      danger
      isOpen
      onOpenChange={(open) => !open && onClose()}
      onConfirm={cancel.run}
      isPending={cancel.pending}
    >
      <div className={styles.group}>
        <p>{dayAndTime(date, t, locale)}</p>
        <RadioGroup
          label={t('planning.dates.scope')}
          options={scopes.map((id) => ({ id, label: t(`planning.dates.cancelScopes.${id}`) }))}
          value={scope}
          onChange={setScope}
        />
        {cancel.error && <PlanError error={cancel.error} />}
      </div>
    </ConfirmDialog>
  );
}
