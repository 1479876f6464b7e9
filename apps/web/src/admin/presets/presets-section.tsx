import type { PresetView } from '@saal/client';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useLoaded } from '../../app/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import { PresetForm } from './preset-form.tsx';
import { PresetList } from './preset-list.tsx';

/** `/admin/presets`: what the house sets for each kind of meeting. */
export function PresetsSection() {
  const { t } = useTranslation('planning');
  const { language } = useLanguage();
  const api = useApi();
  const [loaded, reload] = useLoaded(useCallback(() => api.presets(), [api]));
  const [open, setOpen] = useState<PresetView | 'new'>();
  const [saved, setSaved] = useState<string>();
  const close = () => {
    setOpen(undefined);
    document.getElementById('content')?.focus(); // the form, and what had the focus in it, is gone
  };
  if (open)
    return (
      <PresetForm
        preset={open === 'new' ? undefined : open}
        onClose={close}
        onSaved={(preset) => {
          close();
          setSaved(preset.name[language]);
          reload();
        }}
      />
    );
  if (loaded.state === 'loading') return <Waiting />;
  if (loaded.state === 'failed')
    return <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />;
  return (
    <>
      {saved !== undefined && <Notice tone="good">{t('presets.saved', { name: saved })}</Notice>}
      <PresetList
        presets={loaded.value.presets}
        onOpen={(preset) => {
          setSaved(undefined);
          setOpen(preset);
        }}
        onChanged={reload}
      />
    </>
  );
}
