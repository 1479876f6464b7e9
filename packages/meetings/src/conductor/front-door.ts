import { BusNobodyThere, BusTimeout, SaalError, type Clock, type Logger } from '@saal/foundation';
import { requests, type MeetingId } from '@saal/protocol';
import { Conflict, ServerLost } from '../errors.ts';
import type { Asked, Door, Outcome } from './door.ts';

/** A meeting that moves to another server at this moment is looked for again after these. */
const AGAIN_AFTER_MS = [100, 200, 400, 800];

/** Finds, on joining, the server that conducts the meeting, and leads everything else of the connection there. */
export class FrontDoor implements Door {
  private readonly local: Door;
  private current: Door;
  private currentServer: string | undefined;
  private entering = false;
  private ended = false;
  private readonly options: {
    /** @returns the server that conducts it; undefined: this one, or nobody can */
    serverOf: (meetingId: MeetingId) => Promise<string | undefined>;
    /** @throws {BusNobodyThere, BusAway, BusTimeout} */
    doorTo: (server: string) => Promise<Door>;
    clock: Clock;
    log: Logger;
  };

  constructor(options: FrontDoor['options'] & { local: Door }) {
    this.options = options;
    this.local = options.local;
    this.current = options.local;
  }

  get joined(): boolean {
    return this.current.joined;
  }

  ask(asked: Asked, reply: (outcome: Outcome) => void): void {
    const joining = asked.method === 'meeting.join' && !this.joined ? requests['meeting.join'].data.safeParse(asked.data).data : undefined;
    // What does not fit is refused by whoever checks it, the same everywhere.
    if (!joining) return this.current.ask(asked, reply);
    if (this.entering) return reply({ ok: false, error: new Conflict('joining already').toWire() });
    this.entering = true;
    void this.enter(joining.meetingId, asked, [...AGAIN_AFTER_MS], (outcome) => {
      this.entering = false;
      reply(outcome);
    });
  }

  private async enter(meetingId: MeetingId, asked: Asked, againAfterMs: number[], reply: (outcome: Outcome) => void): Promise<void> {
    const again = (outcome: Outcome): void => {
      const delayMs = againAfterMs.shift();
      if (delayMs === undefined) return reply(outcome);
      this.options.clock.after(delayMs, () => void this.enter(meetingId, asked, againAfterMs, reply));
    };
    try {
      await this.turnTo(await this.options.serverOf(meetingId));
    } catch (error) {
      if (!(error instanceof SaalError)) this.options.log.error({ err: error, meetingId }, 'a client could not be led to its meeting');
      const outcome: Outcome = { ok: false, error: (error instanceof SaalError ? error : new ServerLost()).toWire() };
      // The server died or stops; without the bus nobody can be asked at all.
      return error instanceof BusNobodyThere || error instanceof BusTimeout ? again(outcome) : reply(outcome);
    }
    if (this.ended) return;
    const remote = this.current !== this.local;
    this.current.ask(asked, (outcome) => {
      if (remote && !outcome.ok && outcome.error.code === 'not_ready') again(outcome);
      else reply(outcome);
    });
  }

  private async turnTo(server: string | undefined): Promise<void> {
    if (server !== undefined && server === this.currentServer) return;
    if (this.current !== this.local) this.current.connectionEnded();
    this.current = this.local;
    this.currentServer = undefined;
    if (server === undefined) return;
    const door = await this.options.doorTo(server);
    if (this.ended) return door.connectionEnded();
    this.current = door;
    this.currentServer = server;
  }

  connectionEnded(): void {
    this.ended = true;
    this.current.connectionEnded();
    if (this.current !== this.local) this.local.connectionEnded();
  }
}
