import type { Me } from '@saal/client';
import type { PhoneBookEntry } from '@saal/protocol';
import { BookUser } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useLoaded } from '../app/use-loaded.ts';
import { Frame } from '../frame/frame.tsx';
import { useSettled } from '../people/use-settled.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { Waiting } from '../ui/spinner.tsx';
import { SearchField } from '../ui/text-field.tsx';
import { EntryRow } from './entry-row.tsx';
import { PersonCard } from './person-card.tsx';
import styles from './phone-book.module.css';

/** Faster than one notices, slower than one types. */
const PAUSE_MS = 120;

/** `/phone-book`: everybody of the house, found as one types; without a word one's own department. */
export function PhoneBookPage() {
  const { t } = useTranslation('phoneBook');
  return (
    <Frame title={t('title')} sub={t('sub')}>
      {(me) => (me.external ? <ForOwnPeople /> : <PhoneBook me={me} />)}
    </Frame>
  );
}

/** Where externals come by an address they were given. */
function ForOwnPeople() {
  const { t } = useTranslation('phoneBook');
  return (
    <EmptyState icon={<BookUser aria-hidden="true" />} title={t('own')} action={<LinkButton to="/chat">{t('ownChat')}</LinkButton>}>
      {t('ownText')}
    </EmptyState>
  );
}

function PhoneBook({ me }: { me: Me }) {
  const { t } = useTranslation('phoneBook');
  const api = useApi();
  const [text, setText] = useState('');
  const settled = useSettled(text.trim(), PAUSE_MS);
  const [shown, setShown] = useState<PhoneBookEntry>();
  const [loaded, reload] = useLoaded(useCallback(() => api.phoneBook(settled), [api, settled]));
  const section = useTypingFirst();
  const people = loaded.state === 'ready' ? loaded.value.people : [];
  return (
    <section aria-label={settled === '' ? t('colleagues') : t('results')} ref={section}>
      <div className={styles.tools}>
        <SearchField label={t('search')} value={text} onChange={setText} className={styles.search} />
        <p role="status" className={styles.count}>
          {people.length > 0 && t('count', { count: people.length })}
          {loaded.state === 'ready' && people.length === 0 && settled !== '' && t('none')}
        </p>
      </div>
      {loaded.state === 'loading' && <Waiting />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'ready' && people.length === 0 && (
        <div className={styles.empty}>
          <EmptyState icon={<BookUser aria-hidden="true" size={40} strokeWidth={1.25} />} title={t(settled === '' ? 'start' : 'none')}>
            {t(settled === '' ? 'startText' : 'noneText')}
          </EmptyState>
        </div>
      )}
      {people.length > 0 && settled === '' && <h2 className={styles.heading}>{t('colleagues')}</h2>}
      {people.length > 0 && (
        <ul className={styles.rows}>
          {people.map((entry) => (
            <EntryRow key={entry.id} entry={entry} isSelf={entry.id === me.id} onShow={() => setShown(entry)} />
          ))}
        </ul>
      )}
      {loaded.state === 'ready' && loaded.value.more && <Notice live={false}>{t('more')}</Notice>}
      {shown && <PersonCard entry={shown} isSelf={shown.id === me.id} onClose={() => setShown(undefined)} />}
    </section>
  );
}

/**
 * Who comes here wants to type: the field has the focus. Arrows go from it into the list, through it and back; all else is reached by
 * the Tab key.
 */
function useTypingFirst() {
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    const section = ref.current;
    section?.querySelector('input')?.focus();
    section?.addEventListener('keydown', walk);
    return () => section?.removeEventListener('keydown', walk);
  }, []);
  return ref;
}

function walk(event: KeyboardEvent): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  if (!(event.currentTarget instanceof HTMLElement)) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, button[data-entry]')];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  const next = at < 0 ? undefined : stops[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
