import { databaseAway, SaalError, type Logger } from '@saal/foundation';
import type { Method, WireError } from '@saal/protocol';
import type { Asked, Door, Outcome } from '../conductor/door.ts';
import { answering } from './answering.ts';
import type { ClientSession } from './client-session.ts';

/** The way to a conductor in this process. */
export class LocalDoor implements Door {
  private readonly session: ClientSession;
  private readonly log: Logger;
  private readonly newIncident: () => string;

  constructor(options: { session: ClientSession; log: Logger; newIncident: () => string }) {
    this.session = options.session;
    this.log = options.log;
    this.newIncident = options.newIncident;
  }

  get joined(): boolean {
    return this.session.joined;
  }

  ask(asked: Asked, reply: (outcome: Outcome) => void): void {
    void this.work(asked, reply);
  }

  private async work({ id, method, data }: Asked, reply: (outcome: Outcome) => void): Promise<void> {
    let result: unknown;
    try {
      const work = (): Promise<unknown> => answering[method](this.session, data);
      const memory = method === 'meeting.join' ? undefined : this.session.device?.answers;
      result = await (memory ? memory.once(id, method, work) : work());
    } catch (error) {
      return reply({ ok: false, error: this.errorOf(error, method) });
    }
    reply({ ok: true, result });
    this.session.answered();
  }

  private errorOf(error: unknown, method: Method): WireError {
    if (error instanceof SaalError) {
      // Somebody tried what they may not: visible to who keeps watch (A02).
      if (error.code === 'right_missing' || error.code === 'not_allowed')
        this.log.info({ method, code: error.code, details: error.details }, 'refused');
      return error.toWire();
    }
    const away = databaseAway(error);
    if (away) {
      this.log.error({ err: error, method }, 'the database is away');
      return away.toWire();
    }
    const incident = this.newIncident();
    this.log.error({ err: error, method, incident }, 'a request failed');
    return { code: 'internal', message: 'a fault of ours', details: { incident } };
  }

  connectionEnded(): void {
    this.session.connectionEnded();
  }
}
