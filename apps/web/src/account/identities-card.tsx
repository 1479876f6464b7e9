import { Link2 } from 'lucide-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useConfig, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { useNow } from '../app/use-now.ts';
import { ago } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './account.module.css';

/** By which providers' accounts one can sign in here; nothing where there is none. */
export function IdentitiesCard() {
  const { t } = useTranslation('account');
  const api = useApi();
  const { signIn } = useConfig();
  const { language, locale } = useLanguage();
  const nowMs = useNow();
  const [loaded, reload] = useLoaded(useCallback(() => api.identities(), [api]));
  const unlink = useAction(async (id: string) => {
    await api.unlinkIdentity(id);
    reload();
  });
  if (loaded.state === 'ready' && loaded.value.identities.length === 0) return null;
  if (loaded.state === 'loading') return null;
  const isLast = unlink.error?.details?.['reason'] === 'last-way-in';
  return (
    <Card title={t('identities.title')} lead={t('identities.lead')}>
      {isLast && <Notice tone="error">{t('identities.last')}</Notice>}
      {unlink.error && !isLast && <ErrorNotice error={unlink.error} />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'ready' && (
        <ul className={styles.sessions} aria-label={t('identities.title')}>
          {loaded.value.identities.map(({ id, provider, lastUsedAtMs }) => {
            const name = signIn?.providers.find((one) => one.id === provider)?.label[language] ?? provider;
            return (
              <li key={id} className={styles.session}>
                <Link2 aria-hidden="true" size={24} strokeWidth={1.5} />
                <div>
                  <span>{name}</span>
                  <small>{t('identities.lastUsed', { when: ago(lastUsedAtMs, nowMs, locale) })}</small>
                </div>
                <Button
                  size="small"
                  onPress={() => unlink.run(id)}
                  isDisabled={unlink.pending}
                  aria-label={t('identities.unlinkThis', { name })}
                >
                  {t('identities.unlink')}
                </Button>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
