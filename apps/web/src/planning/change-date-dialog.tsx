import type { MeetingDetail } from '@saal/client';
import { momentOf, wallTimeOf, type SeriesDate } from '@saal/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { useAction } from '../app/use-action.ts';
import { dayAndTime } from '../home/meeting-time.ts';
import { localTimeZone } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { RadioGroup } from '../ui/choice.tsx';
import { DateField, TimeField } from '../ui/date-time.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Form } from '../ui/form.tsx';
import { LengthSelect } from './length-select.tsx';
import { PlanError } from './plan-error.tsx';
import styles from './planning.module.css';

export interface DateDialogProps {
  meeting: MeetingDetail;
  date: SeriesDate;
  onClose: () => void;
  onChanged: (now: MeetingDetail) => void;
}

const scopes = ['this', 'following', 'all'] as const;

/** Another time or length: of one date, of those from it on, or of all to come. A single one may go to another day. */
export function ChangeDateDialog({ meeting, date, onClose, onChanged }: DateDialogProps) {
  const { t } = useTranslation('home');
  const { locale } = useLanguage();
  const api = useApi();
  const timeZone = meeting.timeZone ?? localTimeZone();
  const [scope, setScope] = useState<(typeof scopes)[number]>('this');
  const [when, setWhen] = useState(() => wallTimeOf(date.startsAtMs, timeZone));
  const [durationMin, setDurationMin] = useState(date.durationMin);
  const [errors, setErrors] = useState<Record<string, string | undefined>>();
  const save = useAction(async (startsAtMs: number) => {
    const { time } = when;
    onChanged(
      await api.changeDate(meeting.id, date.day, scope === 'this' ? { scope, startsAtMs, durationMin } : { scope, time, durationMin }),
    );
  });
  const submit = () => {
    const moment = momentOf(when, timeZone);
    if (moment === undefined) {
      setErrors(when.date === '' ? { date: t('planning.dateWrong') } : { time: t('planning.timeWrong') });
      return;
    }
    setErrors({});
    save.run(moment);
  };
  return (
    <Dialog title={t('planning.dates.changeTitle')} isOpen onOpenChange={(open) => !open && onClose()}>
      <Form onSubmit={submit} errors={errors} className={styles.group}>
        <p>{dayAndTime(date, t, locale)}</p>
        {save.error && <PlanError error={save.error} />}
        <RadioGroup
          label={t('planning.dates.scope')}
          options={scopes.map((id) => ({ id, label: t(`planning.dates.scopes.${id}`) }))}
          value={scope}
          onChange={setScope}
        />
        <div className={styles.selects}>
          {scope === 'this' && (
            <DateField
              label={t('planning.date')}
              value={when.date}
              onChange={(day) => setWhen({ ...when, date: day })}
              error={errors?.['date']}
            />
          )}
          <TimeField
            label={t('planning.start')}
            value={when.time}
            onChange={(time) => setWhen({ ...when, time })}
            error={errors?.['time']}
          />
          <LengthSelect value={durationMin} onChange={setDurationMin} />
        </div>
        {timeZone !== localTimeZone() && (
          <p className={styles.zone}>
            {t('planning.zone')}: {timeZone.replaceAll('_', ' ')}
          </p>
        )}
        <div className={styles.end}>
          <Button onPress={onClose}>{t('common:cancel')}</Button>
          <Button type="submit" variant="primary" isPending={save.pending}>
            {t('planning.dates.save')}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
