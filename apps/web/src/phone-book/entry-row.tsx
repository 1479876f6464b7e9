import type { PhoneBookEntry } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../ui/avatar.tsx';
import { ContactButtons } from './contact-buttons.tsx';
import styles from './phone-book.module.css';
import { telOf } from './tel-of.ts';

/** One person: who, where, which number; the name opens the card. */
export function EntryRow({ entry, isSelf, onShow }: { entry: PhoneBookEntry; isSelf: boolean; onShow: () => void }) {
  const { t } = useTranslation('phoneBook');
  const { displayName, department, title, phone, extension, external } = entry;
  const number = phone ?? extension;
  return (
    <li className={styles.row}>
      <Avatar name={displayName} pictureUrl={entry.pictureUrl} />
      <div className={styles.who}>
        <button type="button" data-entry className={styles.name} aria-haspopup="dialog" onClick={onShow}>
          {displayName}
        </button>
        {isSelf && <span className={styles.mark}> ({t('you')})</span>}
        {external && <span className={styles.tag}>{t('external')}</span>}
        <p className={styles.sub}>{[title, department].filter((fact) => fact !== undefined).join(' · ')}</p>
      </div>
      {number === undefined ? (
        <span />
      ) : (
        <a className={styles.number} href={phone === undefined ? `tel:${number.replace(/\D/g, '')}` : telOf(entry, 'phone')}>
          {number}
        </a>
      )}
      {isSelf ? <span /> : <ContactButtons entry={entry} />}
    </li>
  );
}
