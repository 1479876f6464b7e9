import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button.tsx';
import styles from './chat-page.module.css';

/** Beside the room; Escape closes it. */
export function SidePanel({
  title,
  onClose,
  children,
  fill = false,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  fill?: boolean;
}) {
  const { t } = useTranslation('common');
  return (
    // Escape is heard from everything in it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <aside
      aria-label={title}
      data-region="beside"
      className={styles.beside}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div className={styles.besideHead}>
        <h2>{title}</h2>
        <IconButton label={t('close')} icon={<X aria-hidden="true" size={20} strokeWidth={1.75} />} onPress={onClose} />
      </div>
      <div className={fill ? styles.fill : styles.besideBody}>{children}</div>
    </aside>
  );
}
