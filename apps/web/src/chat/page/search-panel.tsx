import type { Chat } from '@saal/client';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '../../app/use-loaded.ts';
import { useSettled } from '../../people/use-settled.ts';
import { SearchField } from '../../ui/text-field.tsx';
import { MessageHits } from './message-hits.tsx';
import styles from './room-list.module.css';
import { SearchProgressLine, useSearchAgain } from './search-progress.tsx';
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
  const [search, setSearch] = useState('');
  const wanted = useSettled(search.trim(), 250);
  const [loaded, searchAgain] = useLoaded(
    useCallback(async () => {
      return wanted.length > 1 ? await chat.messages(wanted, roomId) : undefined;
    }, [chat, roomId, wanted]),
  );
  useSearchAgain(chat, searchAgain);
  const hits = loaded.state === 'ready' ? loaded.value : undefined;
  return (
    <SidePanel title={t('page.searchInRoom')} onClose={onClose}>
      {/* eslint-disable-next-line jsx-a11y/no-autofocus -- it was opened to type here */}
      <SearchField label={t('page.searchMessages')} value={search} onChange={setSearch} autoFocus />
      <p role="status" className={styles.none}>
        {loaded.state === 'failed' && t('page.searchFailed')}
        {hits && t('page.hits', { count: hits.length })}
      </p>
      <MessageHits hits={hits ?? []} onOpen={(hit) => onGo(hit.eventId)} />
      <SearchProgressLine chat={chat} />
    </SidePanel>
  );
}
