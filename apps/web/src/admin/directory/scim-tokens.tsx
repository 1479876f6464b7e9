import type { ScimTokenView } from '@saal/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { dayAndClock, localTimeZone } from '../../i18n/format.ts';
import { useProven } from '../../security/use-proven.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Switch } from '../../ui/choice.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './directory.module.css';

/** What providers show that push people here: made, shown once, revoked. */
export function ScimTokens() {
  const { t } = useTranslation('directory');
  const { locale } = useLanguage();
  const api = useApi();
  const [loaded, reload] = useLoaded(api.scimTokens);
  const [name, setName] = useState('');
  const [linkByEmail, setLinkByEmail] = useState(false);
  const [made, setMade] = useState<{ name: string; secret: string }>();
  const [revoking, setRevoking] = useState<ScimTokenView>();
  const { proven, dialog } = useProven();
  const make = useAction(async () => {
    const { secret } = await proven(() => api.makeScimToken({ name: name.trim(), linkByEmail }));
    setMade({ name: name.trim(), secret });
    setName('');
    setLinkByEmail(false);
    reload();
  });
  const revoke = useAction(async ({ id }: ScimTokenView) => {
    await api.revokeScimToken(id).finally(() => setRevoking(undefined));
    reload();
  });
  const error = make.error ?? revoke.error;
  const moment = (atMs: number) => dayAndClock(atMs, locale, localTimeZone());
  return (
    <Card title={t('scim.title')} lead={t('scim.lead')}>
      <p className={styles.address}>
        {t('scim.address')} <code>{`${location.origin}/scim/v2`}</code>
      </p>
      {error && <ErrorNotice error={error} />}
      {made && (
        <Notice
          tone="good"
          title={t('scim.made', { name: made.name })}
          actions={<CopyButton text={made.secret} label={t('scim.copy')} size="small" />}
          onClose={() => setMade(undefined)}
        >
          <code className={styles.secret}>{made.secret}</code>
          <p>{t('scim.once')}</p>
        </Notice>
      )}
      {loaded.state === 'loading' && <Waiting />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'ready' && loaded.value.tokens.length === 0 && <p>{t('scim.none')}</p>}
      {loaded.state === 'ready' && loaded.value.tokens.length > 0 && (
        <ul className={styles.tokens} aria-label={t('scim.title')}>
          {loaded.value.tokens.map((token) => (
            <li key={token.id} className={styles.token}>
              <div>
                <strong>{token.name}</strong>
                <p className={styles.sub}>
                  {token.lastUsedAtMs === undefined ? t('scim.neverUsed') : t('scim.used', { when: moment(token.lastUsedAtMs) })}
                  {token.linkByEmail && ` · ${t('scim.links')}`}
                </p>
              </div>
              <Button onPress={() => setRevoking(token)} aria-label={t('scim.revokeOf', { name: token.name })}>
                {t('scim.revoke')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Form onSubmit={() => name.trim() !== '' && make.run()}>
        <TextField label={t('scim.name')} description={t('scim.nameHelp')} value={name} onChange={setName} maxLength={60} />
        <Switch label={t('scim.link')} description={t('scim.linkHelp')} isSelected={linkByEmail} onChange={setLinkByEmail} />
        <div>
          <Button type="submit" isPending={make.pending} isDisabled={name.trim() === ''}>
            {t('scim.make')}
          </Button>
        </div>
      </Form>
      <ConfirmDialog
        title={t('scim.revokeTitle')}
        confirm={t('scim.revoke')}
        danger
        isOpen={revoking !== undefined}
        onOpenChange={(open) => !open && setRevoking(undefined)}
        isPending={revoke.pending}
        onConfirm={() => revoking && revoke.run(revoking)}
      >
        <p>{t('scim.revokeText', { name: revoking?.name ?? '' })}</p>
      </ConfirmDialog>
      {dialog}
    </Card>
  );
}
