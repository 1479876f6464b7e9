import { Copy, MicOff } from 'lucide-react';
import type { ParticipantView } from '@saal/protocol';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { SearchField } from '../../ui/text-field.tsx';
import { holds, useNow, useTools } from '../room/room-context.ts';
import type { RowPlace } from '../stage/long-people.tsx';
import { AudienceList } from '../stage/audience-list.tsx';
import { handQueue, seatOrder } from '../view/seat-order.ts';
import { hasSeat, isTalk } from '../view/seated.ts';
import { Panel } from './panel.tsx';
import styles from './people-panel.module.css';
import { PersonRow } from './person-row.tsx';
import { WaitingList } from './waiting-list.tsx';

const fits = (name: string, search: string) => name.toLocaleLowerCase().includes(search.trim().toLocaleLowerCase());

type ListedProps = { title: string; label: string; people: readonly ParticipantView[]; row: (person: ParticipantView) => ReactNode };

function Listed({ title, label, people, row }: ListedProps) {
  const { t } = useTranslation('meeting');
  return (
    <>
      <h3 className={styles.title}>{title}</h3>
      {people.length > 0 ? (
        <ul aria-label={label} className={styles.list}>
          {people.map((person) => row(person))}
        </ul>
      ) : (
        <p className={styles.none}>{t('people.noHit')}</p>
      )}
    </>
  );
}

/** Beside a raised hand: up on stage with one click; beside an invitation: taken back. */
function BringUp({ person }: { person: ParticipantView }) {
  const { t } = useTranslation('meeting');
  const { session, attempt } = useTools();
  const invited = person.stage === 'invited' && person.handRaisedAtMs === null;
  return invited ? (
    <Button
      size="small"
      variant="quiet"
      aria-label={t('stage.uninviteNamed', { name: person.name })}
      onPress={() => attempt(session.takeOffStage(person.id))}
    >
      {t('stage.uninvite')}
    </Button>
  ) : (
    <Button size="small" aria-label={t('stage.bringNamed', { name: person.name })} onPress={() => attempt(session.bringToStage(person.id))}>
      {t('stage.bring')}
    </Button>
  );
}

/** Who waits, whose hand is up, who is on stage, who listens. */
export function PeoplePanel() {
  const { t } = useTranslation('meeting');
  const { openDialog, copyLink, guestsRefused } = useTools();
  const { snapshot, me, choices } = useNow();
  const [search, setSearch] = useState('');
  const hands = useMemo(() => handQueue(snapshot.participants), [snapshot.participants]);
  const people = useMemo(
    () => seatOrder(snapshot.participants, snapshot.meeting.seatOrder, choices.seats),
    [choices.seats, snapshot.meeting.seatOrder, snapshot.participants],
  );
  const shown = people.filter((person) => fits(person.name, search));
  // Whom one asked to come up stays in sight until the answer is there.
  const place = (person: ParticipantView) => hands.get(person.id) ?? (person.stage === 'invited' ? hands.size + 1 : 0);
  const raised = shown.filter((person) => place(person) > 0).sort((a, b) => place(a) - place(b));
  const talk = isTalk(snapshot);
  const backstage = shown.filter((one) => one.backstage === true);
  const row = (person: ParticipantView, place?: RowPlace) => (
    <PersonRow key={person.id} person={person} hand={hands.get(person.id)} place={place} />
  );
  const raisedRow = (person: ParticipantView) => (
    <PersonRow
      key={person.id}
      person={person}
      hand={hands.get(person.id)}
      action={!hasSeat(person, snapshot) && holds(me, 'mute-others') && <BringUp person={person} />}
    />
  );

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
      {guestsRefused && <p className={styles.refused}>{t('people.guestsRefused')}</p>}
      <WaitingList search={search} />
      <SearchField label={t('people.search')} value={search} onChange={setSearch} className={styles.search} />
      {raised.length > 0 && (
        <section aria-label={t('people.hands')}>
          <h3 className={styles.title}>{t('people.hands')}</h3>
          <ol className={styles.list}>{raised.map(raisedRow)}</ol>
        </section>
      )}
      {talk && snapshot.listed === 'all' ? (
        <Listed title={t('people.inMeeting')} label={t('people.list')} people={shown} row={row} />
      ) : (
        <>
          {!talk && (
            <Listed
              title={t('people.onStage')}
              label={t('people.onStage')}
              people={shown.filter((one) => one.stage === 'on' && one.backstage !== true)}
              row={row}
            />
          )}
          {backstage.length > 0 && <Listed title={t('backstage.title')} label={t('backstage.title')} people={backstage} row={row} />}
          <AudienceList search={search} people={shown} row={row} />
        </>
      )}
    </Panel>
  );
}
