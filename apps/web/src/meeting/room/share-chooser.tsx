import { useTranslation } from 'react-i18next';
import type { StageShares } from '../view/scene.ts';
import { chooserPx } from './arrangement.ts';
import { useNow, useTools } from './room-context.ts';
import styles from './share-chooser.module.css';

/** Several things are shared at once: all of them on the stage, or which one. */
export function ShareChooser({ shares }: { shares: StageShares }) {
  const { t } = useTranslation('meeting');
  const { changeView } = useTools();
  const { choices } = useNow();
  const chosen = shares.all.find((share) => share.shareId === choices.shareId)?.shareId;
  const together = chosen === undefined && shares.together.length > 1;
  const option = (key: string, pressed: boolean, shareId: string | undefined, word: string) => (
    <button key={key} type="button" aria-pressed={pressed} className={styles.choice} onClick={() => changeView({ type: 'share', shareId })}>
      {word}
    </button>
  );
  return (
    <div role="group" aria-label={t('shares.choose')} className={styles.chooser} style={{ height: chooserPx }}>
      {shares.together.length > 1 && option('all', together, undefined, t('shares.all'))}
      {shares.all.map((share) =>
        option(share.shareId, !together && shares.shown.includes(share), share.shareId, share.own ? t('shares.own') : share.name),
      )}
    </div>
  );
}
