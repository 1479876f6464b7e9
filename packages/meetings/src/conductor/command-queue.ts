import type { Logger } from '@saal/foundation';
import { apply } from '../apply.ts';
import { decide } from '../decide.ts';
import type { DecisionContext } from '../deciding.ts';
import { MeetingNotReady, Refused } from '../errors.ts';
import type { Command } from '../meeting-command.ts';
import { isStored, type MeetingEvent, type StoredEvent } from '../meeting-event.ts';
import type { MeetingState } from '../meeting-state.ts';

type Waiting = { command: Command; resolve: () => void; reject: (error: unknown) => void };

/** So many commands are stored by one commit at most. */
const MAX_BATCH = 100;

/**
 * One command after the other, each decided on the state the former left; what gathers while a commit is under way is
 * stored together by the next one. Order: store, apply, tell (`applied`), acknowledge.
 */
export class CommandQueue {
  private current: MeetingState;
  private waiting: Waiting[] = [];
  private working = false;
  private closedBy: Error | undefined;
  private readonly options: {
    append: (before: MeetingState, events: readonly StoredEvent[]) => Promise<void>;
    applied: (before: MeetingState, after: MeetingState, events: readonly MeetingEvent[]) => void;
    /** Storing failed; what waited was refused. */
    failed: (error: unknown) => void;
    context: () => DecisionContext;
    log: Logger;
  };

  constructor(state: MeetingState, options: CommandQueue['options']) {
    this.current = state;
    this.options = options;
  }

  /** As stored and told. */
  get state(): MeetingState {
    return this.current;
  }

  /** Resolves when the command's events are stored and told. @throws {Refused} by the rules; what storing throws */
  submit(command: Command): Promise<void> {
    if (this.closedBy) return Promise.reject(this.closedBy);
    return new Promise((resolve, reject) => {
      this.waiting.push({ command, resolve, reject });
      if (!this.working) void this.work();
    });
  }

  /** What waits, and what comes later, is refused with this. */
  close(reason: Error): void {
    this.closedBy ??= reason;
    for (const { reject } of this.waiting.splice(0)) reject(this.closedBy);
  }

  private async work(): Promise<void> {
    this.working = true;
    // Commands that arrive in the same turn share a commit.
    await Promise.resolve();
    while (this.waiting.length > 0 && !this.closedBy) await this.workOffBatch();
    this.working = false;
  }

  private async workOffBatch(): Promise<void> {
    const before = this.current;
    const { after, events, answered } = this.decideBatch(before);
    const stored = events.filter(isStored);
    try {
      if (stored.length > 0) await this.options.append(before, stored);
    } catch (error) {
      this.options.log.warn({ err: error, meetingId: before.config.id }, 'events of a meeting could not be stored');
      const refusal =
        error instanceof MeetingNotReady ? error : new MeetingNotReady(before.config.id, 'its events could not be stored', error);
      for (const { waiting } of answered) waiting.reject(refusal);
      this.options.failed(error);
      return;
    }
    this.current = after;
    try {
      this.options.applied(before, after, events);
    } catch (error) {
      // The facts are stored and hold; telling them again is what the next change of the view does.
      this.options.log.error({ err: error, meetingId: before.config.id }, 'telling the events of a meeting failed');
    }
    for (const { waiting, refused } of answered) {
      if (refused) waiting.reject(refused);
      else waiting.resolve();
    }
  }

  private decideBatch(before: MeetingState): {
    after: MeetingState;
    events: MeetingEvent[];
    answered: { waiting: Waiting; refused?: unknown }[];
  } {
    let after = before;
    const events: MeetingEvent[] = [];
    const answered: { waiting: Waiting; refused?: unknown }[] = [];
    while (this.waiting.length > 0 && answered.length < MAX_BATCH) {
      const waiting = this.waiting.shift();
      if (!waiting) break;
      try {
        const decision = decide(after, waiting.command, this.options.context());
        if (!decision.ok) {
          answered.push({ waiting, refused: new Refused(decision.refusal) });
          continue;
        }
        after = decision.events.reduce(apply, after);
        events.push(...decision.events);
        answered.push({ waiting });
        // A run ends alone: who joins now belongs to the next one, which is conducted anew.
        if (decision.events.some(({ type }) => type === 'ended')) break;
      } catch (error) {
        this.options.log.error(
          { err: error, meetingId: before.config.id, kind: waiting.command.kind },
          'a command broke the rules of the meeting',
        );
        answered.push({ waiting, refused: error });
      }
    }
    return { after, events, answered };
  }
}
