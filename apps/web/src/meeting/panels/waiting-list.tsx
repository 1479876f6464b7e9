import { Check, X } from 'lucide-react';
import type { WaitingView } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { clock, localTimeZone } from '../../i18n/format.ts';
import { useNow, useTools } from '../room/room-context.ts';
import { PagedPeople } from '../stage/paged-people.tsx';
import { useGrouped } from '../stage/use-grouped.ts';
import { isGreenRoom, waitingCount } from '../view/seated.ts';
import styles from './people-panel.module.css';

/** One who knocks. */
function WaitingRow({ one }: { one: WaitingView }) {
  const { t } = useTranslation('meeting');
  const { locale } = useLanguage();
  const { session, attempt } = useTools();
  return (
    <li className={styles.row}>
      <Avatar name={one.name} sizePx={36} />
      <span className={styles.words}>
        <span className={styles.name}>{one.name}</span>
        <span className={styles.details}>
          {[
            one.guest && t('guest'),
            one.external && t('external'),
            one.sentBack ? t('people.sentBack') : t('people.waitsSince', { time: clock(one.sinceMs, locale, localTimeZone()) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
      <Button
        size="small"
        variant="primary"
        aria-label={t('people.admitNamed', { name: one.name })}
        icon={<Check aria-hidden="true" size={18} />}
        onPress={() => attempt(session.admit(one.id))}
      >
        {t('people.admit')}
      </Button>
      <IconButton
        size="small"
        label={t('people.refuseNamed', { name: one.name })}
        icon={<X aria-hidden="true" size={18} />}
        onPress={() => attempt(session.refuse(one.id))}
      />
    </li>
  );
}

/** Who knocks: let in, send away, let in all. Of a crowd a page at a time. */
export function WaitingList({ search }: { search: string }) {
  const { t } = useTranslation('meeting');
  const { session, attempt } = useTools();
  const { snapshot } = useNow();
  const number = useGrouped();
  const { waiting } = snapshot;
  const count = waitingCount(snapshot);
  if (count === 0) return null;
  return (
    <section aria-label={t('people.waiting')} className={styles.waiting}>
      <div className={styles.waitingHead}>
        <h3>{count > 1 ? `${t('people.waiting')} (${number(count).number})` : t('people.waiting')}</h3>
        {/* Before an event begins, all of them are its audience: it comes in by its beginning. */}
        {count > 1 && !isGreenRoom(snapshot) && (
          <Button size="small" onPress={() => attempt(session.admitAll())}>
            {t('people.admitAll')}
          </Button>
        )}
      </div>
      {count > waiting.length ? (
        <PagedPeople
          place="waiting"
          search={search}
          label={t('people.waiting')}
          rows={(page) => page.waiting.map((one) => <WaitingRow key={one.id} one={one} />)}
        />
      ) : (
        <ul className={styles.list}>
          {waiting.map((one) => (
            <WaitingRow key={one.id} one={one} />
          ))}
        </ul>
      )}
    </section>
  );
}
