import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Box } from '../layout/box.ts';
import { useSelected } from '../model/use-selected.ts';
import { priorities } from '../model/watched-tiles.ts';
import { captionPx } from '../room/arrangement.ts';
import { useTools } from '../room/room-context.ts';
import type { Share } from '../view/scene.ts';
import { ShareMenuButton } from './share-menu.tsx';
import styles from './tile.module.css';
import own from './share-tile.module.css';
import { useHeld, useRemoteTrack, useWatched } from './use-picture.ts';
import { Video } from './video.tsx';

type Props = { share: Share; box: Box; onRatio: (shareId: string, ratio: number) => void };

/** What somebody shares, shown whole: whose it is stands above it and covers nothing. */
export function ShareTile({ share, box, onRatio }: Props) {
  const { t } = useTranslation('meeting');
  const { media } = useTools();
  const element = useRef<HTMLDivElement>(null);
  const remote = useRemoteTrack(share.own ? undefined : share.producerId);
  const held = useHeld(share.own ? undefined : share.producerId);
  const mine = useSelected(media, (state) => state.shares.find((one) => one.shareId === share.shareId)?.track);
  const track = share.own ? mine : remote;
  const { participantId, shareId } = share;
  useWatched(element, { participantId: share.own ? undefined : participantId, shareId, priority: priorities.share });
  const name = share.own ? t('tile.ownShare') : t('tile.share', { name: share.name });
  return (
    <div
      role="group"
      // The focus goes here when a tile goes, and Space speaks from here.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-label={name}
      className={`${styles.tile} ${own.share}`}
      data-tile="share"
      data-share-id={share.shareId}
      data-participant-id={share.participantId}
      style={{ left: box.x, top: box.y, width: box.widthPx, height: box.heightPx }}
    >
      <div className={own.caption} style={{ height: captionPx }}>
        <span className={own.name} aria-hidden="true">
          {name}
        </span>
        {!share.own && <ShareMenuButton share={share} />}
      </div>
      <div ref={element} className={own.picture} style={{ top: captionPx }}>
        {held && <p className={own.held}>{t('tile.held')}</p>}
        {track && <Video track={track} fit="contain" onRatio={(ratio) => onRatio(share.shareId, ratio)} />}
      </div>
    </div>
  );
}
