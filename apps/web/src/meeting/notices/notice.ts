/** Which one notice is shown: one at a time, the most urgent first (decided here, drawn in notice-area.tsx). */
import type { ConnectionState, DeviceProblem, MediaSessionState, SessionNotice } from '@saal/client';
import type { Size, Snapshot } from '@saal/protocol';

/** Something that happened once. */
export type Event =
  | { type: 'told'; notice: SessionNotice }
  | { type: 'failed'; code: string }
  /** Oneself is on stage now. */
  | { type: 'came-up' }
  /** The meeting grew or became smaller; `on`: oneself is on stage. */
  | { type: 'size'; size: Size; on: boolean }
  | { type: 'switched'; label: string }
  | { type: 'link-copied' }
  /** Somebody wrote while one was not reading. */
  | { type: 'chat'; name: string; text: string };
export type QueuedEvent = { key: string; event: Event };

export type Notice =
  | {
      kind:
        | 'reconnecting'
        | 'sound-blocked'
        | 'media-failed'
        | 'media-unavailable'
        | 'media-restarting'
        | 'sound-not-arriving'
        | 'speaking-while-muted'
        | 'companion'
        | 'away'
        | 'audio-only';
      key: string;
    }
  | { kind: 'waiting'; key: string; people: Snapshot['waiting']; count: number }
  | { kind: 'stage-invited'; key: string; byName: string | undefined }
  | { kind: 'device'; key: string; device: 'microphone' | 'camera'; problem: DeviceProblem }
  | { kind: 'quality'; key: string; reason: 'network-out' | 'network-in' | 'cpu' }
  | { kind: 'event'; key: string; event: Event };

export type Standing = {
  connection: ConnectionState;
  media: Pick<MediaSessionState, 'transport' | 'quality' | 'soundNotArriving' | 'speakingWhileMuted' | 'problem'>;
  soundBlocked: boolean;
  companion: boolean;
  away: boolean;
  audioOnly: boolean;
  waiting: Snapshot['waiting'];
  /** All of them; of many only the first are in `waiting`. */
  waitingCount: number;
  /** Asked to come on stage, and by whom. */
  invitation: { byName?: string } | undefined;
  problems: { microphone: DeviceProblem | undefined; camera: DeviceProblem | undefined };
  events: readonly QueuedEvent[];
};

const asksForAnswer = (event: Event) => event.type === 'came-up' || (event.type === 'told' && event.notice.kind === 'asked-to-unmute');

/** Of a crowd at the door one is told once: every further knock would be a notice of its own. */
const crowd = 10;
const waitingKey = (waiting: Snapshot['waiting']) => `waiting-${waiting.length > crowd ? 'crowd' : waiting.map((one) => one.id).join()}`;

/** Everything worth a notice now, the most urgent first. Keys name one occasion: who closed it sees it again only at the next. */
export function noticesOf(now: Standing): Notice[] {
  const { media } = now;
  const reason = media.quality.level === 1 && media.quality.reason !== 'none' ? media.quality.reason : undefined;
  const events = now.events.map(({ key, event }): Notice => ({ kind: 'event', key, event }));
  const candidates: (Notice | false | undefined)[] = [
    now.connection === 'reconnecting' && { kind: 'reconnecting', key: 'reconnecting' },
    now.soundBlocked && { kind: 'sound-blocked', key: 'sound-blocked' },
    now.invitation && { kind: 'stage-invited', key: 'stage-invited', byName: now.invitation.byName },
    ...events.filter((notice) => notice.kind === 'event' && asksForAnswer(notice.event)),
    now.problems.microphone && {
      kind: 'device',
      key: `microphone-${now.problems.microphone}`,
      device: 'microphone',
      problem: now.problems.microphone,
    },
    now.problems.camera && { kind: 'device', key: `camera-${now.problems.camera}`, device: 'camera', problem: now.problems.camera },
    now.waiting.length > 0 && { kind: 'waiting', key: waitingKey(now.waiting), people: now.waiting, count: now.waitingCount },
    ...events.filter((notice) => notice.kind === 'event' && !asksForAnswer(notice.event)),
    // While signalling is away, media is told about only after it is back: one sentence, not two.
    now.connection === 'connected' && media.transport === 'failed' && { kind: 'media-failed', key: 'media-failed' },
    now.connection === 'connected' && media.problem === 'media_unavailable' && { kind: 'media-unavailable', key: 'media-unavailable' },
    now.connection === 'connected' && media.transport === 'restarting' && { kind: 'media-restarting', key: 'media-restarting' },
    media.soundNotArriving && { kind: 'sound-not-arriving', key: 'sound-not-arriving' },
    media.speakingWhileMuted && { kind: 'speaking-while-muted', key: 'speaking-while-muted' },
    now.companion && { kind: 'companion', key: 'companion' },
    now.away && { kind: 'away', key: 'away' },
    reason && !now.audioOnly && { kind: 'quality', key: `quality-${reason}`, reason },
    now.audioOnly && { kind: 'audio-only', key: 'audio-only' },
  ];
  return candidates.filter((notice): notice is Notice => notice !== undefined && notice !== false);
}

/** Said at once rather than in turn (X04). */
export function isUrgent(notice: Notice): boolean {
  if (notice.kind === 'reconnecting' || notice.kind === 'media-failed') return true;
  return (
    notice.kind === 'event' &&
    notice.event.type === 'told' &&
    ['muted-by-host', 'all-muted', 'camera-stopped', 'share-stopped'].includes(notice.event.notice.kind)
  );
}

/** Goes away by itself; everything else stays until it is answered or over. */
export function isPassing(notice: Notice): boolean {
  return notice.kind === 'event' && !asksForAnswer(notice.event);
}

/** How long a passing notice stays: long enough to read it twice. */
export const passingMs = 9_000;
