/** What is on the stage and who sits where: decided from the meeting's state and one's own choices, drawn elsewhere. */
import { cameraOf, shareIdOf } from '@saal/client';
import type { ParticipantId, ParticipantView, Snapshot } from '@saal/protocol';
import { isTalk, seatedOf } from './seated.ts';
import { seatOrder } from './seat-order.ts';
import type { ViewChoices } from './view-choices.ts';

export type Share = { shareId: string; participantId: ParticipantId; producerId: string; name: string; own: boolean };

export type StageItem = { kind: 'share'; share: Share } | { kind: 'person'; participantId: ParticipantId; pinned: boolean };

/** More screens beside each other than this cannot be read. */
const mostSharesAtOnce = 4;

export type StageShares = {
  all: readonly Share[];
  /** What the stage shows while none is chosen: those of others; one's own when there are no others. */
  together: readonly Share[];
  shown: readonly Share[];
};

export type Scene =
  | { kind: 'alone' }
  /** Nobody is on stage, and oneself is not the only one here. */
  | { kind: 'empty' }
  | { kind: 'pair'; other: ParticipantId; self: boolean }
  | { kind: 'grid'; seats: readonly ParticipantId[] }
  | { kind: 'stage'; stage: readonly StageItem[]; seats: readonly ParticipantId[]; shares: StageShares };

/** All shares running now, oldest seat first; own ones with `own`. */
export function sharesOf(snapshot: Pick<Snapshot, 'participants' | 'me'>): Share[] {
  return [...snapshot.participants]
    .sort((a, b) => a.joinOrder - b.joinOrder)
    .flatMap((person) =>
      person.streams
        .filter((stream) => stream.source === 'screen')
        .map((stream) => ({
          shareId: shareIdOf(stream),
          participantId: person.id,
          producerId: stream.producerId,
          name: person.name,
          own: person.id === snapshot.me.participantId && stream.deviceId === snapshot.me.deviceId,
        })),
    );
}

/** Whether somebody is heard: any microphone that is not paused. */
export function isSpeakable(person: Pick<ParticipantView, 'streams'>): boolean {
  return person.streams.some((stream) => stream.source === 'microphone' && !stream.paused);
}

function stageShares(shares: readonly Share[], chosenId: string | undefined): StageShares {
  const others = shares.filter((share) => !share.own);
  const together = (others.length > 0 ? others : shares).slice(0, mostSharesAtOnce);
  const chosen = shares.find((share) => share.shareId === chosenId);
  return { all: shares, together, shown: chosen ? [chosen] : together };
}

type Input = {
  snapshot: Pick<Snapshot, 'participants' | 'me' | 'meeting' | 'counts'>;
  choices: ViewChoices;
  /** Who is on the stage when nothing is shared or pinned: the last other person who spoke. */
  speaker: ParticipantId | null;
};

/**
 * The scene. The speaker is only ever an input of what the stage shows, never of the seats, so that nobody's
 * seat moves when somebody else speaks.
 */
export function sceneOf({ snapshot, choices, speaker }: Input): Scene {
  const { me, meeting } = snapshot;
  const participants = seatedOf(snapshot);
  const present = new Set(participants.map((person) => person.id));
  const ordered = seatOrder(participants, meeting.seatOrder, choices.seats);
  const others = ordered.filter((person) => person.id !== me.participantId);
  const shares = stageShares(sharesOf(snapshot), choices.shareId);
  const pins = [...meeting.pinnedForAll, ...choices.pins.filter((id) => !meeting.pinnedForAll.includes(id))].filter((id) =>
    present.has(id),
  );
  const shown = ordered.filter((person) => {
    if (person.id === me.participantId) return !choices.hideSelf;
    return !choices.hideWithoutVideo || cameraOf(person) !== undefined;
  });

  // The grid arranges people: what is shared is shown whatever arrangement was chosen, or it would be missed.
  const onStageIds = choices.mode === 'grid' ? [] : pins;
  const stage: StageItem[] = [
    ...shares.shown.map((share) => ({ kind: 'share' as const, share })),
    ...onStageIds.map((id) => ({ kind: 'person' as const, participantId: id, pinned: true })),
  ];
  if (stage.length > 0)
    return { kind: 'stage', stage, seats: shown.filter((person) => !onStageIds.includes(person.id)).map((person) => person.id), shares };
  if (choices.mode === 'speaker') {
    const onStage = others.find((person) => person.id === speaker) ?? others[0];
    // The speaker keeps the seat: taking it away would move everybody behind it.
    if (onStage)
      return {
        kind: 'stage',
        stage: [{ kind: 'person', participantId: onStage.id, pinned: false }],
        seats: shown.map((person) => person.id),
        shares,
      };
  }
  const [other, ...more] = others;
  if (!other) return withoutOthers(ordered, snapshot);
  if (more.length === 0 && choices.mode !== 'grid')
    return { kind: 'pair', other: other.id, self: present.has(me.participantId) && !choices.hideSelf };
  return { kind: 'grid', seats: shown.length > 0 ? shown.map((person) => person.id) : ordered.map((person) => person.id) };
}

/** One is not alone where others listen, though nobody else has a tile. */
function withoutOthers(self: readonly ParticipantView[], snapshot: Input['snapshot']): Scene {
  if (isTalk(snapshot) || snapshot.counts.inside <= 1) return { kind: 'alone' };
  return self.length > 0 ? { kind: 'grid', seats: self.map((person) => person.id) } : { kind: 'empty' };
}

/** Everybody whose seat is not shown because of one's own choices: told as a number beside the seats. */
export function hiddenCount(scene: Scene, snapshot: Pick<Snapshot, 'participants' | 'me' | 'meeting'>): number {
  if (scene.kind !== 'grid' && scene.kind !== 'stage') return 0;
  const onStage = scene.kind === 'stage' ? scene.stage.flatMap((item) => (item.kind === 'person' ? [item.participantId] : [])) : [];
  const seen = new Set([...scene.seats, ...onStage]);
  return seatedOf(snapshot).filter((person) => person.id !== snapshot.me.participantId && !seen.has(person.id)).length;
}
