import type { Chat } from '@saal/client';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { dayAndClock, localTimeZone } from '../../i18n/format.ts';
import { useSettled } from '../../people/use-settled.ts';
import { SearchField } from '../../ui/text-field.tsx';
import styles from './room-list.module.css';
import { SidePanel } from './side-panel.tsx';

/** Finds messages of one room. */
export function SearchPanel({
  chat,
  roomId,
  onClose,
  onGo,
}: {
  chat: Chat;
  roomId: string;
  onClose: () => void;
  onGo: (eventId: string) => void;
}) {
  const { t } = useTranslation('chat');
  const { locale } = useLanguage();
  const [search, setSearch] = useState('');
  const wanted = useSettled(search.trim(), 250);
  const [loaded] = useLoaded(
    useCallback(async () => (wanted.length > 1 ? await chat.messages(wanted, roomId) : undefined), [chat, roomId, wanted]),
  );
  const hits = loaded.state === 'ready' ? loaded.value : undefined;
  return (
    <SidePanel title={t('page.searchInRoom')} onClose={onClose}>
      {/* eslint-disable-next-line jsx-a11y/no-autofocus -- it was opened to type here */}
      <SearchField label={t('page.searchMessages')} value={search} onChange={setSearch} autoFocus />
      <p role="status" className={styles.none}>
        {loaded.state === 'failed' && t('page.searchFailed')}
        {hits && t('page.hits', { count: hits.length })}
      </p>
      <ul>
        {hits?.map((hit) => (
          <li key={hit.eventId}>
            <button type="button" className={styles.hit} onClick={() => onGo(hit.eventId)}>
              <span className={styles.where}>
                {hit.senderName}, {dayAndClock(hit.atMs, locale, localTimeZone())}
              </span>
              <span className={styles.line}>{hit.text}</span>
            </button>
          </li>
        ))}
      </ul>
    </SidePanel>
  );
}
