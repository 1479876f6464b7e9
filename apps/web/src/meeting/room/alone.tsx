import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../ui/copy-button.tsx';
import { useSelected } from '../model/use-selected.ts';
import { Tile } from '../tiles/tile.tsx';
import { priorities } from '../model/watched-tiles.ts';
import { spacedNumber } from '../../i18n/format.ts';
import { useNow, useTools } from './room-context.ts';
import styles from './alone.module.css';

/** The first one in the room: sees oneself, and how to bring the others. */
export function Alone() {
  const { t } = useTranslation('meeting');
  const { snapshot, me, hues } = useNow();
  const { devices, link, guestsRefused } = useTools();
  const camera = useSelected(devices, (state) => state.camera.on);
  return (
    <div className={styles.alone}>
      <section
        className={styles.self}
        data-region="stage"
        data-stage
        data-camera={camera || undefined}
        tabIndex={-1}
        aria-label={t('region.stage')}
      >
        {me && (
          <Tile
            person={me}
            hue={hues.get(me.id)}
            self
            speaking={snapshot.speaking.includes(me.id)}
            hand={me.handRaisedAtMs === null ? undefined : 1}
            pinned={undefined}
            box={undefined}
            place="corner"
            priority={priorities.seat}
            tabStop
          />
        )}
      </section>
      <div className={styles.invite}>
        <h2>{t('alone.title')}</h2>
        <p>{t(guestsRefused ? 'people.guestsRefused' : 'alone.text')}</p>
        <div className={styles.link}>
          <input readOnly value={link} aria-label={t('more.copyLink')} onFocus={(event) => event.currentTarget.select()} />
          <CopyButton text={link} label={t('alone.copy')} variant="primary" />
        </div>
        <p className={styles.number}>{t('alone.number', { number: spacedNumber(snapshot.meeting.number) })}</p>
      </div>
    </div>
  );
}
