import { RequestFailed, type FactorsView, type ProofClaim } from '@saal/client';
import { useCallback, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useMe } from '../app/app-context.ts';
import { WhosePassword } from '../account/new-password-field.tsx';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Form, type FieldErrors } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import { PasswordField } from '../ui/text-field.tsx';
import { knowsPasskeys, askForPasskey } from './passkey-browser.ts';
import styles from './security.module.css';

type Asked = { given: () => void; refused: () => void };

/**
 * Runs what needs fresh proof: when the server asks for it, so does a dialog, and then it runs again.
 * @returns `dialog` is to be drawn somewhere
 */
export function useProven(): { proven: <T>(act: () => Promise<T>) => Promise<T>; dialog: ReactNode } {
  const [asked, setAsked] = useState<Asked>();
  const proven = useCallback(async <T,>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof RequestFailed && error.code === 'fresh_proof_needed')) throw error;
      const given = await new Promise<boolean>((resolve) => setAsked({ given: () => resolve(true), refused: () => resolve(false) }));
      setAsked(undefined);
      if (!given) throw error;
      return act();
    }
  }, []);
  return { proven, dialog: asked && <ProofDialog {...asked} /> };
}

function ProofDialog({ given, refused }: Asked) {
  const { t } = useTranslation('security');
  const api = useApi();
  const me = useMe();
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<FieldErrors>();
  const [loaded] = useLoaded(useCallback(() => api.factors(), [api]));
  const give = useAction(async (claim: ProofClaim) => {
    await api.giveProof(claim);
    given();
  });
  const submit = () => {
    const missing = password === '' ? t('common:required') : undefined;
    setErrors({ password: missing });
    if (missing === undefined) give.run({ password });
  };
  return (
    <Dialog title={t('proof.title')} isOpen onOpenChange={(open) => !open && refused()}>
      <p>{t('proof.lead')}</p>
      {give.error && <ErrorNotice error={give.error} />}
      <Form onSubmit={submit} errors={errors}>
        {me && <WhosePassword email={me.email} />}
        <PasswordField
          label={t('proof.password')}
          autoComplete="current-password"
          isRequired
          value={password}
          onChange={setPassword}
          error={errors?.['password']}
        />
        <div className={styles.row}>
          <Button type="submit" variant="primary" isPending={give.pending}>
            {t('proof.confirm')}
          </Button>
        </div>
      </Form>
      {loaded.state === 'ready' && <ByPasskey factors={loaded.value} onUsed={give.run} />}
    </Dialog>
  );
}

function ByPasskey({ factors, onUsed }: { factors: FactorsView; onUsed: (claim: ProofClaim) => void }) {
  const { t } = useTranslation('security');
  const api = useApi();
  const [none, setNone] = useState(false);
  const use = useAction(async () => {
    const passkey = await askForPasskey(await api.proofPasskeyOptions());
    setNone(passkey === undefined);
    if (passkey) onUsed({ passkey });
  });
  if (factors.passkeys.length === 0 || !knowsPasskeys()) return null;
  return (
    <div className={styles.stack}>
      {use.error && <ErrorNotice error={use.error} />}
      {none && <Notice tone="error">{t('passkeys.none')}</Notice>}
      <Button onPress={use.run} isPending={use.pending}>
        {t('proof.passkey')}
      </Button>
    </div>
  );
}
