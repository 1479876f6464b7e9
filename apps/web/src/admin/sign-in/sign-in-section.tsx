import type { SignInPolicyView } from '@saal/client';
import { Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useLoaded } from '../../app/use-loaded.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import styles from './sign-in.module.css';

/** `/admin/sign-in`: how people sign in. The operator sets it in the configuration; here it is told, and what could be better. */
export function SignInSection() {
  const { t } = useTranslation('signIn');
  const api = useApi();
  const [loaded, reload] = useLoaded(useCallback(() => api.signInPolicy(), [api]));
  return (
    <div className={styles.section}>
      <p className={styles.lead}>{t('lead')}</p>
      {loaded.state === 'loading' && <Waiting />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'ready' && <Policy policy={loaded.value} />}
    </div>
  );
}

function Policy({ policy: { ways, directory, secondFactor, people } }: { policy: SignInPolicyView }) {
  const { t } = useTranslation('signIn');
  const { language, locale } = useLanguage();
  const number = new Intl.NumberFormat(locale);
  const providers = ways?.providers ?? [];
  return (
    <>
      {secondFactor === 'off' && people.administratorsWithout > 0 && (
        <Notice live={false}>{t('hint.administrators', { count: people.administratorsWithout })}</Notice>
      )}
      <section aria-labelledby="sign-in-ways">
        <h2 id="sign-in-ways">{t('ways')}</h2>
        <dl className={styles.facts}>
          <dt>{t('password')}</dt>
          <dd>{t(`form.${ways?.localForm ?? 'open'}`)}</dd>
          <dt>{t('directory')}</dt>
          <dd>{t(directory ? 'directoryOn' : 'directoryOff')}</dd>
          <dt>{t('providers')}</dt>
          <dd>{providers.length === 0 ? t('noProvider') : providers.map(({ label }) => label[language]).join(', ')}</dd>
        </dl>
      </section>
      <section aria-labelledby="sign-in-factor">
        <h2 id="sign-in-factor">{t('factor')}</h2>
        <p>{t(`policy.${secondFactor}`)}</p>
        <p className={styles.quiet}>{t('policyHint')}</p>
        <Link to="/admin/$section" params={{ section: 'policies' }}>
          {t('change')}
        </Link>
      </section>
      <section aria-labelledby="sign-in-people">
        <h2 id="sign-in-people">{t('people')}</h2>
        <dl className={styles.facts}>
          {(['local', 'directory', 'provider', 'withFactor'] as const).map((which) => (
            <div key={which} className={styles.fact}>
              <dt>{t(`counts.${which}`)}</dt>
              <dd>{number.format(people[which])}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}
