import type { FileSource, Message, RoomChat, TimelineItem, TimelinePlace } from '@saal/client';
import { ArrowDown, ArrowUp, MessagesSquare } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState, type FocusEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { localTimeZone } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Spinner, Waiting } from '../../ui/spinner.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { useAttempt } from '../use-attempt.ts';
import { Lightbox } from './lightbox.tsx';
import { LineToolsContext, type LineTools, type MessageActions } from './message-actions.ts';
import styles from './message-list.module.css';
import { MessageRow } from './message-row.tsx';
import { rowsOf } from './rows.ts';
import { useLines } from './use-lines.ts';
import { useNewWords } from './use-new-words.ts';

export interface MessageListProps {
  chat: RoomChat;
  /** Name of the list for screen readers. */
  label: string;
  actions?: MessageActions;
  /** Where to go: when the list opens, and whenever it is another object. */
  place?: TimelinePlace;
  /** Said where nobody has written yet. */
  emptyText?: string;
}

const steps: Partial<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity };
const icon = { 'aria-hidden': true, size: 18, strokeWidth: 1.75 } as const;
const none: readonly TimelineItem[] = [];

/** The words of one room or thread, oldest first. Only what is in sight is in the page; arrow keys go through all of it. */
export function MessageList({ chat, label, actions, place, emptyText }: MessageListProps) {
  const { t } = useTranslation('chat');
  const timeline = useModel(chat.timeline);
  const items = timeline.items.length > 0 ? timeline.items : none;
  const rows = useMemo(() => rowsOf(items, timeline.readUpTo, localTimeZone()), [items, timeline.readUpTo]);
  const keys = useMemo(() => rows.map((row) => row.key), [rows]);
  const { slice, atEnd, scroller, line, toEnd, toLine, isAbove } = useLines(keys);
  const feed = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string>();
  const [goal, setGoal] = useState<{ key: string }>();
  const [wanted, setWanted] = useState<string>();
  const [shown, setShown] = useState<{ eventId: string }>();
  const [file, setFile] = useState<FileSource>();
  const [removing, setRemoving] = useState<Message>();
  const [ending, setEnding] = useState<Message>();
  const { attempt, failure, clear } = useAttempt();
  const said = useNewWords(items);

  const jumpTo = useCallback((to: TimelinePlace) => attempt(chat.goTo(to).then(setWanted)), [attempt, chat]);
  const jump = useCallback((to: string) => jumpTo({ eventId: to }), [jumpTo]);
  useEffect(() => {
    if (place) jumpTo(place);
  }, [jumpTo, place]);
  const found = wanted === undefined ? undefined : items.find((item) => item.eventId === wanted);
  if (found && wanted !== undefined) {
    // The place that was asked for has been loaded.
    setWanted(undefined);
    setShown({ eventId: wanted });
    setActive(found.key);
    toLine(found.key);
    setGoal({ key: found.key });
  }
  useEffect(() => {
    // Browsers scroll to what gets the focus, so far as it is not in sight.
    if (goal) lineIn(feed.current, goal.key)?.focus();
  }, [goal]);

  const nearTop = slice.first < 5 && timeline.hasOlder && !timeline.isLoading && timeline.error === undefined;
  const nearEnd = slice.end > keys.length - 5 && timeline.hasNewer && !timeline.isLoading && timeline.error === undefined;
  useEffect(() => {
    if (nearTop) attempt(chat.loadOlder());
    else if (nearEnd) attempt(chat.loadNewer());
  }, [attempt, chat, nearEnd, nearTop]);
  const seesEnd = atEnd && !timeline.hasNewer;
  const last = items.at(-1)?.key;
  useEffect(() => {
    if (!seesEnd || last === undefined) return;
    const read = () => {
      if (document.visibilityState === 'visible' && document.hasFocus()) chat.markRead();
    };
    read();
    window.addEventListener('focus', read);
    return () => window.removeEventListener('focus', read);
  }, [chat, last, seesEnd]);
  // What came while one read further up.
  const [seen, setSeen] = useState(last);
  if (seesEnd && seen !== last) setSeen(last);
  const unread = items.slice(items.findIndex((item) => item.key === seen) + 1).filter((one) => one.kind === 'message').length;
  const below = seesEnd ? 0 : timeline.hasNewer ? (timeline.unreadBelow ?? 0) : unread;

  const { react, send } = useMemo(
    () => ({
      react: (message: Message, key: string) => message.eventId !== undefined && attempt(chat.react(message.eventId, key)),
      send: (message: Message) => attempt(chat.retry(message.key)),
    }),
    [attempt, chat],
  );
  const { polls } = chat;
  const tools = useMemo<LineTools>(
    () => ({
      ...actions,
      jump,
      react,
      remove: setRemoving,
      retry: send,
      discard: (message) => chat.discard(message.key),
      polls: polls && {
        vote: ({ eventId: poll }, answerIds) => poll !== undefined && attempt(polls.vote(poll, answerIds)),
        end: setEnding,
      },
      show: setFile,
      fileUrl: (source, thumbnail) => chat.fileUrl(source, thumbnail),
    }),
    [actions, attempt, chat, jump, polls, react, send],
  );

  const current = active !== undefined && keys.includes(active) ? active : keys.at(-1);
  const go = (key: string) => {
    setActive(key);
    if (!lineIn(feed.current, key)) toLine(key);
    setGoal({ key });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    const on = event.target instanceof HTMLElement ? event.target : undefined;
    // Within a message (a button, a player) the keys are its own.
    if (step === undefined || current === undefined || on?.dataset['line'] === undefined || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    const key = keys[Math.max(0, Math.min(keys.length - 1, keys.indexOf(current) + step))];
    if (key !== undefined) go(key);
  };
  const onFocus = (event: FocusEvent) => {
    const key = event.target.closest<HTMLElement>('[data-line]')?.dataset['line'];
    if (key !== undefined) setActive(key);
  };
  const firstNew = rows.find((row) => row.beginsNew)?.key;
  const { readUpTo } = timeline;
  // More is new than what the room opens with.
  const newIsFar =
    readUpTo !== undefined &&
    (timeline.unreadWhenOpened ?? 0) > 0 &&
    !timeline.hasNewer &&
    timeline.hasOlder &&
    items.length > 0 &&
    !items.some((item) => item.eventId === readUpTo);
  const drawn = rows.slice(slice.first, slice.end);
  const apart = rows.find((row) => row.key === current);
  // The message with the focus stays in the page, or the focus would be lost with it.
  const aside = apart && !drawn.includes(apart) ? apart : undefined;
  const row = (one: (typeof rows)[number], away = false) => (
    <MessageRow
      key={one.key}
      row={one}
      place={keys.indexOf(one.key) + 1}
      count={timeline.hasOlder || timeline.hasNewer ? -1 : keys.length}
      isCurrent={one.key === current}
      isShown={shown !== undefined && one.item.eventId === shown.eventId}
      away={away}
      lineRef={away ? undefined : line}
    />
  );

  return (
    <LineToolsContext value={tools}>
      <div className={styles.frame}>
        <div ref={scroller} className={styles.scroller} data-scrolls>
          {timeline.error !== undefined && (
            <Notice
              tone="error"
              code={timeline.error}
              actions={
                <Button size="small" onPress={() => attempt(chat.loadOlder())}>
                  {t('common:retry')}
                </Button>
              }
            >
              {t('list.failed')}
            </Notice>
          )}
          {timeline.isLoading && items.length > 0 && (
            <div className={styles.older} role="status">
              <Spinner small /> {t('list.loading')}
            </div>
          )}
          {items.length === 0 && timeline.error === undefined && (
            <div className={styles.empty}>
              {timeline.isLoading ? (
                <Waiting label={t('list.loading')} />
              ) : (
                <EmptyState icon={<MessagesSquare aria-hidden="true" size={40} strokeWidth={1.25} />} title={t('list.empty')}>
                  {emptyText ?? t('list.emptyText')}
                </EmptyState>
              )}
            </div>
          )}
          {items.length > 0 && (
            // Arrow keys move among the messages, as in a feed of articles.
            // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
            <div
              ref={feed}
              role="feed"
              aria-label={label}
              aria-busy={timeline.isLoading}
              onKeyDown={onKeyDown}
              onFocus={onFocus}
              className={styles.feed}
            >
              <div aria-hidden="true" style={{ blockSize: slice.beforePx }} />
              {aside && row(aside, true)}
              {drawn.map((one) => row(one))}
              <div aria-hidden="true" style={{ blockSize: slice.afterPx }} />
            </div>
          )}
        </div>
        {((firstNew !== undefined && isAbove(firstNew)) || newIsFar) && (
          <Button
            size="small"
            icon={<ArrowUp {...icon} />}
            className={styles.toNew}
            onPress={() => (firstNew === undefined ? jump(readUpTo ?? '') : go(firstNew))}
          >
            {t('list.toNew')}
          </Button>
        )}
        {!seesEnd && items.length > 0 && (
          <Button
            size="small"
            icon={<ArrowDown {...icon} />}
            className={styles.toEnd}
            onPress={() => {
              chat.goToEnd();
              toEnd();
            }}
          >
            {below > 0 ? t('list.toEndCount', { count: below }) : t('list.toEnd')}
          </Button>
        )}
        {failure && <ChatFailure failure={failure} onClose={clear} className={styles.failure} />}
        <p className={styles.said} role="log" aria-live="polite" aria-label={t('list.announcements')}>
          {said}
        </p>
      </div>
      {file && <Lightbox file={file} fileUrl={chat.fileUrl.bind(chat)} onClose={() => setFile(undefined)} />}
      <ConfirmDialog
        title={t('message.deleteTitle')}
        confirm={t('message.delete')}
        danger
        isOpen={removing !== undefined}
        onOpenChange={(open) => !open && setRemoving(undefined)}
        onConfirm={() => {
          if (removing?.eventId !== undefined) attempt(chat.remove(removing.eventId));
          setRemoving(undefined);
        }}
      >
        <p>{t('message.deleteText')}</p>
      </ConfirmDialog>
      <ConfirmDialog
        title={t('poll.endTitle')}
        confirm={t('poll.end')}
        isOpen={ending !== undefined}
        onOpenChange={(open) => !open && setEnding(undefined)}
        onConfirm={() => {
          if (ending?.eventId !== undefined && polls) attempt(polls.end(ending.eventId));
          setEnding(undefined);
        }}
      >
        <p>{t('poll.endText')}</p>
      </ConfirmDialog>
    </LineToolsContext>
  );
}

function lineIn(feed: HTMLElement | null, key: string): HTMLElement | null | undefined {
  return feed?.querySelector<HTMLElement>(`[data-line="${CSS.escape(key)}"]`);
}
