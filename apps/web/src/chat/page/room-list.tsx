import type { Chat, ChatPerson, MessageHit, RoomSummary } from '@saal/client';
import { Link } from '@tanstack/react-router';
import { MessageSquarePlus, Settings } from 'lucide-react';
import { useCallback, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '../../app/use-loaded.ts';
import { useSettled } from '../../people/use-settled.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { IconButton } from '../../ui/button.tsx';
import { SearchField } from '../../ui/text-field.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { useAttempt } from '../use-attempt.ts';
import styles from './room-list.module.css';
import { MessageHits } from './message-hits.tsx';
import { NoRooms } from './no-rooms.tsx';
import { RoomEntry } from './room-entry.tsx';
import { SearchProgressLine, useSearchAgain } from './search-progress.tsx';
import { sectionsOf } from './sections.ts';

interface Props {
  chat: Chat;
  rooms: readonly RoomSummary[];
  roomId: string | undefined;
  onOpen: (roomId: string, eventId?: string) => void;
  onNew: () => void;
}

/** All rooms by kind; the field above finds rooms, people and messages. Arrow keys go through the list. */
export function RoomList({ chat, rooms, roomId, onOpen, onNew }: Props) {
  const { t } = useTranslation('chat');
  const [search, setSearch] = useState('');
  const { attempt, failure, clear } = useAttempt();
  const sections = sectionsOf(rooms, search);
  const write = (person: ChatPerson) =>
    attempt(
      chat.direct(person.userId).then((id) => {
        setSearch('');
        onOpen(id);
      }),
    );
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    const on = event.target instanceof HTMLElement ? event.target : undefined;
    if (step === undefined || (on instanceof HTMLInputElement && Math.abs(step) > 1)) return;
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-entry]')];
    const at = on ? all.indexOf(on) : -1;
    event.preventDefault();
    if (at < 0) all[0]?.focus();
    else if (at === 0 && step === -1) event.currentTarget.querySelector('input')?.focus();
    else all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
  };
  const first = sections[0]?.rooms[0];
  return (
    // Arrow keys move among its links.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={styles.list} onKeyDown={onKeyDown}>
      <div className={styles.head}>
        <h2>{t('title')}</h2>
        <Link to="/chat/settings" className={styles.settings} aria-label={t('settings.title')} title={t('settings.title')}>
          <Settings aria-hidden="true" size={20} strokeWidth={1.75} />
        </Link>
        <IconButton label={t('page.new')} icon={<MessageSquarePlus aria-hidden="true" size={20} strokeWidth={1.75} />} onPress={onNew} />
      </div>
      <SearchField
        label={t('page.search')}
        value={search}
        onChange={setSearch}
        className={styles.search}
        onSubmit={() => first && onOpen(first.roomId)}
      />
      {failure !== undefined && <ChatFailure failure={failure} onClose={clear} />}
      <nav aria-label={t('page.rooms')} className={styles.scroller} data-scrolls>
        {rooms.length === 0 && search === '' && (
          // On wide screens the space beside the list says it.
          <div className={styles.first}>
            <NoRooms onNew={onNew} />
          </div>
        )}
        {sections.map((section) => (
          <section key={section.key} aria-label={section.title ?? t(`section.${section.kind}`)}>
            <h3 className={styles.title}>{section.title ?? t(`section.${section.kind}`)}</h3>
            <ul>
              {section.rooms.map((room) => (
                <RoomEntry key={room.roomId} room={room} isOpen={room.roomId === roomId} />
              ))}
            </ul>
          </section>
        ))}
        {search.trim().length > 1 && <Found chat={chat} rooms={rooms} search={search} onOpen={onOpen} onPerson={write} />}
      </nav>
    </div>
  );
}

type FoundProps = Pick<Props, 'chat' | 'rooms' | 'onOpen'> & { search: string; onPerson: (person: ChatPerson) => void };
type Hits = { people: ChatPerson[]; messages: MessageHit[] };

/** People and messages that fit, as one pauses in typing. */
function Found({ chat, rooms, search, onOpen, onPerson }: FoundProps) {
  const { t } = useTranslation('chat');
  const wanted = useSettled(search.trim(), 250);
  const [loaded, searchAgain] = useLoaded<Hits>(
    useCallback(async () => {
      const [people, messages] = await Promise.all([chat.people(wanted), chat.messages(wanted)]);
      return { people, messages };
    }, [chat, wanted]),
  );
  useSearchAgain(chat, searchAgain);
  if (loaded.state === 'failed') return <p className={styles.none}>{t('page.searchFailed')}</p>;
  if (loaded.state === 'loading') return <p className={styles.none}>{t('common:loading')}</p>;
  const { people, messages } = loaded.value;
  const others = people.filter((person) => person.userId !== chat.userId);
  const isWords = ({ kind }: MessageHit) => kind === 'text';
  const sections = [
    ['messages', messages.filter(isWords)],
    ['files', messages.filter((hit) => !isWords(hit))],
  ] as const;
  return (
    <>
      {others.length > 0 && (
        <section aria-label={t('section.people')}>
          <h3 className={styles.title}>{t('section.people')}</h3>
          <ul>
            {others.map((person) => (
              <li key={person.userId}>
                <button type="button" data-entry className={styles.entry} onClick={() => onPerson(person)}>
                  <Avatar name={person.displayName} pictureUrl={person.avatarUrl} sizePx={36} />
                  <span className={styles.name}>{person.displayName}</span>
                  {person.isExternal && <span className={styles.external}>{t('external')}</span>}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {sections.map(
        ([kind, hits]) =>
          hits.length > 0 && (
            <section key={kind} aria-label={t(`section.${kind}`)}>
              <h3 className={styles.title}>{t(`section.${kind}`)}</h3>
              <MessageHits hits={hits} rooms={rooms} onOpen={(hit) => onOpen(hit.roomId, hit.eventId)} />
            </section>
          ),
      )}
      <SearchProgressLine chat={chat} />
      <p role="status" className={styles.none}>
        {others.length + messages.length === 0 ? t('common:nothingFound') : ''}
      </p>
    </>
  );
}
