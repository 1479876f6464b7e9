import type { PhoneBookEntry } from '@saal/protocol';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../ui/avatar.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ContactButtons } from './contact-buttons.tsx';
import styles from './phone-book.module.css';
import { telOf } from './tel-of.ts';

const facts = ['department', 'title', 'office', 'phone', 'extension', 'mobile', 'email'] as const;

/** All that the house tells of somebody. Numbers and the address can be pressed and copied. */
export function PersonCard({ entry, isSelf, onClose }: { entry: PhoneBookEntry; isSelf: boolean; onClose: () => void }) {
  const { t } = useTranslation('phoneBook');
  const linked = (fact: (typeof facts)[number], value: string): ReactNode => {
    if (fact === 'email') return <a href={`mailto:${value}`}>{value}</a>;
    if (fact === 'phone' || fact === 'mobile') return <a href={telOf(entry, fact)}>{value}</a>;
    return value;
  };
  return (
    <Dialog title={entry.displayName} isOpen onOpenChange={(open) => !open && onClose()}>
      <div className={styles.card}>
        <Avatar name={entry.displayName} pictureUrl={entry.pictureUrl} sizePx={96} />
        {entry.external && <span className={styles.tag}>{t('external')}</span>}
        <dl className={styles.facts}>
          {facts.map((fact) => {
            const value = entry[fact];
            return value === undefined ? null : (
              <div key={fact}>
                <dt>{t(`field.${fact}`)}</dt>
                <dd>{linked(fact, value)}</dd>
              </div>
            );
          })}
        </dl>
        {!isSelf && <ContactButtons entry={entry} worded />}
      </div>
    </Dialog>
  );
}
