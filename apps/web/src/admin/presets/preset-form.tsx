import type { PresetContent, PresetView } from '@saal/client';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { SettingsFields } from '../../planning/settings-fields.tsx';
import { SizeFields } from '../../planning/size-fields.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Form, type FieldErrors } from '../../ui/form.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from '../admin.module.css';
import { LockFields } from './lock-fields.tsx';
import { contentOf, draftOf, problemsOf, type PresetDraft } from './preset-draft.ts';
import { ReminderFields } from './reminder-fields.tsx';

export interface PresetFormProps {
  /** Undefined: a new one. */
  preset: PresetView | undefined;
  onClose: () => void;
  onSaved: (preset: PresetView) => void;
}

/** Everything the house sets for one kind of meeting. */
export function PresetForm({ preset, onClose, onSaved }: PresetFormProps) {
  const { t } = useTranslation('planning');
  const { language } = useLanguage();
  const api = useApi();
  const [draft, setDraft] = useState(() => draftOf(preset));
  const [errors, setErrors] = useState<FieldErrors>();
  const set = (change: Partial<PresetDraft>) => setDraft((last) => ({ ...last, ...change }));
  const save = useAction(async (content: PresetContent) =>
    onSaved(await (preset ? api.changePreset(preset.id, content) : api.createPreset(content))),
  );
  const submit = () => {
    const problems = problemsOf(draft);
    setErrors(Object.fromEntries(Object.entries(problems).map(([field, problem]) => [field, t(`presets.${problem}`)])));
    if (Object.keys(problems).length === 0) save.run(contentOf(draft));
  };
  return (
    <Form onSubmit={submit} errors={errors} className={styles.form}>
      <div>
        <Button variant="quiet" icon={<ArrowLeft aria-hidden="true" size={20} strokeWidth={1.75} />} onPress={onClose}>
          {t('presets.back')}
        </Button>
      </div>
      <h2>{preset ? t('presets.changeTitle', { name: preset.name[language] }) : t('presets.newTitle')}</h2>
      {save.error && <ErrorNotice error={save.error} />}
      <div className={styles.pair}>
        <TextField
          label={t('presets.nameDe')}
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the form took the place of the list to type here
          autoFocus
          value={draft.nameDe}
          onChange={(nameDe) => set({ nameDe })}
          error={errors?.['nameDe']}
        />
        <TextField label={t('presets.nameEn')} value={draft.nameEn} onChange={(nameEn) => set({ nameEn })} error={errors?.['nameEn']} />
        <TextField
          label={t('presets.descriptionDe')}
          description={t('presets.descriptionHint')}
          maxLength={300}
          value={draft.descriptionDe}
          onChange={(descriptionDe) => set({ descriptionDe })}
        />
        <TextField
          label={t('presets.descriptionEn')}
          maxLength={300}
          value={draft.descriptionEn}
          onChange={(descriptionEn) => set({ descriptionEn })}
        />
      </div>
      <TextField
        className={styles.short}
        label={t('presets.duration')}
        description={t('presets.durationHint')}
        optional
        inputMode="numeric"
        value={draft.duration}
        onChange={(duration) => set({ duration })}
        error={errors?.['duration']}
      />
      <SizeFields value={draft.settings} onChange={(settings) => set({ settings })} />
      <Disclosure title={t('presets.settings')}>
        <SettingsFields value={draft.settings} onChange={(settings) => set({ settings })} />
      </Disclosure>
      <Disclosure title={t('presets.locks')}>
        <LockFields value={draft.locked} onChange={(locked) => set({ locked })} />
      </Disclosure>
      <Checkbox
        label={t('presets.recordingForbidden')}
        description={t('presets.recordingHint')}
        isSelected={draft.recordingForbidden}
        onChange={(recordingForbidden) => set({ recordingForbidden })}
      />
      <ReminderFields value={draft.remindersMin} onChange={(remindersMin) => set({ remindersMin })} error={errors?.['reminders']}>
        <Checkbox
          label={t('presets.remindersLocked')}
          isSelected={draft.remindersLocked}
          onChange={(remindersLocked) => set({ remindersLocked })}
        />
      </ReminderFields>
      <div className={styles.pair}>
        <TextArea
          label={t('presets.mailTextDe')}
          maxLength={2000}
          value={draft.mailTextDe}
          onChange={(mailTextDe) => set({ mailTextDe })}
        />
        <TextArea
          label={t('presets.mailTextEn')}
          maxLength={2000}
          value={draft.mailTextEn}
          onChange={(mailTextEn) => set({ mailTextEn })}
        />
      </div>
      <TextField
        className={styles.short}
        label={t('presets.retention')}
        description={t('presets.retentionHint')}
        optional
        inputMode="numeric"
        value={draft.retentionDays}
        onChange={(retentionDays) => set({ retentionDays })}
        error={errors?.['retention']}
      />
      <div className={styles.end}>
        <Button onPress={onClose}>{t('common:cancel')}</Button>
        <Button type="submit" variant="primary" isPending={save.pending}>
          {t('presets.save')}
        </Button>
      </div>
    </Form>
  );
}
