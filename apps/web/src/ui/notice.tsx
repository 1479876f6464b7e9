import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.tsx';
import { classes } from './classes.ts';
import styles from './notice.module.css';

export type NoticeTone = 'info' | 'good' | 'warning' | 'error';
const icons = { info: Info, good: CircleCheck, warning: TriangleAlert, error: CircleAlert };

export interface NoticeProps {
  tone?: NoticeTone;
  title?: string;
  children?: ReactNode;
  /** Stable code of an error, small below. */
  code?: string;
  actions?: ReactNode;
  onClose?: () => void;
  /** Read out when it appears: errors at once, the rest when there is quiet. Off for what was there from the beginning. */
  live?: boolean;
  className?: string;
}

/** Something to know, in the flow of the page. */
export function Notice({ tone = 'info', title, children, code, actions, onClose, live = true, className }: NoticeProps) {
  const { t } = useTranslation('common');
  const Icon = icons[tone];
  const role = tone === 'error' ? 'alert' : 'status';
  return (
    <div role={live ? role : undefined} className={classes(styles.notice, tone !== 'info' && styles[tone], className)}>
      <Icon aria-hidden="true" size={20} strokeWidth={1.75} />
      <div className={styles.words}>
        {title !== undefined && <strong>{title}</strong>}
        {children !== undefined && <div>{children}</div>}
        {code !== undefined && <div className={styles.code}>{t('code', { code })}</div>}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      {onClose && (
        <IconButton size="small" label={t('close')} icon={<X aria-hidden="true" size={18} />} onPress={onClose} className={styles.close} />
      )}
    </div>
  );
}
