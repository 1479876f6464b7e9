import type { OutlookApi } from '@saal/client';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { Button } from '../ui/button.tsx';
import styles from './outlook.module.css';

const ASK_EVERY_MS = 2_500;

/** Shows a code until its person has typed it where they are signed in. */
export function PairingPane({ api, onConnected }: { api: OutlookApi; onConnected: (token: string) => void }) {
  const { t } = useTranslation('outlook');
  const [pairing, setPairing] = useState<{ secret: string; code: string }>();
  const begin = useAction(async () => setPairing(await api.begin()));
  const claim = useAction(async ({ secret }: { secret: string }) => {
    const answer = await api.claim(secret);
    if (answer.state === 'connected') onConnected(answer.token);
    if (answer.state === 'over') setPairing(undefined);
  });
  const { run } = claim;
  useEffect(() => {
    if (!pairing) return undefined;
    const timer = setInterval(() => run(pairing), ASK_EVERY_MS);
    return () => clearInterval(timer);
  });
  const address = `${location.host}/outlook/connect`;
  return (
    <>
      <p>{t('pairing.lead')}</p>
      {begin.error && <ErrorNotice error={begin.error} />}
      {pairing ? (
        <div aria-live="polite">
          <ol className={styles.steps}>
            <li>
              {t('pairing.open')}{' '}
              <a href="/outlook/connect" target="_blank" rel="noopener noreferrer">
                {address}
              </a>
            </li>
            <li>
              {t('pairing.type')} <strong className={styles.code}>{pairing.code}</strong>
            </li>
          </ol>
          <p>{t('pairing.waiting')}</p>
        </div>
      ) : (
        <Button variant="primary" onPress={() => begin.run()} isPending={begin.pending}>
          {t('pairing.begin')}
        </Button>
      )}
    </>
  );
}
