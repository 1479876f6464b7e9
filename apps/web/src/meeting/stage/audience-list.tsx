import type { ParticipantView } from '@saal/protocol';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import panel from '../panels/people-panel.module.css';
import { holds, useNow } from '../room/room-context.ts';
import { hasSeat, withoutTile } from '../view/seated.ts';
import { LongPeople, type RowPlace } from './long-people.tsx';
import { useGrouped } from './use-grouped.ts';

type Props = {
  search: string;
  /** Those told one by one who fit the search, in the order of the panel. */
  people: readonly ParticipantView[];
  row: (person: ParticipantView, place?: RowPlace) => ReactNode;
};

/** Who listens: all of them, everybody, as they come into sight, where they are many, or only how many where the audience is not shown. */
export function AudienceList({ search, people, row }: Props) {
  const { t } = useTranslation('meeting');
  const { snapshot, me } = useNow();
  const number = useGrouped();
  const { size, audienceVisible } = snapshot.meeting.settings;
  const shown = size !== 'event' || audienceVisible || holds(me, 'mute-others');
  const count = withoutTile(snapshot);
  if (!shown)
    return (
      <>
        <h3 className={panel.title}>{t('people.audience')}</h3>
        <p className={panel.none}>{count === 0 ? t('people.nobody') : t('people.hidden', number(count))}</p>
      </>
    );
  if (snapshot.listed === 'stage') {
    const title = `${t('people.everybody')} (${number(snapshot.counts.inside).number})`;
    return (
      <>
        <h3 className={panel.title}>{title}</h3>
        <LongPeople search={search} label={t('people.list')} row={row} />
      </>
    );
  }
  const audience = people.filter((person) => person.stage !== 'on' && person.backstage !== true && !hasSeat(person, snapshot));
  return (
    <>
      <h3 className={panel.title}>{`${t('people.audience')} (${number(count).number})`}</h3>
      {audience.length > 0 ? (
        <ul aria-label={t('people.audience')} className={panel.list}>
          {audience.map((person) => row(person))}
        </ul>
      ) : (
        <p className={panel.none}>{search.trim() === '' ? t('people.nobody') : t('people.noHit')}</p>
      )}
    </>
  );
}
