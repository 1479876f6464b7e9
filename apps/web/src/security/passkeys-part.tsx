import type { FactorsView, PasskeyView } from '@saal/client';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useNow } from '../app/use-now.ts';
import account from '../account/account.module.css';
import { ago } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { Form, type FieldErrors } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import { TextField } from '../ui/text-field.tsx';
import { knowsPasskeys, makePasskey } from './passkey-browser.ts';
import type { Changes } from './security-card.tsx';
import styles from './security.module.css';

/** Passkeys: named, listed with their last use, added and removed. */
export function PasskeysPart({ factors, changes }: { factors: FactorsView; changes: Changes }) {
  const { t } = useTranslation('security');
  const api = useApi();
  const [name, setName] = useState('');
  const [errors, setErrors] = useState<FieldErrors>();
  const [none, setNone] = useState(false);
  const add = useAction(async () => {
    setNone(false);
    const passkey = await makePasskey(await changes.proven(() => api.passkeyOptions()));
    if (!passkey) return setNone(true);
    const added = await api.addPasskey({ name: name.trim(), passkey });
    setName('');
    changes.changed(added.recoveryCodes);
  });
  const remove = useAction(async ({ id }: PasskeyView) => {
    await changes.proven(() => api.removePasskey(id));
    changes.changed();
  });
  const submit = () => {
    const missing = name.trim() === '' ? t('common:required') : undefined;
    setErrors({ name: missing });
    if (missing === undefined) add.run();
  };
  const isFull = add.error?.code === 'conflict';
  const lastStays = remove.error?.code === 'conflict';
  return (
    <section className={styles.part}>
      <h3>{t('passkeys.title')}</h3>
      <p className={styles.lead}>{t('passkeys.text')}</p>
      {isFull && <Notice tone="error">{t('passkeys.full')}</Notice>}
      {lastStays && <Notice tone="error">{t('card.lastStays')}</Notice>}
      {none && <Notice tone="error">{t('passkeys.none')}</Notice>}
      {add.error && !isFull && <ErrorNotice error={add.error} />}
      {remove.error && !lastStays && <ErrorNotice error={remove.error} />}
      {factors.passkeys.length > 0 && (
        <ul className={account.sessions} aria-label={t('passkeys.list')}>
          {factors.passkeys.map((passkey) => (
            <Passkey key={passkey.id} passkey={passkey} onRemove={() => remove.run(passkey)} pending={remove.pending} />
          ))}
        </ul>
      )}
      {knowsPasskeys() ? (
        <Form onSubmit={submit} errors={errors}>
          <TextField
            label={t('passkeys.name')}
            description={t('passkeys.nameHint')}
            isRequired
            maxLength={140}
            value={name}
            onChange={setName}
            error={errors?.['name']}
          />
          <div className={account.end}>
            <Button type="submit" isPending={add.pending}>
              {t('passkeys.add')}
            </Button>
          </div>
        </Form>
      ) : (
        <p>{t('passkeys.unable')}</p>
      )}
    </section>
  );
}

function Passkey({ passkey, onRemove, pending }: { passkey: PasskeyView; onRemove: () => void; pending: boolean }) {
  const { t } = useTranslation('security');
  const { locale } = useLanguage();
  const nowMs = useNow();
  const { name, lastUsedAtMs } = passkey;
  return (
    <li className={account.session}>
      <KeyRound aria-hidden="true" size={24} strokeWidth={1.5} />
      <div>
        <span>{name}</span>
        <small>
          {lastUsedAtMs === undefined ? t('passkeys.neverUsed') : t('passkeys.lastUsed', { when: ago(lastUsedAtMs, nowMs, locale) })}
        </small>
      </div>
      <Button size="small" onPress={onRemove} isDisabled={pending} aria-label={t('passkeys.removeThis', { name })}>
        {t('passkeys.remove')}
      </Button>
    </li>
  );
}
