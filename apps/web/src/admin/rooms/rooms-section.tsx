import type { ResourceView } from '@saal/client';
import { CalendarDays, DoorOpen, Pencil, Plus, Trash2 } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import styles from '../admin.module.css';
import { RoomDayDialog } from './room-day-dialog.tsx';
import { RoomDialog } from './room-dialog.tsx';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;
type Asked = { to: 'change' | 'withdraw' | 'day'; room: ResourceView } | { to: 'add' };

/** `/admin/rooms`: meeting rooms and things that can be booked, and how a day of each looks. */
export function RoomsSection() {
  const { t } = useTranslation('planning');
  const api = useApi();
  const [loaded, reload] = useLoaded(useCallback(() => api.resources(), [api]));
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const changed = () => {
    close();
    reload();
  };
  const withdraw = useAction(async ({ id }: ResourceView) => {
    await api.withdrawResource(id);
    changed();
  });
  if (loaded.state === 'loading') return <Waiting />;
  if (loaded.state === 'failed')
    return <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />;
  const { resources } = loaded.value;
  return (
    <div className={styles.list}>
      <p className={styles.lead}>{t('rooms.lead')}</p>
      <div>
        <Button icon={<Plus {...icon} />} onPress={() => setAsked({ to: 'add' })}>
          {t('rooms.add')}
        </Button>
      </div>
      {withdraw.error && <ErrorNotice error={withdraw.error} />}
      {resources.length === 0 ? (
        <EmptyState icon={<DoorOpen aria-hidden="true" size={40} strokeWidth={1.25} />} title={t('rooms.none')}>
          {t('rooms.noneText')}
        </EmptyState>
      ) : (
        <ul className={styles.rows} aria-label={t('rooms.list')}>
          {resources.map((room) => {
            const { id, name, building, seats, equipment } = room;
            const facts = [building, seats === null ? '' : t('rooms.seats', { count: seats }), equipment];
            return (
              <li key={id} className={styles.row}>
                <div>
                  <h2 className={styles.rowTitle}>{name}</h2>
                  <p className={styles.rowSub}>{facts.filter((fact) => fact !== '').join(' · ')}</p>
                </div>
                <div className={styles.rowActions}>
                  <IconButton
                    label={t('rooms.showDayOf', { name })}
                    icon={<CalendarDays {...icon} />}
                    onPress={() => setAsked({ to: 'day', room })}
                  />
                  <IconButton
                    label={t('rooms.change', { name })}
                    icon={<Pencil {...icon} />}
                    onPress={() => setAsked({ to: 'change', room })}
                  />
                  <IconButton
                    label={t('rooms.withdraw', { name })}
                    icon={<Trash2 {...icon} />}
                    onPress={() => setAsked({ to: 'withdraw', room })}
                  />
                </div>
              </li>
            );
          })}
        </ul>
      )}
      {asked?.to === 'add' && <RoomDialog room={undefined} onClose={close} onSaved={changed} />}
      {asked?.to === 'change' && <RoomDialog room={asked.room} onClose={close} onSaved={changed} />}
      {asked?.to === 'day' && <RoomDayDialog room={asked.room} onClose={close} />}
      {asked?.to === 'withdraw' && (
        <ConfirmDialog
          title={t('rooms.withdrawTitle')}
          isOpen
          onOpenChange={(isOpen) => !isOpen && close()}
          confirm={t('rooms.withdrawConfirm')}
          danger
          isPending={withdraw.pending}
          onConfirm={() => withdraw.run(asked.room)}
        >
          {t('rooms.withdrawText', { name: asked.room.name })}
        </ConfirmDialog>
      )}
    </div>
  );
}
