import type { PresetView } from '@saal/client';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useLoaded } from '../app/use-loaded.ts';
import { Button } from '../ui/button.tsx';
import { ChoiceCards } from '../ui/choice-cards.tsx';
import { Waiting } from '../ui/spinner.tsx';
import { KindFacts } from './kind-facts.tsx';
import styles from './planning.module.css';

/** No preset has this id: it is no word of the alphabet of ids. */
const GENERAL = '+';

/** Which kind of meeting it is to be: first, because the rest follows from it. */
export function KindFields({
  value,
  onChange,
  kept,
}: {
  value: PresetView | undefined;
  onChange: (preset: PresetView | undefined) => void;
  /** The kind a meeting is of, which may be offered no more. */
  kept?: PresetView | undefined;
}) {
  const { t } = useTranslation('planning');
  const { language } = useLanguage();
  const api = useApi();
  const [loaded, reload] = useLoaded(useCallback(() => api.presets(), [api]));
  if (loaded.state === 'loading') return <Waiting />;
  if (loaded.state === 'failed')
    return <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />;
  const { presets: offered } = loaded.value;
  const presets = kept && !offered.some(({ id }) => id === kept.id) ? [...offered, kept] : offered;
  if (presets.length === 0) return null;
  return (
    <div className={styles.group}>
      <ChoiceCards
        label={t('kind.label')}
        options={[
          { id: GENERAL, label: t('kind.general'), description: t('kind.generalText') },
          ...presets.map(({ id, name, description }) => ({ id, label: name[language], description: description[language] })),
        ]}
        value={value?.id ?? GENERAL}
        onChange={(id) => onChange(presets.find((preset) => preset.id === id))}
      />
      {value && value.id !== kept?.id && <KindFacts preset={value} />}
    </div>
  );
}
