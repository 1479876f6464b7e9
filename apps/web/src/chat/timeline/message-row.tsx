import type { Message, RoomNotice } from '@saal/client';
import { useId, useState, type KeyboardEvent, type MouseEvent, type RefCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { useNow } from '../../app/use-now.ts';
import { clock, day, dayAndClock, localTimeZone } from '../../i18n/format.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { classes } from '../../ui/classes.ts';
import { MessageBodyView } from './message-body.tsx';
import { MessageMenu } from './message-menu.tsx';
import { MessageFoot } from './message-foot.tsx';
import { useLineTools } from './message-actions.ts';
import styles from './message-row.module.css';
import type { Row } from './rows.ts';

interface MessageRowProps {
  row: Row;
  /** Of all, from 1. */
  place: number;
  /** -1: not all are loaded. */
  count: number;
  /** The one that Tab leads to. */
  isCurrent: boolean;
  /** Somebody was led to it. */
  isShown: boolean;
  /** Out of sight, kept for its focus. */
  away: boolean;
  lineRef: RefCallback<HTMLElement> | undefined;
}

/** One line of the list: a person's words or what happened to the room, below the day or the mark of what is new. */
export function MessageRow({ row, place, count, isCurrent, isShown, away, lineRef }: MessageRowProps) {
  const { t } = useTranslation('chat');
  const id = useId();
  const [hovered, setHovered] = useState(false);
  const [menuAt, setMenuAt] = useState<'button' | 'line'>();
  const { item } = row;
  const message = item.kind === 'message' ? item : undefined;
  const openMenu = (event: KeyboardEvent | MouseEvent) => {
    if (!message) return;
    event.preventDefault();
    setMenuAt('line');
  };
  return (
    // A feed's articles take the focus and answer to keys (ARIA practices, feed).
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <article
      ref={lineRef}
      data-line={row.key}
      data-shown={isShown || undefined}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={isCurrent ? 0 : -1}
      aria-labelledby={`${id}-who ${id}-what`}
      aria-posinset={place}
      aria-setsize={count}
      className={classes(styles.line, away && styles.away)}
      onMouseEnter={() => setHovered(true)}
      onMouseLeave={() => setHovered(false)}
      onContextMenu={(event) => {
        // A selection or a link keeps the browser's own menu.
        const on = event.target instanceof Element ? event.target : undefined;
        if (on?.closest('a, img, video, audio') || window.getSelection()?.toString()) return;
        openMenu(event);
      }}
      onKeyDown={(event) => {
        if (event.target === event.currentTarget && event.key === 'Enter') openMenu(event);
      }}
    >
      {row.beginsDay && <DayLine atMs={item.atMs} reachable={isCurrent} />}
      {row.beginsNew && (
        <p className={styles.new}>
          <span>{t('list.new')}</span>
        </p>
      )}
      {message ? (
        <div className={styles.message} data-follows={row.follows || undefined} data-mention={message.mentionsMe || undefined}>
          <Who message={message} follows={row.follows} id={`${id}-who`} />
          <div id={`${id}-what`} className={styles.words}>
            {message.replyTo && <Quote replyTo={message.replyTo} />}
            <MessageBodyView message={message} reachable={isCurrent} />
            <MessageFoot message={message} reachable={isCurrent} />
          </div>
          {(hovered || isCurrent || menuAt !== undefined) && message.body.type !== 'deleted' && (
            <MessageMenu
              message={message}
              reachable={isCurrent}
              isOpen={menuAt !== undefined}
              onOpenChange={(open) => setMenuAt(open ? 'button' : undefined)}
            />
          )}
        </div>
      ) : (
        item.kind === 'notice' && <NoticeLine notice={item} id={id} />
      )}
    </article>
  );
}

/** Leads to other days where that is offered. */
function DayLine({ atMs, reachable }: { atMs: number; reachable: boolean }) {
  const { t } = useTranslation('chat');
  const { locale } = useLanguage();
  const { chooseDay } = useLineTools();
  const nowMs = useNow();
  const name = day(atMs, locale, localTimeZone(), nowMs);
  return (
    <p className={styles.day}>
      {chooseDay ? (
        <button
          type="button"
          tabIndex={reachable ? 0 : -1}
          className={styles.otherDay}
          aria-label={t('jump.fromDay', { day: name })}
          onClick={() => chooseDay(atMs)}
        >
          {name}
        </button>
      ) : (
        <span>{name}</span>
      )}
    </p>
  );
}

function Who({ message, follows, id }: { message: Message; follows: boolean; id: string }) {
  const { t } = useTranslation('chat');
  const { locale } = useLanguage();
  const tools = useLineTools();
  const { sender } = message;
  const time = (
    <time
      dateTime={new Date(message.atMs).toISOString()}
      title={dayAndClock(message.atMs, locale, localTimeZone())}
      className={styles.time}
    >
      {clock(message.atMs, locale, localTimeZone())}
    </time>
  );
  const name = message.isOwn ? t('message.you', { name: sender.displayName }) : sender.displayName;
  return (
    <>
      <span className={styles.face} aria-hidden="true">
        {follows ? time : <Avatar name={sender.displayName} pictureUrl={sender.avatarUrl} sizePx={36} />}
      </span>
      <span id={id} className={classes(styles.who, follows && styles.hidden)}>
        {tools.person && !follows && !message.isOwn ? (
          <button type="button" tabIndex={-1} className={styles.name} onClick={() => tools.person?.(sender)}>
            {name}
          </button>
        ) : (
          <span className={styles.name}>{name}</span>
        )}
        {sender.isExternal && <span className={styles.external}>{t('external')}</span>} {time}
      </span>
    </>
  );
}

function Quote({ replyTo }: { replyTo: NonNullable<Message['replyTo']> }) {
  const { t } = useTranslation('chat');
  const { jump } = useLineTools();
  return (
    <button
      type="button"
      className={styles.quote}
      aria-label={t('message.quote', { name: replyTo.senderName ?? t('message.somebody'), text: replyTo.text ?? '' })}
      onClick={() => jump(replyTo.eventId)}
    >
      <strong>{replyTo.senderName ?? t('message.somebody')}</strong>
      <span>{replyTo.text ?? t('message.quoteUnknown')}</span>
    </button>
  );
}

function NoticeLine({ notice, id }: { notice: RoomNotice; id: string }) {
  const { t } = useTranslation('chat');
  const { locale } = useLanguage();
  return (
    <p className={styles.notice}>
      <span id={`${id}-what`}>
        {t(`notice.${notice.what}`, {
          ...{ name: notice.byName, about: notice.about ?? '', minutes: notice.call?.minutes ?? 0 },
          ...(notice.call ? { count: notice.call.came } : {}),
        })}
      </span>{' '}
      <time id={`${id}-who`} dateTime={new Date(notice.atMs).toISOString()}>
        {clock(notice.atMs, locale, localTimeZone())}
      </time>
    </p>
  );
}
