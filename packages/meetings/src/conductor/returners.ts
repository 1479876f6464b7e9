import type { Clock } from '@saal/foundation';
import { RESUME_WINDOW_MS, type ParticipantId } from '@saal/protocol';

/** People who are in the meeting without a device yet: after a restart of the server they get a fresh window to come back. */
export class Returners {
  private readonly windows = new Map<ParticipantId, () => void>();
  private readonly clock: Clock;
  private readonly onStayedAway: (id: ParticipantId) => void;

  constructor(clock: Clock, onStayedAway: (id: ParticipantId) => void) {
    this.clock = clock;
    this.onStayedAway = onStayedAway;
  }

  expect(id: ParticipantId): void {
    if (this.windows.has(id)) return;
    const cancel = this.clock.after(RESUME_WINDOW_MS, () => {
      this.windows.delete(id);
      this.onStayedAway(id);
    });
    this.windows.set(id, cancel);
  }

  /** Came back, or need not any more. */
  forget(id: ParticipantId): void {
    this.windows.get(id)?.();
    this.windows.delete(id);
  }

  close(): void {
    for (const cancel of this.windows.values()) cancel();
    this.windows.clear();
  }
}
