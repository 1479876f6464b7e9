import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ParticipantId } from '@saal/protocol';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button.tsx';
import { useSize } from '../model/use-size.ts';
import { priorities } from '../model/watched-tiles.ts';
import { EmptyStage } from '../stage/empty-stage.tsx';
import { ShareTile } from '../tiles/share-tile.tsx';
import { Tile } from '../tiles/tile.tsx';
import { hiddenCount, sceneOf, type Scene } from '../view/scene.ts';
import { handQueue } from '../view/seat-order.ts';
import { Alone } from './alone.tsx';
import { arrange, type Arrangement, type PlacedStage } from './arrangement.ts';
import { useNow, useTools } from './room-context.ts';
import { ShareChooser } from './share-chooser.tsx';
import { SelfCorner } from './self-corner.tsx';
import styles from './stage-area.module.css';
import { useSeatDrag } from './use-seat-drag.ts';
import { useTileFocus } from './use-tile-focus.ts';
import { useLastSpeaker, usePeopleById } from './use-snapshot.ts';

/** The stage with the seats beside it, or the grid. */
export function StageArea() {
  const { snapshot, choices } = useNow();
  const speaker = useLastSpeaker(snapshot);
  const [measure, room] = useSize<HTMLDivElement>();
  const [page, setPage] = useState(0);
  const [ratios, setRatios] = useState<ReadonlyMap<string, number>>(new Map());
  const setRatio = useCallback(
    (shareId: string, ratio: number) => setRatios((last) => (last.get(shareId) === ratio ? last : new Map(last).set(shareId, ratio))),
    [],
  );

  const scene = useMemo(() => sceneOf({ snapshot, choices, speaker }), [snapshot, choices, speaker]);
  const arrangement =
    room &&
    arrange(scene, room, {
      page,
      stageRatio: stageRatioOf(scene, ratios),
      stageSize: choices.stageSize,
      selfId: snapshot.me.participantId,
      selfCorner: choices.selfCorner,
    });
  return (
    <div className={styles.area} ref={measure} data-scene={scene.kind}>
      {scene.kind === 'alone' && <Alone />}
      {scene.kind === 'empty' && <EmptyStage />}
      {arrangement && scene.kind !== 'alone' && scene.kind !== 'empty' && (
        <Placed scene={scene} arrangement={arrangement} setPage={setPage} onRatio={setRatio} />
      )}
    </div>
  );
}

/** What a stage is shaped for: the share on it as it really is, else people. */
function stageRatioOf(scene: Scene, ratios: ReadonlyMap<string, number>): number {
  const first = scene.kind === 'stage' ? scene.stage[0] : undefined;
  const ratio = first?.kind === 'share' ? ratios.get(first.share.shareId) : undefined;
  // Extreme windows are shown whole but do not bend the layout of everybody else.
  return Math.max(1, Math.min(21 / 9, ratio ?? 16 / 9));
}

type PlacedProps = {
  scene: Scene;
  arrangement: Arrangement;
  setPage: (page: number) => void;
  onRatio: (shareId: string, ratio: number) => void;
};

