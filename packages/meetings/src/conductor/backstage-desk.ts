import type { Logger } from '@saal/foundation';
import type { MediaRoom } from '@saal/media';
import type { ParticipantId } from '@saal/protocol';
import { backstageOf } from '../backstage-rules.ts';
import type { MeetingState } from '../meeting-state.ts';

/**
 * Makes the media server keep what is sent behind the stage from everybody else. Whoever changes sides is silenced before it
 * is told, and turns nothing on until it is kept everywhere: no word is heard on the wrong side.
 */
export class BackstageDesk {
  private readonly room: () => Promise<MediaRoom> | undefined;
  private readonly silence: (participantId: ParticipantId) => Promise<void>;
  private readonly log: Logger;
  private backstage: readonly ParticipantId[] = [];
  private following: Promise<void> = Promise.resolve();
  private failed = false;

  /**
   * @param options.room undefined: nobody has entered yet
   * @param options.silence stops all that this participant sends
   */
  constructor(options: {
    room: () => Promise<MediaRoom> | undefined;
    silence: (participantId: ParticipantId) => Promise<void>;
    log: Logger;
  }) {
    this.room = options.room;
    this.silence = options.silence;
    this.log = options.log;
  }

  /** In a room that is opened for a meeting that runs already. */
  async begin(room: MediaRoom, state: MeetingState): Promise<void> {
    this.backstage = backstageOf(state);
    if (this.backstage.length > 0) await room.setBackstage(this.backstage);
  }

  /** Resolves when media has followed; that it did not is told to whoever turns something on. */
  follow(before: MeetingState, after: MeetingState): Promise<void> {
    const [former, now] = [new Set(backstageOf(before)), new Set(backstageOf(after))];
    const changing = [...former, ...now].filter((id) => former.has(id) !== now.has(id));
    if (changing.length === 0) return Promise.resolve();
    this.following = this.following.then(async () => {
      await Promise.all(changing.map((id) => this.silence(id)));
      this.backstage = [...now];
      await this.tell().catch((error: unknown) => this.log.warn({ err: error }, 'media does not keep the backstage apart yet'));
    });
    return this.following;
  }

  /** Waits until all are on the side where they belong. @throws when media cannot be told */
  async settled(): Promise<void> {
    await this.following;
    if (this.failed) await this.tell();
  }

  private async tell(): Promise<void> {
    this.failed = true;
    await (await this.room())?.setBackstage(this.backstage);
    this.failed = false;
  }
}
