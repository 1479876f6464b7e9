import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { Frame } from '../frame/frame.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Form } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import { TextField } from '../ui/text-field.tsx';

/** `/outlook/connect`: who is signed in types the code their Outlook shows. */
export function ConnectPage() {
  const { t } = useTranslation('outlook');
  const api = useApi();
  const [code, setCode] = useState('');
  const confirm = useAction(() => api.confirmOutlook(code));
  const isWrong = confirm.error?.code === 'link_invalid';
  return (
    <Frame title={t('connect.title')} width="form">
      {() => (
        <Card title={t('connect.title')} lead={t('connect.lead')}>
          {confirm.done ? (
            <Notice tone="good">{t('connect.done')}</Notice>
          ) : (
            <Form onSubmit={() => code.trim() !== '' && confirm.run()}>
              {confirm.error && (isWrong ? <Notice tone="error">{t('connect.wrong')}</Notice> : <ErrorNotice error={confirm.error} />)}
              <Notice tone="warning" live={false}>
                {t('connect.warning')}
              </Notice>
              <TextField
                label={t('connect.code')}
                description={t('connect.codeHint')}
                autoComplete="off"
                spellCheck="false"
                maxLength={12}
                isRequired
                value={code}
                onChange={setCode}
              />
              <div>
                <Button type="submit" variant="primary" isPending={confirm.pending}>
                  {t('connect.submit')}
                </Button>
              </div>
            </Form>
          )}
        </Card>
      )}
    </Frame>
  );
}
