import type { SignInWays } from '@saal/protocol';
import { LogIn } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { Button } from '../ui/button.tsx';
import styles from './entry.module.css';

/** One button a provider of identities. @param forward goes to the first by itself */
export function ProviderButtons({ ways, next, forward }: { ways: SignInWays; next: string; forward: boolean }) {
  const { t } = useTranslation('account');
  const api = useApi();
  const { language } = useLanguage();
  const leave = useAction(async (provider: string) => window.location.assign(await api.beginSignIn(provider, next)));
  const first = ways.providers[0]?.id;
  const forwarded = useRef(false); // once: who comes back with the browser's button wants to stay
  useEffect(() => {
    if (!forward || first === undefined || forwarded.current) return;
    forwarded.current = true;
    leave.run(first);
  });
  return (
    <div className={styles.providers}>
      {leave.error && <ErrorNotice error={leave.error} />}
      {ways.providers.map(({ id, label }, index) => (
        <Button
          key={id}
          size="large"
          variant={index === 0 ? 'primary' : 'secondary'}
          icon={<LogIn aria-hidden="true" size={20} strokeWidth={1.75} />}
          isPending={leave.pending}
          onPress={() => leave.run(id)}
        >
          {t('signIn.by', { name: label[language] })}
        </Button>
      ))}
    </div>
  );
}
