import { applicationScopes, type ApplicationScope } from '@saal/protocol';
import { Plug } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Form } from '../../ui/form.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ApplicationEntry } from './application-entry.tsx';
import styles from './applications.module.css';
import { Choices } from './choices.tsx';
import { ShownSecret } from './shown-secret.tsx';

/** `/admin/applications`: programs that plan meetings for people, their keys and webhooks. */
export function ApplicationsSection() {
  const { t } = useTranslation('applications');
  const api = useApi();
  const [loaded, reload] = useLoaded(useCallback(() => api.applications(), [api]));
  const [making, setMaking] = useState(false);
  const [key, setKey] = useState<{ name: string; key: string }>();
  const close = () => setMaking(false);
  return (
    <div className={styles.stack}>
      <p>{t('lead')}</p>
      <div className={styles.actions}>
        <Button variant="primary" onPress={() => setMaking(true)}>
          {t('new')}
        </Button>
        <a href="/api/v1/docs">{t('docs')}</a>
      </div>
      {loaded.state === 'loading' && <Waiting />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'ready' && loaded.value.applications.length === 0 && (
        <EmptyState icon={<Plug aria-hidden="true" size={40} strokeWidth={1.25} />} title={t('none')}>
          {t('noneText')}
        </EmptyState>
      )}
      {loaded.state === 'ready' && (
        <ul className={styles.list}>
          {loaded.value.applications.map((application) => (
            <ApplicationEntry key={application.id} application={application} onChanged={reload} onKey={setKey} />
          ))}
        </ul>
      )}
      {making && (
        <NewApplication
          onClose={close}
          onMade={(made) => {
            close();
            reload();
            setKey(made);
          }}
        />
      )}
      {key && (
        <ShownSecret
          title={t('key.title', { name: key.name })}
          lead={t('key.once')}
          copy={t('key.copy')}
          secret={key.key}
          onClose={() => setKey(undefined)}
        />
      )}
    </div>
  );
}

function NewApplication({ onClose, onMade }: { onClose: () => void; onMade: (made: { name: string; key: string }) => void }) {
  const { t } = useTranslation('applications');
  const api = useApi();
  const [name, setName] = useState('');
  const [ownerEmail, setOwnerEmail] = useState('');
  const [scopes, setScopes] = useState<ApplicationScope[]>(['meetings.read', 'meetings.write']);
  const [errors, setErrors] = useState<{ name?: string; owner?: string; scopes?: string }>({});
  const make = useAction(async () => onMade(await api.makeApplication({ name, ownerEmail, scopes })));
  const submit = () => {
    const wrong = {
      ...(name.trim() === '' && { name: t('needed') }),
      ...(ownerEmail.trim() === '' && { owner: t('needed') }),
      ...(scopes.length === 0 && { scopes: t('scopeNeeded') }),
    };
    setErrors(wrong);
    if (Object.keys(wrong).length === 0) make.run();
  };
  return (
    <Dialog title={t('new')} isOpen onOpenChange={onClose}>
      <Form onSubmit={submit} errors={errors} aria-label={t('new')}>
        <TextField label={t('name')} value={name} onChange={setName} error={errors.name} />
        <TextField
          label={t('owner')}
          description={t('ownerHelp')}
          type="email"
          value={ownerEmail}
          onChange={setOwnerEmail}
          error={errors.owner}
        />
        <Choices
          label={t('may')}
          all={applicationScopes}
          chosen={scopes}
          onChange={setScopes}
          labelOf={(scope) => t(`scope.${scope}`)}
          error={errors.scopes}
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
