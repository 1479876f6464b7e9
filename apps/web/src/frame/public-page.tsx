import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfig, useMe } from '../app/app-context.ts';
import { classes } from '../ui/classes.ts';
import { Brand } from './brand.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import styles from './public-page.module.css';

/** A page that needs no account: name of the product above, the language to choose, one thing in the middle. */
export function PublicPage({ children, width = 'narrow' }: { children: ReactNode; width?: 'narrow' | 'medium' | 'wide' }) {
  const { t } = useTranslation('common');
  const config = useConfig();
  const me = useMe();
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <Link to="/" className={styles.brand}>
          <Brand />
          {config.productName}
        </Link>
        {!me && <LanguageSwitch />}
      </header>
      <main className={styles.main}>
        <div className={classes(styles[width])}>{children}</div>
      </main>
      <footer className={styles.footer}>
        {config.supportText !== undefined && <span>{config.supportText}</span>}
        {config.imprintUrl !== undefined && <a href={config.imprintUrl}>{t('footer.imprint')}</a>}
        {config.privacyUrl !== undefined && <a href={config.privacyUrl}>{t('footer.privacy')}</a>}
      </footer>
    </div>
  );
}
