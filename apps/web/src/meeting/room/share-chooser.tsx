import { useTranslation } from 'react-i18next';
import type { Share } from '../view/scene.ts';
import { useTools } from './room-context.ts';
import styles from './share-chooser.module.css';

/** Several things are shared at once: which of them is on the stage. */
export function ShareChooser({ shares, shown }: { shares: readonly Share[]; shown: readonly string[] }) {
  const { t } = useTranslation('meeting');
  const { changeView } = useTools();
  return (
    <div role="group" aria-label={t('shares.choose')} className={styles.chooser}>
      {shares.map((share) => (
        <button
          key={share.shareId}
          type="button"
          aria-pressed={shown.includes(share.shareId)}
          className={styles.choice}
          onClick={() => changeView({ type: 'share', shareId: share.shareId })}
        >
          {share.own ? t('tile.ownShare') : share.name}
        </button>
      ))}
    </div>
  );
}
