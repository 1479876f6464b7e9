import type { Me } from '@saal/client';
import { KeyRound } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { canAutofill, endPasskeyUse, knowsPasskeys, askForPasskey } from './passkey-browser.ts';
import styles from './security.module.css';

/** Signing in by passkey: by a button, and by what the browser lists at the e-mail field. */
export function PasskeySignIn({ onSignedIn }: { onSignedIn: (me: Me) => Promise<void> }) {
  const { t } = useTranslation('security');
  const api = useApi();
  const [none, setNone] = useState(false);
  const signIn = useAction(async () => {
    setNone(false);
    const passkey = await askForPasskey(await api.passkeySignInOptions());
    if (!passkey) return setNone(true);
    await onSignedIn(await api.signInByPasskey({ passkey }));
  });
  const fill = useAction(async (left: AbortSignal) => {
    const isLeft = (): boolean => left.aborted; // it changes while something is waited for
    if (!(await canAutofill()) || isLeft()) return;
    const options = await api.passkeySignInOptions();
    if (isLeft()) return;
    const passkey = await askForPasskey(options, { autofill: true });
    if (passkey && !isLeft()) await onSignedIn(await api.signInByPasskey({ passkey }));
  });
  const { run } = fill;
  useEffect(() => {
    if (!knowsPasskeys()) return;
    const leaving = new AbortController();
    run(leaving.signal);
    return () => {
      leaving.abort();
      void endPasskeyUse();
    };
    // Once a page: `run` is new at every drawing, what it does is not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  if (!knowsPasskeys()) return null;
  const error = signIn.error ?? (fill.error?.code === 'not_ready' ? undefined : fill.error);
  return (
    <div className={styles.stack}>
      {error && <ErrorNotice error={error} />}
      {none && <Notice tone="error">{t('passkeys.none')}</Notice>}
      <Button icon={<KeyRound aria-hidden="true" size={20} strokeWidth={1.75} />} onPress={signIn.run} isPending={signIn.pending}>
        {t('passkeys.signIn')}
      </Button>
    </div>
  );
}
