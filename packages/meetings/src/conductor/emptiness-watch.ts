import type { Clock } from '@saal/foundation';
import { EMPTY_CALL_ENDS_AFTER_MS, EMPTY_LOBBY_FORGOTTEN_AFTER_MS, EMPTY_MEETING_ENDS_AFTER_MS } from '../limits.ts';
import { peopleAt, type MeetingState } from '../meeting-state.ts';

type Emptiness = 'meeting' | 'call' | 'lobby';

const endsAfterMs: Record<Emptiness, number> = {
  meeting: EMPTY_MEETING_ENDS_AFTER_MS,
  call: EMPTY_CALL_ENDS_AFTER_MS,
  lobby: EMPTY_LOBBY_FORGOTTEN_AFTER_MS,
};

/** A meeting nobody is in ends after a while; so does a lobby nobody waits in. */
export class EmptinessWatch {
  private watched: { kind: Emptiness; cancel: () => void } | undefined;
  private readonly clock: Clock;
  private readonly onEmpty: () => void;

  constructor(clock: Clock, onEmpty: () => void) {
    this.clock = clock;
    this.onEmpty = onEmpty;
  }

  /** Looks again; the time runs from when it became empty. */
  look(state: MeetingState): void {
    const kind = emptinessOf(state);
    if (this.watched?.kind === kind) return;
    this.close();
    if (!kind) return;
    const cancel = this.clock.after(endsAfterMs[kind], () => {
      this.watched = undefined;
      this.onEmpty();
    });
    this.watched = { kind, cancel };
  }

  close(): void {
    this.watched?.cancel();
    this.watched = undefined;
  }
}

function emptinessOf(state: MeetingState): Emptiness | undefined {
  if (peopleAt(state, 'in').length > 0) return undefined;
  if (state.phase === 'running') return state.config.ofRoom === true ? 'call' : 'meeting';
  return peopleAt(state, 'waiting').length === 0 ? 'lobby' : undefined;
}
