import type { Me } from '@saal/client';
import type { Language, Theme } from '@saal/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useApp } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { languages } from '../i18n/language.ts';
import { Card } from '../ui/card.tsx';
import { RadioGroup } from '../ui/choice.tsx';
import styles from './account.module.css';

const themes: readonly Theme[] = ['system', 'light', 'dark'];

interface Choice {
  language?: Language;
  theme?: Theme;
}

/** Language and appearance; they take effect at once and follow the account to other devices. */
export function PreferencesCard({ me }: { me: Me }) {
  const { t } = useTranslation('account');
  const api = useApi();
  const { viewer } = useApp();
  const [wish, setWish] = useState<Choice>({}); // shown at once, while the server is asked
  const change = useAction(async (next: Choice) => {
    setWish(next);
    try {
      viewer.signedIn(await api.changeMe(next));
    } finally {
      setWish({});
    }
  });
  return (
    <Card title={t('preferences.title')} lead={t('preferences.lead')}>
      {change.error && <ErrorNotice error={change.error} onClose={change.clear} />}
      <div className={styles.two}>
        <RadioGroup
          label={t('common:language')}
          options={languages.map((id) => ({ id, label: t(`common:languageName.${id}`) }))}
          value={wish.language ?? me.language}
          onChange={(language) => change.run({ language })}
        />
        <RadioGroup
          label={t('theme.label')}
          options={themes.map((id) => ({ id, label: t(`theme.${id}`) }))}
          value={wish.theme ?? me.theme}
          onChange={(theme) => change.run({ theme })}
        />
      </div>
    </Card>
  );
}
