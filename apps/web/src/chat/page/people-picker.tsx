import type { Chat, ChatPerson } from '@saal/client';
import { X } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '../../app/use-loaded.ts';
import { useSettled } from '../../people/use-settled.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { SearchField } from '../../ui/text-field.tsx';
import { PresenceDot } from '../presence-dot.tsx';
import dots from '../presence-dot.module.css';
import styles from './room-list.module.css';

interface Props {
  chat: Chat;
  chosen: readonly ChatPerson[];
  onChange: (chosen: readonly ChatPerson[]) => void;
  /** Of the field. Default: name. */
  label?: string;
  /** Whether people from elsewhere may be chosen. */
  withExternals?: boolean;
  /** Whether one types here first. */
  startsHere?: boolean;
}

/** Finds people by name and gathers those chosen. */
export function PeoplePicker({ chat, chosen, onChange, label, withExternals = true, startsHere = true }: Props) {
  const { t } = useTranslation('chat');
  const [search, setSearch] = useState('');
  const wanted = useSettled(search.trim(), 200);
  const [loaded] = useLoaded(useCallback(async () => (wanted === '' ? [] : await chat.people(wanted)), [chat, wanted]));
  const found =
    loaded.state === 'ready'
      ? loaded.value.filter(
          ({ userId, isExternal }) =>
            userId !== chat.userId && (withExternals || !isExternal) && !chosen.some((one) => one.userId === userId),
        )
      : [];
  return (
    <>
      {chosen.length > 0 && (
        <ul className={styles.chosen} aria-label={t('create.chosen')}>
          {chosen.map((person) => (
            <li key={person.userId}>
              <button
                type="button"
                className={styles.chip}
                aria-label={t('create.takeOut', { name: person.displayName })}
                onClick={() => onChange(chosen.filter((one) => one !== person))}
              >
                {person.displayName} <X aria-hidden="true" size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {/* eslint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type here */}
      <SearchField label={label ?? t('create.search')} value={search} onChange={setSearch} autoFocus={startsHere} />
      <ul className={styles.found} aria-label={t('section.people')}>
        {found.map((person) => (
          <li key={person.userId}>
            <button
              type="button"
              className={styles.entry}
              onClick={() => {
                onChange([...chosen, person]);
                setSearch('');
              }}
            >
              <span className={dots.face}>
                <Avatar name={person.displayName} pictureUrl={person.avatarUrl} sizePx={32} />
                <PresenceDot userId={person.userId} />
              </span>
              <span className={styles.name}>{person.displayName}</span>
              {person.isExternal && <span className={styles.external}>{t('external')}</span>}
            </button>
          </li>
        ))}
      </ul>
      <p role="status" className={styles.none}>
        {loaded.state === 'failed' && t('page.searchFailed')}
        {loaded.state === 'ready' && wanted !== '' && found.length === 0 && t('common:nothingFound')}
      </p>
    </>
  );
}
