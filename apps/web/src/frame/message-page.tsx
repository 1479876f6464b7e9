import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './message-page.module.css';
import { PublicPage } from './public-page.tsx';

export interface MessagePageProps {
  title: string;
  children?: ReactNode;
  /** Ways on, the main one first. */
  actions?: ReactNode;
  code?: string;
}

/** A page that only says something: what happened, what to do. */
export function MessagePage({ title, children, actions, code }: MessagePageProps) {
  const { t } = useTranslation('common');
  return (
    <PublicPage width="medium">
      <div className={styles.message}>
        <h1>{title}</h1>
        {children !== undefined && <p className={styles.text}>{children}</p>}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
        {code !== undefined && <p className={styles.code}>{t('code', { code })}</p>}
      </div>
    </PublicPage>
  );
}
