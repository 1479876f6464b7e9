import { Copy, MicOff } from 'lucide-react';
import type { ParticipantView } from '@saal/protocol';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { SearchField } from '../../ui/text-field.tsx';
import { holds, useNow, useTools } from '../room/room-context.ts';
import { handQueue, seatOrder } from '../view/seat-order.ts';
import { Panel } from './panel.tsx';
import styles from './people-panel.module.css';
import { PersonRow } from './person-row.tsx';
import { WaitingList } from './waiting-list.tsx';

const fits = (name: string, search: string) => name.toLocaleLowerCase().includes(search.trim().toLocaleLowerCase());

/** Who waits, whose hand is up, who is here. */
export function PeoplePanel() {
  const { t } = useTranslation('meeting');
  const { openDialog, copyLink } = useTools();
  const { snapshot, me, choices } = useNow();
  const [search, setSearch] = useState('');
  const hands = useMemo(() => handQueue(snapshot.participants), [snapshot.participants]);
  const people = useMemo(
    () => seatOrder(snapshot.participants, snapshot.meeting.seatOrder, choices.seats),
    [choices.seats, snapshot.meeting.seatOrder, snapshot.participants],
  );
  const shown = people.filter((person) => fits(person.name, search));
  const raised = shown.filter((person) => hands.has(person.id)).sort((a, b) => (hands.get(a.id) ?? 0) - (hands.get(b.id) ?? 0));
  const row = (person: ParticipantView) => <PersonRow key={person.id} person={person} hand={hands.get(person.id)} />;

  return (
    <Panel
      title={t('people.title')}
      closeLabel={t('people.close')}
      actions={
        <>
          {holds(me, 'mute-others') && (
            <Button size="small" icon={<MicOff aria-hidden="true" size={18} strokeWidth={1.75} />} onPress={() => openDialog('mute-all')}>
              {t('people.muteAll')}
            </Button>
          )}
          <Button size="small" icon={<Copy aria-hidden="true" size={18} strokeWidth={1.75} />} onPress={copyLink}>
            {t('people.invite')}
          </Button>
        </>
      }
    >
      {snapshot.waiting.length > 0 && <WaitingList waiting={snapshot.waiting} />}
      <SearchField label={t('people.search')} value={search} onChange={setSearch} className={styles.search} />
      {raised.length > 0 && (
        <section aria-label={t('people.hands')}>
          <h3 className={styles.title}>{t('people.hands')}</h3>
          <ol className={styles.list}>{raised.map(row)}</ol>
        </section>
      )}
      <h3 className={styles.title}>{t('people.inMeeting')}</h3>
      {shown.length > 0 ? (
        <ul aria-label={t('people.list')} className={styles.list}>
          {shown.map(row)}
        </ul>
      ) : (
        <p className={styles.none}>{t('people.noHit')}</p>
      )}
    </Panel>
  );
}
