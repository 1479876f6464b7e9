import type { ApplicationView } from '@saal/client';
import { webhookEvents, type WebhookEvent } from '@saal/protocol';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './applications.module.css';
import { Choices } from './choices.tsx';
import { ShownSecret } from './shown-secret.tsx';
import { WebhookEntry } from './webhook-entry.tsx';

/** What one application is told, and where. */
export function Webhooks({ application }: { application: ApplicationView }) {
  const { t } = useTranslation('applications');
  const api = useApi();
  const [loaded, reload] = useLoaded(useCallback(() => api.webhooks(application.id), [api, application.id]));
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string>();
  return (
    <div className={styles.stack}>
      <p className={styles.sub}>{t('webhooks.lead')}</p>
      {loaded.state === 'loading' && <Waiting />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'ready' && loaded.value.webhooks.length > 0 && (
        <ul className={styles.list}>
          {loaded.value.webhooks.map((webhook) => (
            <WebhookEntry key={webhook.id} applicationId={application.id} webhook={webhook} onChanged={reload} onSecret={setSecret} />
          ))}
        </ul>
      )}
      <div className={styles.actions}>
        <Button onPress={() => setMaking(true)}>{t('webhooks.new')}</Button>
      </div>
      {making && (
        <NewWebhook
          application={application}
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            reload();
            setSecret(made);
          }}
        />
      )}
      {secret !== undefined && (
        <ShownSecret
          title={t('webhooks.secretTitle')}
          lead={t('webhooks.secretOnce')}
          copy={t('webhooks.secretCopy')}
          secret={secret}
          onClose={() => setSecret(undefined)}
        />
      )}
    </div>
  );
}

function NewWebhook({
  application,
  onClose,
  onMade,
}: {
  application: ApplicationView;
  onClose: () => void;
  onMade: (secret: string) => void;
}) {
  const { t } = useTranslation('applications');
  const api = useApi();
  // What it may not ask for it is not told either.
  const all = webhookEvents.filter((event) => application.scopes.includes(scopeOf(event)));
  const [url, setUrl] = useState('');
  const [events, setEvents] = useState<WebhookEvent[]>(all);
  const [errors, setErrors] = useState<{ url?: string; events?: string }>({});
  const make = useAction(async () => onMade((await api.makeWebhook(application.id, { url, events })).secret));
  const submit = () => {
    const wrong = { ...(url.trim() === '' && { url: t('needed') }), ...(events.length === 0 && { events: t('scopeNeeded') }) };
    setErrors(wrong);
    if (Object.keys(wrong).length === 0) make.run();
  };
  return (
    <Dialog title={t('webhooks.new')} isOpen onOpenChange={onClose}>
      <Form onSubmit={submit} errors={errors} aria-label={t('webhooks.new')}>
        <TextField
          label={t('webhooks.url')}
          description={t('webhooks.urlHelp')}
          inputMode="url"
          value={url}
          onChange={setUrl}
          error={errors.url}
        />
        <Choices
          label={t('webhooks.events')}
          all={all}
          chosen={events}
          onChange={setEvents}
          labelOf={(event) => t(`event.${event}`)}
          error={errors.events}
        />
        {make.error && <ErrorNotice error={make.error} />}
        <div className={styles.actions}>
          <Button type="submit" variant="primary" isPending={make.pending}>
            {t('make')}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

function scopeOf(event: WebhookEvent): ApplicationView['scopes'][number] {
  if (event.startsWith('participant.') || event === 'interview.attended') return 'attendance.read';
  return event.startsWith('interview.') ? 'campaigns.read' : 'meetings.read';
}
