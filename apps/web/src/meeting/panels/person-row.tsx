import { Hand, Mic, MicOff, Monitor, Video } from 'lucide-react';
import { cameraOf } from '@saal/client';
import type { ParticipantView, Right } from '@saal/protocol';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../ui/avatar.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { holds, useNow } from '../room/room-context.ts';
import { PersonMenuButton } from '../tiles/person-menu.tsx';
import { badConnection } from '../tiles/tile-words.ts';
import type { RowPlace } from '../stage/long-people.tsx';
import { isSpeakable } from '../view/scene.ts';
import { hasSeat } from '../view/seated.ts';
import styles from './people-panel.module.css';

const moderating: readonly Right[] = ['mute-others', 'admit', 'remove', 'change-roles'];
const icon = { 'aria-hidden': true, size: 18, strokeWidth: 1.75 } as const;

type Props = { person: ParticipantView; hand: number | undefined; action?: ReactNode; place?: RowPlace | undefined };

/**
 * One person in the list: name, role, what is on, and the same menu as on the tile. `action`: what is done most here; `place`:
 * where in a list of which only a part is drawn.
 */
export function PersonRow({ person, hand, action, place }: Props) {
  const { t } = useTranslation('meeting');
  const { snapshot, me, choices, hues } = useNow();
  const self = person.id === snapshot.me.participantId;
  const heard = isSpeakable(person);
  const seated = hasSeat(person, snapshot);
  // Of somebody without a tile there is nothing to arrange: the menu is for those who moderate.
  const offered = seated || (!self && moderating.some((right) => holds(me, right)));
  const details = [
    person.role !== 'participant' && t(`role.${person.role}`),
    person.guest && t('guest'),
    person.external && t('external'),
    person.stage === 'invited' && t('stage.invited'),
    person.backstage === true && t('backstage.there'),
    person.presence === 'away' && t('tile.away'),
    person.presence === 'reconnecting' && t('tile.reconnecting'),
    badConnection(person, t),
  ].filter(Boolean);
  const pinned = snapshot.meeting.pinnedForAll.includes(person.id) ? 'all' : choices.pins.includes(person.id) ? 'own' : undefined;
  return (
    <li {...place} className={styles.row} data-action={action ? true : undefined}>
      <Avatar name={person.name} pictureUrl={person.pictureUrl} sizePx={36} hue={hues.get(person.id)} />
      <span className={styles.words}>
        <span className={styles.name}>{self ? t('you', { name: person.name }) : person.name}</span>
        {details.length > 0 && <span className={styles.details}>{details.join(' · ')}</span>}
      </span>
      <span className={styles.state}>
        {hand !== undefined && (
          <span className={styles.hand}>
            <Hand {...icon} />
            <span aria-hidden="true">{hand}</span>
            <VisuallyHidden>{t('tile.hand', { number: hand })}</VisuallyHidden>
          </span>
        )}
        {person.streams.some((stream) => stream.source === 'screen') && (
          <span>
            <Monitor {...icon} />
            <VisuallyHidden>{t('tile.sharing')}</VisuallyHidden>
          </span>
        )}
        {cameraOf(person) && (
          <span>
            <Video {...icon} />
            <VisuallyHidden>{t('tile.cameraOn')}</VisuallyHidden>
          </span>
        )}
        {seated && (
          <span data-muted={!heard || undefined}>
            {heard ? <Mic {...icon} /> : <MicOff {...icon} />}
            <VisuallyHidden>{heard ? t('tile.microphoneOn') : t('tile.microphoneOff')}</VisuallyHidden>
          </span>
        )}
      </span>
      {offered && <PersonMenuButton person={person} self={self} pinned={pinned} tabStop place="list" />}
      {action && <span className={styles.action}>{action}</span>}
    </li>
  );
}