function Placed({ scene, arrangement, setPage, onRatio }: PlacedProps) {
  const { t } = useTranslation('meeting');
  const { snapshot, choices, hues } = useNow();
  const { changeView } = useTools();
  const people = usePeopleById(snapshot);
  const hands = useMemo(() => handQueue(snapshot.participants), [snapshot.participants]);
  const speaking = useMemo(() => new Set(snapshot.speaking), [snapshot.speaking]);
  const container = useRef<HTMLDivElement>(null);
  const boxes = useMemo(() => arrangement.seats.map((seat) => seat.box), [arrangement]);
  const ids = useMemo(() => arrangement.seats.map((seat) => seat.id), [arrangement]);
  const focus = useTileFocus(container, ids, boxes);
  const drag = useSeatDrag(ids, boxes);
  const hidden = hiddenCount(scene, snapshot);
  const pinOf = (id: ParticipantId) =>
    snapshot.meeting.pinnedForAll.includes(id) ? ('all' as const) : choices.pins.includes(id) ? ('own' as const) : undefined;

  const tile = (
    id: ParticipantId,
    over: { box: Arrangement['seats'][number]['box'] | undefined; place: 'seat' | 'stage' | 'corner'; priority: number },
  ) => {
    const person = people.get(id);
    if (!person) return null;
    const self = id === snapshot.me.participantId;
    return (
      <Tile
        key={`${over.place}-${id}`}
        {...over}
        person={person}
        hue={hues.get(id)}
        self={self}
        speaking={speaking.has(id)}
        hand={hands.get(id)}
        pinned={pinOf(id)}
        tabStop={over.place === 'stage' || focus.stop === id}
        onMoveFocus={focus.onKeyDown}
      />
    );
  };
  const stageItem = ({ item, box }: PlacedStage) =>
    item.kind === 'share' ? (
      <ShareTile key={item.share.shareId} share={item.share} box={box} onRatio={onRatio} />
    ) : (
      tile(item.participantId, { box, place: 'stage', priority: item.pinned ? priorities.pinned : priorities.stage })
    );
  const inCorner = (id: ParticipantId) => scene.kind === 'pair' && id === snapshot.me.participantId;

  return (
    <div ref={container} className={styles.placed} data-dragging={drag.dragging || undefined} {...drag.handlers}>
      {arrangement.stageBox && (
        <section
          aria-label={t('region.stage')}
          className={styles.stage}
          data-region="stage"
          data-stage
          tabIndex={-1}
          style={{
            left: arrangement.stageBox.x,
            top: arrangement.stageBox.y,
            width: arrangement.stageBox.widthPx,
            height: arrangement.stageBox.heightPx,
          }}
        >
          {arrangement.stage.map(stageItem)}
          {arrangement.chooser && scene.kind === 'stage' && <ShareChooser shares={scene.shares} />}
        </section>
      )}
      <section aria-label={t('region.seats')} className={styles.seats} data-region="seats" data-seats tabIndex={-1}>
        {arrangement.seats.map(({ id, box }) =>
          inCorner(id) ? (
            <SelfCorner key={`corner-${id}`} box={box}>
              {tile(id, { box: undefined, place: 'corner', priority: priorities.seat })}
            </SelfCorner>
          ) : (
            tile(id, { box, place: 'seat', priority: scene.kind === 'pair' ? priorities.stage : priorities.seat })
          ),
        )}
        {drag.ghost && (
          <div
            className={styles.ghost}
            style={{ left: drag.ghost.x, top: drag.ghost.y, width: drag.ghost.widthPx, height: drag.ghost.heightPx }}
            aria-hidden="true"
          />
        )}
        {arrangement.pages && (
          <div
            role="group"
            aria-label={t('pager.label')}
            className={styles.pager}
            style={{
              left: arrangement.pages.box.x,
              top: arrangement.pages.box.y,
              width: arrangement.pages.box.widthPx,
              height: arrangement.pages.box.heightPx,
            }}
          >
            <IconButton
              label={t('pager.previous')}
              icon={<ChevronLeft aria-hidden="true" size={20} />}
              isDisabled={arrangement.pages.page === 0}
              onPress={() => setPage((arrangement.pages?.page ?? 0) - 1)}
            />
            <span>{t('pager.of', { page: arrangement.pages.page + 1, pages: arrangement.pages.pages })}</span>
            <IconButton
              label={t('pager.next')}
              icon={<ChevronRight aria-hidden="true" size={20} />}
              isDisabled={arrangement.pages.page + 1 >= arrangement.pages.pages}
              onPress={() => setPage((arrangement.pages?.page ?? 0) + 1)}
            />
          </div>
        )}
      </section>
      {hidden > 0 && (
        <button type="button" className={styles.hidden} onClick={() => changeView({ type: 'hide-without-video', hidden: false })}>
          {t('view.hidden', { count: hidden })}
        </button>
      )}
    </div>
  );
}
