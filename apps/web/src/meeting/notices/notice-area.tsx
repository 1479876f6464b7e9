import type { AudioOutput } from '@saal/client/join';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../ui/button.tsx';
import { isUrgent, type Notice } from './notice.ts';
import styles from './notice-area.module.css';
import { useNotices, type NoticeQueue } from './use-notices.ts';
import { useNoticeActions } from './use-notice-actions.ts';
import { useNoticeText } from './use-notice-text.ts';

/** The one place for notices, top centre. Both regions stay in the page so that what appears in them is read out once. */
export function NoticeArea({ queue, audio }: { queue: NoticeQueue; audio: AudioOutput }) {
  const { t } = useTranslation('meeting');
  const { notice, close } = useNotices(queue, audio);
  const urgent = notice !== undefined && isUrgent(notice);
  return (
    <section className={styles.area} aria-label={t('region.notices')} data-region="notices" tabIndex={-1}>
      <div role="alert">{notice && urgent && <Shown key={notice.key} notice={notice} close={close} audio={audio} />}</div>
      <div role="status">{notice && !urgent && <Shown key={notice.key} notice={notice} close={close} audio={audio} />}</div>
    </section>
  );
}

function Shown({ notice, close, audio }: { notice: Notice; close: () => void; audio: AudioOutput }) {
  const { t } = useTranslation('meeting');
  const text = useNoticeText()(notice);
  const actions = useNoticeActions(notice, close, audio);
  return (
    <div className={styles.notice} data-notice={notice.kind} data-urgent={isUrgent(notice) || undefined}>
      <p>{text}</p>
      <div className={styles.actions}>
        {actions.map(({ label, run, main }) => (
          <Button key={label} variant={main ? 'primary' : 'secondary'} onPress={run}>
            {label}
          </Button>
        ))}
        {notice.kind !== 'reconnecting' && notice.kind !== 'sound-blocked' && (
          <IconButton label={t('notice.close')} icon={<X aria-hidden="true" size={20} />} onPress={close} />
        )}
      </div>
    </div>
  );
}
