import type { ResourceView } from '@saal/client';
import { momentOf, wallTimeOf } from '@saal/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localTimeZone } from '../../i18n/format.ts';
import { ResourceDay } from '../../planning/resource-day.tsx';
import { DateField } from '../../ui/date-time.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from '../admin.module.css';

/** The bookings of a room on a day one chooses. */
export function RoomDayDialog({ room, onClose }: { room: ResourceView; onClose: () => void }) {
  const { t } = useTranslation('planning');
  const zone = localTimeZone();
  const [date, setDate] = useState(() => wallTimeOf(Date.now(), zone).date);
  const dayMs = date === '' ? undefined : momentOf({ date, time: '12:00' }, zone);
  return (
    <Dialog title={t('rooms.dayTitle', { name: room.name })} isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      <div className={styles.list}>
        <DateField label={t('rooms.date')} value={date} onChange={setDate} />
        {dayMs !== undefined && <ResourceDay resource={room} dayMs={dayMs} />}
      </div>
    </Dialog>
  );
}
