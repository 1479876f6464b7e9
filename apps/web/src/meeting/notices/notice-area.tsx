import type { AudioOutput } from '@saal/client/join';
import { X } from 'lucide-react';
import { useCallback, useLayoutEffect, useRef } from 'react';
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
  const area = useRef<HTMLElement>(null);
  const lost = useRef(false);
  const onLost = useCallback(() => void (lost.current = true), []);
  const takesFocus = notice?.kind === 'event' && notice.event.type === 'came-up';
  const key = notice?.key;
  useLayoutEffect(() => {
    const answered = lost.current;
    lost.current = false;
    if ((!answered && !takesFocus) || document.activeElement !== document.body) return;
    // Whoever answered goes on with what follows, or with the bar; never from the page's beginning (X03).
    const next = area.current?.querySelector('button') ?? document.querySelector<HTMLElement>('[data-region="bar"] button:not([disabled])');
    next?.focus();
  }, [key, takesFocus]);
  return (
    <section ref={area} className={styles.area} aria-label={t('region.notices')} data-region="notices" tabIndex={-1}>
      <div role="alert">{notice && urgent && <Shown key={notice.key} notice={notice} close={close} audio={audio} onLost={onLost} />}</div>
      <div role="status">{notice && !urgent && <Shown key={notice.key} notice={notice} close={close} audio={audio} onLost={onLost} />}</div>
    </section>
  );
}

/** What has an answer for "no" needs no other way out. */
function closable(notice: Notice): boolean {
  if (notice.kind === 'event') return notice.event.type !== 'came-up';
  return notice.kind !== 'reconnecting' && notice.kind !== 'sound-blocked' && notice.kind !== 'stage-invited';
}

type ShownProps = { notice: Notice; close: () => void; audio: AudioOutput; onLost: () => void };

/** One notice. `onLost`: it goes while something in it has the focus. */
function Shown({ notice, close, audio, onLost }: ShownProps) {
  const { t } = useTranslation('meeting');
  const text = useNoticeText()(notice);
  const actions = useNoticeActions(notice, close, audio);
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const shown = element.current;
    return () => {
      if (shown?.contains(document.activeElement)) onLost();
    };
  }, [onLost]);
  return (
    <div ref={element} className={styles.notice} data-notice={notice.kind} data-urgent={isUrgent(notice) || undefined}>
      <p>{text}</p>
      <div className={styles.actions}>
        {actions.map(({ label, run, main }) => (
          <Button key={label} variant={main ? 'primary' : 'secondary'} onPress={run}>
            {label}
          </Button>
        ))}
        {closable(notice) && <IconButton label={t('notice.close')} icon={<X aria-hidden="true" size={20} />} onPress={close} />}
      </div>
    </div>
  );
}
