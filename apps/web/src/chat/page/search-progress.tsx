import type { Chat } from '@saal/client';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { useModel } from '../../app/use-model.ts';
import { grouped } from '../../i18n/format.ts';
import { useSettled } from '../../people/use-settled.ts';
import { Button } from '../../ui/button.tsx';
import styles from './room-list.module.css';

/** Searches again once more can be found; not while much comes, as each time asks the server, too. */
export function useSearchAgain(chat: Chat, search: () => void): void {
  const { messages } = useModel(chat.searchProgress);
  // Right after opening not all rooms are known, and nothing of unknown ones is shown.
  const rooms = useModel(chat.rooms).length;
  const findable = useSettled(`${messages} ${rooms}`, 1_000);
  const last = useRef(findable);
  useEffect(() => {
    if (last.current === findable) return;
    last.current = findable;
    search();
  }, [findable, search]);
}

/** How far encrypted rooms are read for the search of this device; nothing once they are. */
export function SearchProgressLine({ chat }: { chat: Chat }) {
  const { t } = useTranslation('chat');
  const { locale } = useLanguage();
  const { phase, messages, roomsLeft } = useModel(chat.searchProgress);
  if (phase === 'done') return null;
  return (
    <div className={styles.progress}>
      <p>{t(phase === 'paused' ? 'search.paused' : 'search.reading', { messages: grouped(messages, locale), count: roomsLeft })}</p>
      <Button size="small" variant="quiet" onPress={() => chat.pauseSearchReading(phase === 'running')}>
        {t(phase === 'paused' ? 'search.goOn' : 'search.pause')}
      </Button>
    </div>
  );
}
