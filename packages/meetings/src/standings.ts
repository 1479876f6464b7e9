/** Answers how people stand in meetings, from the conductor when it is here, else from what is stored. */
import { MeetingId, type MeetingKind } from '@saal/protocol';
import { apply } from './apply.ts';
import { closedMeeting, type MeetingState } from './meeting-state.ts';
import type { EventStore, MeetingStore } from './ports.ts';
import { standingOf, type Standing } from './standing.ts';

/** Must not throw. */
type Listener = (meetingId: MeetingId) => void;

export class Standings {
  private readonly options: {
    meetings: MeetingStore;
    events: EventStore;
    /** On this server. */
    conductorOf: (meetingId: MeetingId) => { state: MeetingState; isClosing: boolean } | undefined;
  };
  private readonly listeners = new Set<Listener>();

  constructor(options: Standings['options']) {
    this.options = options;
  }

  /** @returns undefined: there is no such meeting */
  async of(id: string): Promise<Standing | undefined> {
    const found = await this.find(id);
    return found && standingOf(found.state, found.kind);
  }

  /** @returns undefined: there is no such meeting */
  async stateOf(id: string): Promise<MeetingState | undefined> {
    return (await this.find(id))?.state;
  }

  private async find(id: string): Promise<{ state: MeetingState; kind: MeetingKind } | undefined> {
    const { meetings, events, conductorOf } = this.options;
    const meetingId = MeetingId.safeParse(id);
    const record = meetingId.success ? await meetings.byId(meetingId.data) : undefined;
    if (!record) return undefined;
    const conductor = conductorOf(record.id);
    if (conductor && !conductor.isClosing) return { state: conductor.state, kind: record.kind };
    const { number, title, ownerId, settings, run, phase, kind } = record;
    const closed = closedMeeting({ id: record.id, number, title, ownerId, settings, inviterName: '' }, run);
    const past = phase === 'ended' ? [] : await events.load(record.id, run);
    return { state: past.reduce(apply, closed), kind };
  }

  changed(meetingId: MeetingId): void {
    for (const listener of this.listeners) listener(meetingId);
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
