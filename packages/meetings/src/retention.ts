/** Meetings of a preset with a retention are deleted by themselves. Any server does it; twice does nothing. */
import type { Clock } from '@saal/foundation/pure';
import type { MeetingId } from '@saal/protocol';
import type { PresetStore } from './ports.ts';

const AT_ONCE = 100;

export class Retention {
  private readonly options: {
    presets: Pick<PresetStore, 'outdated' | 'deleteOutdated'>;
    clock: Clock;
    log: { info(fields: object, text: string): void };
    standingChanged: (meetingId: MeetingId) => void;
  };

  constructor(options: Retention['options']) {
    this.options = options;
  }

  /** Not while somebody is in, or waits: the next hour tries again. */
  async deleteOutdated(): Promise<void> {
    const { presets, clock, log, standingChanged } = this.options;
    for (;;) {
      const ids = await presets.outdated(clock.now(), AT_ONCE);
      for (const meetingId of ids) {
        // It may have been moved, or begun, since it was found; another server may have been faster.
        if (!(await presets.deleteOutdated(meetingId, clock.now()))) continue;
        log.info({ meetingId }, 'a meeting was deleted: its retention is over');
        standingChanged(meetingId);
      }
      if (ids.length < AT_ONCE) return;
    }
  }
}
