import type { PlannedMessage, PlannedMessages } from '@saal/client';
import { CircleAlert, Clock3, MoreHorizontal, Pencil, SendHorizontal, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { useModel } from '../../app/use-model.ts';
import { clock, localTimeZone, shortDay } from '../../i18n/format.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu, MenuItem, MenuTrigger } from '../../ui/menu.tsx';
import { MomentDialog } from '../moment-dialog.tsx';
import styles from './planned-list.module.css';

interface Props {
  planned: PlannedMessages;
  attempt: (running: Promise<unknown>) => void;
}

const icon = { 'aria-hidden': true, size: 18, strokeWidth: 1.75 } as const;

/** What goes out later, above the field; nothing while nothing is planned. */
export function PlannedList({ planned, attempt }: Props) {
  const { t } = useTranslation('chat');
  const list = useModel(planned.list);
  const [changing, setChanging] = useState<PlannedMessage>();
  if (list.length === 0) return null;
  return (
    <>
      <ul className={styles.list} aria-label={t('later.planned')}>
        {list.map((one) => (
          <Line key={one.plannedId} one={one} planned={planned} attempt={attempt} onChange={() => setChanging(one)} />
        ))}
      </ul>
      {changing && (
        <MomentDialog
          title={t('later.changeTitle')}
          confirm={t('common:save')}
          atMs={changing.atMs}
          text={changing.text}
          onClose={() => setChanging(undefined)}
          onChoose={(atMs, text) => {
            setChanging(undefined);
            attempt(planned.change(changing.plannedId, { text, atMs }));
          }}
        />
      )}
    </>
  );
}

function Line({ one, planned, attempt, onChange }: Props & { one: PlannedMessage; onChange: () => void }) {
  const { t } = useTranslation('chat');
  const { locale } = useLanguage();
  const { plannedId, text, atMs, failure } = one;
  const act = (key: React.Key) => {
    if (key === 'change') onChange();
    else if (key === 'now') attempt(planned.change(plannedId, { text, atMs: Date.now() }));
    else attempt(planned.cancel(plannedId));
  };
  return (
    <li className={styles.line} data-failed={failure !== undefined || undefined}>
      {failure === undefined ? <Clock3 {...icon} /> : <CircleAlert {...icon} />}
      <span className={styles.words}>
        <span className={styles.when}>
          {failure === undefined
            ? t('later.at', { when: `${shortDay(atMs, locale, localTimeZone())}, ${clock(atMs, locale, localTimeZone())}` })
            : t('later.refused')}
        </span>
        <span className={styles.text}>{text === '' ? t('kind.sealed') : text}</span>
      </span>
      <MenuTrigger>
        <IconButton size="small" label={t('later.more')} icon={<MoreHorizontal {...icon} />} />
        <Menu placement="top end" aria-label={t('later.more')} onAction={act}>
          {text !== '' && (
            <MenuItem id="now" icon={<SendHorizontal {...icon} />}>
              {t('later.now')}
            </MenuItem>
          )}
          {text !== '' && (
            <MenuItem id="change" icon={<Pencil {...icon} />}>
              {t('later.change')}
            </MenuItem>
          )}
          <MenuItem id="delete" danger icon={<Trash2 {...icon} />}>
            {t('message.delete')}
          </MenuItem>
        </Menu>
      </MenuTrigger>
    </li>
  );
}
