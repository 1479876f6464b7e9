import { BusNobodyThere, type Bus, type Logger, type Subscription } from '@saal/foundation';
import type { MeetingId } from '@saal/protocol';
import type { CommandOf } from '../meeting-command.ts';
import type { LeaseStore } from '../ports.ts';
import { tellSubject, ToldMeeting } from './subjects.ts';

export type Told = CommandOf<'change-plan' | 'close' | 'put-out'>;

/** Brings what happens to a plan to the conductor of the running meeting, wherever it is. */
export class MeetingTeller {
  private readonly serving: Subscription;
  private readonly options: {
    bus: Bus;
    server: string;
    leases: Pick<LeaseStore, 'holder'>;
    /** @returns false when it is not conducted here */
    here: (meetingId: MeetingId, command: Told) => Promise<boolean>;
    log: Logger;
  };

  constructor(options: MeetingTeller['options']) {
    this.options = options;
    this.serving = options.bus.serve(tellSubject(options.server), async (payload) => {
      const { meetingId, command } = ToldMeeting.parse(payload);
      await options.here(meetingId, command);
      return null;
    });
  }

  /**
   * Resolves when it is stored; at once when nobody conducts the meeting, who does so next reads the plan.
   * @throws {BusAway, BusTimeout} while the server that conducts it cannot be asked
   */
  async tell(meetingId: MeetingId, command: Told): Promise<void> {
    const { bus, server, leases, here, log } = this.options;
    if (await here(meetingId, command)) return;
    const holder = await leases.holder(meetingId);
    if (holder === undefined || holder === server) return;
    try {
      await bus.request(tellSubject(holder), { meetingId, command });
    } catch (error) {
      if (!(error instanceof BusNobodyThere)) throw error;
      log.info({ meetingId, server: holder }, 'the server that conducted a meeting is gone');
    }
  }

  close(): void {
    this.serving.close();
  }
}
