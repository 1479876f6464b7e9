import { Check, X } from 'lucide-react';
import type { WaitingView } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { clock, localTimeZone } from '../../i18n/format.ts';
import { useTools } from '../room/room-context.ts';
import styles from './people-panel.module.css';

/** Who knocks: let in, send away, let in all. */
export function WaitingList({ waiting }: { waiting: readonly WaitingView[] }) {
  const { t } = useTranslation('meeting');
  const { locale } = useLanguage();
  const { session, attempt } = useTools();
  return (
    <section aria-label={t('people.waiting')} className={styles.waiting}>
      <div className={styles.waitingHead}>
        <h3>{t('people.waiting')}</h3>
        {waiting.length > 1 && (
          <Button size="small" onPress={() => attempt(session.admitAll())}>
            {t('people.admitAll')}
          </Button>
        )}
      </div>
      <ul className={styles.list}>
        {waiting.map((one) => (
          <li key={one.id} className={styles.row}>
            <Avatar name={one.name} sizePx={36} />
            <span className={styles.words}>
              <span className={styles.name}>{one.name}</span>
              <span className={styles.details}>
                {[
                  one.guest && t('guest'),
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
        ))}
      </ul>
    </section>
  );
}
