import type { WireError } from '@saal/protocol';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useNow } from '../app/use-now.ts';
import { duration } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { RadioGroup } from '../ui/choice.tsx';
import { DateField, TimeField } from '../ui/date-time.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Form } from '../ui/form.tsx';
import { ComboBox, Select } from '../ui/select.tsx';
import { TextField } from '../ui/text-field.tsx';
import { problemsOf, type Draft } from './draft.ts';
import styles from './planning.module.css';
import { fittingSize, presetNames, presetOf, withPreset } from './presets.ts';
import { SettingsFields } from './settings-fields.tsx';
import { SizeFields } from './size-fields.tsx';
import { wallTimeOf } from './zone-time.ts';

export interface MeetingFormProps {
  initial: Draft;
  /** Off for the personal room and spontaneous meetings. */
  withTime: boolean;
  /** Changing one that exists: its passcode can be changed too. */
  existing?: boolean;
  titlePlaceholder?: string;
  onSubmit: (draft: Draft) => void;
  error?: WireError;
  /** The buttons at the end. */
  actions: ReactNode;
}

/** Everything one decides about a meeting; sensible from the start, so that "Planen" alone is enough. */
export function MeetingForm({ initial, withTime, existing = false, titlePlaceholder, onSubmit, error, actions }: MeetingFormProps) {
  const { t } = useTranslation('home');
  const [draft, setDraft] = useState(initial);
  const [errors, setErrors] = useState<Record<string, string | undefined>>();
  const set = (change: Partial<Draft>) => setDraft((last) => ({ ...last, ...change }));
  const preset = presetOf(draft.settings);
  const submit = () => {
    const problems = problemsOf(draft, Date.now(), { withTime, before: existing ? initial : undefined });
    setErrors(Object.fromEntries(Object.entries(problems).map(([field, problem]) => [field, t(`planning.${problem}`)])));
    if (Object.keys(problems).length === 0) onSubmit(draft);
  };
  return (
    <Form onSubmit={submit} errors={errors} className={styles.form}>
      {error && <ErrorNotice error={error} />}
      <TextField
        label={t('planning.name')}
        placeholder={titlePlaceholder}
        maxLength={140}
        value={draft.title}
        onChange={(title) => set({ title })}
        error={errors?.['title']}
      />
      {withTime && <WhenFields draft={draft} set={set} errors={errors} />}
      <SizeFields value={draft.settings} onChange={(settings) => set({ settings: fittingSize(settings) })} />
      {/* On a stage the stage says who speaks. */}
      {draft.settings.size === 'talk' && (
        <RadioGroup
          label={t('planning.preset')}
          options={[...presetNames, ...(preset === 'own' ? (['own'] as const) : [])].map((id) => ({
            id,
            label: t(`planning.presets.${id}.label`),
            description: t(`planning.presets.${id}.description`),
          }))}
          value={preset}
          onChange={(name) => name !== 'own' && set({ settings: withPreset(draft.settings, name) })}
        />
      )}
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
        <SettingsFields value={draft.settings} onChange={(settings) => set({ settings })} />
      </Disclosure>
      <div className={styles.end}>{actions}</div>
    </Form>
  );
}

const lengths = [15, 30, 45, 60, 90, 120, 180, 240, 480];

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
  const { locale } = useLanguage();
  const group = useId();
  const nowMs = useNow();
  const [choosingZone, setChoosingZone] = useState(false);
  const offered = lengths.includes(draft.durationMin) ? lengths : [...lengths, draft.durationMin].sort((a, b) => a - b);
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
      <Select
        label={t('planning.length')}
        options={offered.map((minutes) => ({ id: String(minutes), label: duration(minutes, locale) }))}
        value={String(draft.durationMin)}
        onChange={(minutes) => set({ durationMin: Number(minutes) })}
      />
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
