import type { Message } from '@saal/client';
import { Clock3, Lock, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { linked } from './linked.tsx';
import { FileView } from './file-view.tsx';
import { MeetingCard, meetingIn } from './meeting-card.tsx';
import styles from './message-body.module.css';
import { PollView } from './poll-view.tsx';

const icon = { 'aria-hidden': true, size: 16, strokeWidth: 1.75 } as const;

/** What was written or sent. Formatted text comes sanitised from the model. `reachable`: Tab stops in it. */
export function MessageBodyView({ message, reachable }: { message: Message; reachable: boolean }) {
  const { t } = useTranslation('chat');
  const { body } = message;
  switch (body.type) {
    case 'text': {
      const meetingId = meetingIn(body.text);
      return (
        <>
          {body.html === undefined ? <p className={styles.plain}>{linked(body.text)}</p> : <Formatted html={body.html} />}
          {meetingId !== undefined && <MeetingCard meetingId={meetingId} />}
        </>
      );
    }
    case 'image':
    case 'file':
    case 'audio':
    case 'video':
      return (
        <>
          <FileView type={body.type} file={body.file} caption={body.text} uploaded={message.uploaded} reachable={reachable} />
          {body.text !== undefined && <p className={styles.plain}>{linked(body.text)}</p>}
        </>
      );
    case 'poll':
      return <PollView message={message} poll={body.poll} reachable={reachable} />;
    case 'sealed':
      return (
        <p className={styles.aside}>
          {body.isWaiting ? <Clock3 {...icon} /> : <Lock {...icon} />}
          {t(
            body.because === undefined
              ? body.isWaiting
                ? 'message.sealedWaiting'
                : 'message.sealed'
              : `message.sealedBecause.${body.because}`,
          )}
        </p>
      );
    case 'deleted':
      return (
        <p className={styles.aside}>
          <Trash2 {...icon} />
          {body.byName === undefined ? t('message.deleted') : t('message.deletedBy', { name: body.byName })}
        </p>
      );
  }
}

/** Links go to their own window and tell nothing; pictures from elsewhere are not fetched (the policy of the page forbids them too). */
function Formatted({ html }: { html: string }) {
  return (
    <div
      className={styles.formatted}
      ref={(element) => {
        if (!element) return;
        for (const link of element.querySelectorAll('a')) {
          link.rel = 'noopener noreferrer';
          link.target = '_blank';
        }
      }}
      dangerouslySetInnerHTML={{ __html: html.replace(/<img\b[^>]*>/gi, '') }}
    />
  );
}
