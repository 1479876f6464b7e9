import type { MeetingDetail } from '@saal/client';
import { wallTimeOf, type WireError } from '@saal/protocol';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../app/use-now.ts';
import { SuggestTimes } from '../calendars/suggest-times.tsx';
import { Button } from '../ui/button.tsx';
import { DateField, TimeField } from '../ui/date-time.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Form } from '../ui/form.tsx';
import { ComboBox } from '../ui/select.tsx';
import { TextField } from '../ui/text-field.tsx';
import { BehalfField } from './behalf-field.tsx';
import { ChangeKind } from './change-kind.tsx';
import { ofKind, problemsOf, type Draft } from './draft.ts';
import { settingsInForm } from './kind-change.ts';
import { KindFields } from './kind-fields.tsx';
import { InviteesField } from './invitees/invitees-field.tsx';
import { LengthSelect } from './length-select.tsx';
import styles from './planning.module.css';
import { PlanError } from './plan-error.tsx';
import { RepeatFields } from './repeat-fields.tsx';
import { ResourceFields } from './resource-fields.tsx';
import { SettingsFields } from './settings-fields.tsx';
import { SizeFields } from './size-fields.tsx';
import { slotsOf } from './slots.ts';
import { useLocks } from './use-locks.ts';
import { WishedReminders } from './wished-reminders.tsx';

export interface MeetingFormProps {
  initial: Draft;
  /** Off for the personal room and spontaneous meetings. */
  withTime: boolean;
  /** Changing one that exists: its passcode can be changed too. */
  meeting?: MeetingDetail;
  titlePlaceholder?: string;
  onSubmit: (draft: Draft) => void;
  error?: WireError;
  /** The buttons at the end. */
  actions: ReactNode;
}

/** Everything one decides about a meeting; sensible from the start, so that "Planen" alone is enough. */
export function MeetingForm({ initial, withTime, meeting, titlePlaceholder, onSubmit, error, actions }: MeetingFormProps) {
  const { t } = useTranslation(['home', 'planning']);
  const existing = meeting !== undefined;
  const nowMs = useNow();
  const [draft, setDraft] = useState(initial);
  const [errors, setErrors] = useState<Record<string, string | undefined>>();
  const set = (change: Partial<Draft>) => setDraft((last) => ({ ...last, ...change }));
  const { preset } = draft;
  const locks = useLocks(preset);
  const submit = () => {
    const problems = problemsOf(draft, Date.now(), { withTime, before: existing ? initial : undefined });
    setErrors(
      Object.fromEntries(
        Object.entries(problems).map(([field, problem]) => [
          field,
          problem === 'tooManyReminders' ? t('planning:presets.tooManyReminders') : t(`planning.${problem}`),
        ]),
      ),
    );
    if (Object.keys(problems).length === 0) onSubmit(draft);
  };
  return (
    <Form onSubmit={submit} errors={errors} className={styles.form}>
      {error && <PlanError error={error} />}
      {withTime && !existing && <KindFields value={preset} onChange={(next) => set(ofKind(draft, next))} />}
      {withTime && !existing && <BehalfField value={draft.onBehalfOf} onChange={(onBehalfOf) => set({ onBehalfOf })} />}
      {meeting?.kind === 'planned' && (
        <ChangeKind
          meeting={meeting}
          value={preset}
          onChange={(next) => set({ preset: next, settings: settingsInForm(meeting.settings, draft, next) })}
        />
      )}
      <TextField
        label={t('planning.name')}
        placeholder={titlePlaceholder}
        maxLength={140}
        value={draft.title}
        onChange={(title) => set({ title })}
        error={errors?.['title']}
      />
      {withTime && <WhenFields draft={draft} set={set} errors={errors} />}
      {withTime && <SuggestTimes {...draft} onChoose={(when) => set({ when })} />}
      {withTime && !existing && (
        <RepeatFields value={draft.repeat} onChange={(repeat) => set({ repeat })} firstDay={draft.when.date} error={errors?.['repeat']} />
      )}
      {(meeting ? meeting.resources !== undefined : withTime) && (
        <ResourceFields
          value={draft.resourceIds}
          onChange={(resourceIds) => set({ resourceIds })}
          slots={slotsOf(draft, meeting?.series, nowMs)}
          meetingId={meeting?.id}
        />
      )}
      {!existing && <InviteesField value={draft.invitees} onChange={(invitees) => set({ invitees })} />}
      <SizeFields value={draft.settings} onChange={(settings) => set({ settings })} locks={locks} />
      <Disclosure title={t('planning.details')}>
        {existing && (
          <TextField
            className={styles.short}
            label={t('planning.passcode')}
            description={t('planning.passcodeHint')}
            inputMode="numeric"
            autoComplete="off"
            value={draft.passcode}
            onChange={(passcode) => set({ passcode })}
            error={errors?.['passcode']}
          />
        )}
        <SettingsFields value={draft.settings} onChange={(settings) => set({ settings })} locks={locks} />
        {(meeting ? meeting.kind === 'planned' : withTime) && (
          <div className={styles.apart}>
            <WishedReminders
              value={draft.remindersMin}
              preset={preset}
              onChange={(remindersMin) => set({ remindersMin })}
              error={errors?.['reminders']}
            />
          </div>
        )}
      </Disclosure>
      <div className={styles.end}>{actions}</div>
    </Form>
  );
}

function WhenFields({
  draft,
  set,
  errors,
}: {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  errors?: Record<string, string | undefined>;
}) {
  const { t } = useTranslation('home');
  const group = useId();
  const nowMs = useNow();
  const [choosingZone, setChoosingZone] = useState(false);
  const zoneName = draft.timeZone.replaceAll('_', ' ');
  return (
    <div role="group" aria-labelledby={group} className={styles.when}>
      <DateField
        label={t('planning.date')}
        min={wallTimeOf(nowMs, draft.timeZone).date}
        value={draft.when.date}
        onChange={(date) => set({ when: { ...draft.when, date } })}
        error={errors?.['date']}
      />
      <TimeField
        label={t('planning.start')}
        value={draft.when.time}
        onChange={(time) => set({ when: { ...draft.when, time } })}
        error={errors?.['time']}
      />
      <LengthSelect value={draft.durationMin} onChange={(durationMin) => set({ durationMin })} />
      {choosingZone ? (
        <div className={styles.zoneField}>
          <ComboBox
            label={t('planning.zone')}
            description={t('planning.zoneHint')}
            options={Intl.supportedValuesOf('timeZone').map((id) => ({ id, label: id.replaceAll('_', ' ') }))}
            value={draft.timeZone}
            onChange={(timeZone) => set({ timeZone })}
          />
        </div>
      ) : (
        <p className={styles.zone}>
          <span id={group}>
            {t('planning.zone')}: {zoneName}
          </span>
          <Button variant="quiet" size="small" onPress={() => setChoosingZone(true)}>
            {t('planning.zoneButton')}
          </Button>
        </p>
      )}
    </div>
  );
}
