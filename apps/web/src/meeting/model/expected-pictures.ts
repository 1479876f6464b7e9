import type { WantedPicture } from '@saal/client';
import type { Snapshot } from '@saal/protocol';
import { sharesOf } from '../view/scene.ts';
import { seatedOf } from '../view/seated.ts';
import { priorities } from './watched-tiles.ts';

/** More than this and it depends on the size of the screen who is seen at first. */
const mostSeats = 9;

/** What a room just entered will most likely show, so that it is on the way before the room is drawn. Sizes are a guess. */
export function expectedPictures(snapshot: Snapshot): WantedPicture[] {
  const shares = sharesOf(snapshot).map(({ participantId, shareId }) => ({
    participantId,
    shareId,
    widthPx: 1280,
    heightPx: 720,
    priority: priorities.share,
  }));
  const others = seatedOf(snapshot).filter((person) => person.id !== snapshot.me.participantId);
  const [widthPx, heightPx] = others.length <= 2 && shares.length === 0 ? [640, 360] : [320, 180];
  return [
    ...shares,
    ...others.slice(0, mostSeats).map((person) => ({ participantId: person.id, widthPx, heightPx, priority: priorities.seat })),
  ];
}
