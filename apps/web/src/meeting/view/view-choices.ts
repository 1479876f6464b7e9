/** What one person chose about the own view of one meeting. Kept for the meeting in this tab, never sent. */
import { ParticipantId } from '@saal/protocol';
import { z } from 'zod';
import { moveSeat } from './seat-order.ts';

export type ViewMode = 'auto' | 'grid' | 'speaker';
export type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';

export type ViewChoices = {
  /** `auto`: the stage while something is shared or pinned, else the grid. */
  mode: ViewMode;
  stageSize: 'large' | 'small';
  hideSelf: boolean;
  hideWithoutVideo: boolean;
  pins: readonly ParticipantId[];
  /** Own arrangement of the seats; empty: the common one. */
  seats: readonly ParticipantId[];
  /** The one share on the stage when there are several; undefined: all of them. */
  shareId: string | undefined;
  selfCorner: Corner;
};

export const initialChoices: ViewChoices = {
  mode: 'auto',
  stageSize: 'large',
  hideSelf: false,
  hideWithoutVideo: false,
  pins: [],
  seats: [],
  shareId: undefined,
  selfCorner: 'bottom-right',
};

/** More pictures on one stage than this are too small to be one. */
export const mostPins = 6;

export type ViewChange =
  | { type: 'mode'; mode: ViewMode }
  | { type: 'stage-size'; size: 'large' | 'small' }
  | { type: 'hide-self'; hidden: boolean }
  | { type: 'hide-without-video'; hidden: boolean }
  | { type: 'pin'; id: ParticipantId; pinned: boolean }
  | { type: 'move-seat'; shown: readonly ParticipantId[]; id: ParticipantId; to: number }
  | { type: 'common-seats' }
  | { type: 'share'; shareId: string | undefined }
  | { type: 'self-corner'; corner: Corner };

/** One step of the choices. Pinning beyond `mostPins` lets go of the oldest pin. */
export function changeView(choices: ViewChoices, change: ViewChange): ViewChoices {
  switch (change.type) {
    case 'mode':
      return { ...choices, mode: change.mode };
    case 'stage-size':
      return { ...choices, stageSize: change.size };
    case 'hide-self':
      return { ...choices, hideSelf: change.hidden };
    case 'hide-without-video':
      return { ...choices, hideWithoutVideo: change.hidden };
    case 'pin': {
      const others = choices.pins.filter((id) => id !== change.id);
      return { ...choices, pins: change.pinned ? [...others, change.id].slice(-mostPins) : others };
    }
    case 'move-seat':
      return { ...choices, seats: moveSeat(change.shown, change.id, change.to) };
    case 'common-seats':
      return { ...choices, seats: [] };
    case 'share':
      return { ...choices, shareId: change.shareId };
    case 'self-corner':
      return { ...choices, selfCorner: change.corner };
  }
}

const Stored = z.object({
  mode: z.enum(['auto', 'grid', 'speaker']),
  stageSize: z.enum(['large', 'small']),
  hideSelf: z.boolean(),
  hideWithoutVideo: z.boolean(),
  pins: z.array(ParticipantId),
  seats: z.array(ParticipantId),
  selfCorner: z.enum(['top-left', 'top-right', 'bottom-left', 'bottom-right']),
});

const keyOf = (meetingId: string) => `saal.view.${meetingId}`;

/** The choices of this meeting from before a reload; the initial ones when there are none or they cannot be read. */
export function loadChoices(storage: Pick<Storage, 'getItem'>, meetingId: string): ViewChoices {
  try {
    const stored = Stored.safeParse(JSON.parse(storage.getItem(keyOf(meetingId)) ?? 'null'));
    return stored.success ? { ...initialChoices, ...stored.data } : initialChoices;
  } catch {
    // Not JSON, or storage is forbidden: the meeting begins with the common view.
    return initialChoices;
  }
}

/** Keeps the choices for a reload. A full or forbidden storage costs only the remembering. */
export function storeChoices(storage: Pick<Storage, 'setItem'>, meetingId: string, choices: ViewChoices): void {
  const { shareId: _notKept, ...kept } = choices;
  try {
    storage.setItem(keyOf(meetingId), JSON.stringify(kept));
  } catch {
    // Remembering is a comfort; the choice itself is already in effect.
  }
}
