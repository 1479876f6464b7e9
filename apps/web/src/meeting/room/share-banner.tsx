import { MonitorUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { useSelected } from '../model/use-selected.ts';
import { useTools } from './room-context.ts';
import styles from './share-banner.module.css';

/** As long as one shares, it says so, and how to end it. */
export function ShareBanner() {
  const { t } = useTranslation('meeting');
  const { media, attempt } = useTools();
  const shares = useSelected(media, (state) => state.shares);
  return shares.map((share) => (
    <div key={share.shareId} className={styles.banner}>
      <MonitorUp aria-hidden="true" size={20} strokeWidth={1.75} />
      <span>{share.withSound ? t('notice.sharingNowSound') : t('notice.sharingNow')}</span>
      <Button size="small" variant="danger" onPress={() => attempt(media.stopShare(share.shareId))}>
        {t('notice.stopSharing')}
      </Button>
    </div>
  ));
}
