import { Hand, MicOff, Pin, VideoOff, WifiOff } from 'lucide-react';
import { cameraOf } from '@saal/client';
import type { ParticipantView } from '@saal/protocol';
import { memo, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../ui/avatar.tsx';
import type { Box } from '../layout/box.ts';
import { isSpeakable } from '../view/scene.ts';
import { LevelIcon } from './level-icon.tsx';
import { PersonMenuButton } from './person-menu.tsx';
import { badConnection, tileName, type TileState } from './tile-words.ts';
import styles from './tile.module.css';
import { useCameraPicture, useHeld, useWatched } from './use-picture.ts';
import { Video } from './video.tsx';

export type TileModel = TileState & {
  /** Where in the room; undefined: fills its parent. */
  box: Box | undefined;
  place: 'seat' | 'stage' | 'corner';
  /** 1 (seat) to 10: who keeps quality when the network narrows. */
  priority: number;
  /** Of the face, in degrees. */
  hue: number | undefined;
  /** Whether the tab key stops here; the arrow keys reach the others. */
  tabStop: boolean;
};

type Props = TileModel & { onMoveFocus?: (from: ParticipantView['id'], event: KeyboardEvent) => void };

/** Below this height a face in the middle would reach under the name plate. */
const flatPx = 160;
const platePx = 36;

/** Large enough to be the tile's middle, small enough to leave the name plate free. */
function faceSize(box: Box | undefined): number {
  if (!box) return 64;
  const { heightPx, widthPx } = box;
  const roomPx = heightPx < flatPx ? heightPx - platePx - 8 : heightPx * 0.5;
  return Math.round(Math.max(24, Math.min(144, roomPx, widthPx * 0.4)));
}

/** One participant. Draws what the model says; owns no media. */
export const Tile = memo(function Tile({ onMoveFocus, box, place, priority, hue, tabStop, ...state }: Props) {
  const { t } = useTranslation('meeting');
  const { person, self, speaking, hand, pinned } = state;
  const element = useRef<HTMLDivElement>(null);
  const track = useCameraPicture(person, self);
  useWatched(element, { participantId: self ? undefined : person.id, priority });
  const small = box !== undefined && box.widthPx < 180;
  const flat = box !== undefined && box.heightPx < flatPx;
  // One's own network is told by a notice with a way out, not on one's own face.
  const bad = self ? undefined : badConnection(person, t);
  const heard = isSpeakable(person);
  const held = useHeld(self ? undefined : cameraOf(person)?.producerId);

  return (
    // A tile is one stop of the keyboard: arrow keys move among tiles, Enter opens its menu.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={element}
      role="group"
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={tabStop ? 0 : -1}
      className={styles.tile}
      data-tile="person"
      data-participant-id={person.id}
      data-name={person.name}
      data-hand={hand}
      data-place={place}
      data-speaking={speaking}
      data-small={small || undefined}
      data-dimmed={person.presence !== 'here' || undefined}
      aria-label={tileName({ ...state, held }, t)}
      style={box && { left: box.x, top: box.y, width: box.widthPx, height: box.heightPx }}
      onKeyDown={onMoveFocus && ((event) => onMoveFocus(person.id, event))}
    >
      {/* Behind the picture, so that there is a face until the first frame is painted over it. */}
      <div className={styles.face} style={flat ? { bottom: platePx } : undefined}>
        <Avatar name={person.name} pictureUrl={person.pictureUrl} sizePx={faceSize(box)} hue={hue} />
      </div>
      {track && <Video track={track} fit="cover" mirrored={self} />}
      {person.presence !== 'here' && (
        <p className={styles.presence}>{person.presence === 'away' ? t('tile.away') : t('tile.reconnecting')}</p>
      )}
      <div className={styles.marks} aria-hidden="true">
        {hand !== undefined && (
          <span className={styles.hand}>
            <Hand size={16} /> {hand}
          </span>
        )}
        {person.backstage === true && <span className={styles.backstage}>{t('backstage.there')}</span>}
        {bad && (
          <span className={styles.bad} title={bad}>
            <WifiOff size={16} />
            {!small && <span>{t(`tile.bad.${person.quality.reason}`)}</span>}
          </span>
        )}
        {held && (
          <span className={styles.held} title={t('tile.held')}>
            <VideoOff size={16} />
            {!small && <span>{t('tile.heldShort')}</span>}
          </span>
        )}
      </div>
      <div className={styles.plate} aria-hidden="true">
        {speaking ? <LevelIcon /> : !heard && <MicOff size={16} className={styles.muted} />}
        <span className={styles.name}>
          {place === 'corner' && self ? t('tile.self') : self ? t('you', { name: person.name }) : person.name}
        </span>
        {pinned && <Pin size={14} />}
      </div>
      <PersonMenuButton person={person} self={self} pinned={pinned} tabStop={tabStop} place="tile" />
    </div>
  );
});
