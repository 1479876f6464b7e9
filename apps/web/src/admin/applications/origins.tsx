import type { ApplicationView } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './applications.module.css';

/** Which pages of an application may show a meeting inside of them. */
export function Origins({ application, onChanged }: { application: ApplicationView; onChanged: () => void }) {
  const { t } = useTranslation('applications');
  const api = useApi();
  const [text, setText] = useState(application.origins.join(', '));
  const save = useAction(async () => {
    const origins = text.split(/[\s,]+/).filter((origin) => origin !== '');
    await api.setApplicationOrigins(application.id, origins);
    onChanged();
  });
  return (
    <Form onSubmit={save.run} aria-label={t('origins.title')}>
      <TextField label={t('origins.title')} description={t('origins.help')} value={text} onChange={setText} />
      {save.error && <ErrorNotice error={save.error} />}
      {save.done && <Notice tone="good">{t('origins.saved')}</Notice>}
      <div className={styles.actions}>
        <Button type="submit" isPending={save.pending}>
          {t('origins.save')}
        </Button>
      </div>
    </Form>
  );
}
