import type { Accounts } from '@saal/accounts';
import { SaalError, type Clock, type Logger } from '@saal/foundation';
import type { MediaService } from '@saal/media';
import type { ConnectionQuality, MeetingId, SettingName } from '@saal/protocol';
import { apply } from '../apply.ts';
import { ConductedElsewhere, MeetingNotFound, MeetingNotReady } from '../errors.ts';
import { LEASE_MS } from '../limits.ts';
import type { MeetingRecord } from '../meeting-config.ts';
import type { StoredEvent } from '../meeting-event.ts';
import { closedMeeting, type MeetingState } from '../meeting-state.ts';
import type { EventStore, Lease, LeaseStore, MeetingStore } from '../ports.ts';
import { changesStanding } from '../standing.ts';
import { Conductor } from './conductor.ts';

/** Three renewals fit into a lease. */
const RENEW_EVERY_MS = 4_000;
/** Meetings whose server died are looked for this often; whoever wants in takes them up at once. */
const REVIVE_EVERY_MS = 20_000;

/** The conductors of this server: one for each meeting whose lease it holds. */
export class ConductorRegistry {
  private readonly opening = new Map<MeetingId, Promise<Conductor>>();
  private readonly conductors = new Map<MeetingId, Conductor>();
  private readonly options: {
    meetings: MeetingStore;
    events: EventStore;
    leases: LeaseStore;
    media: MediaService;
    /** From the other servers. */
    isCutOff: () => boolean;
    accounts: Pick<Accounts, 'person'>;
    clock: Clock;
    log: Logger;
    newId: () => string;
    /** What its preset locks. */
    lockedSettings: (meeting: MeetingRecord) => Promise<readonly SettingName[] | undefined>;
    /** How people stand in this meeting may have changed; also after a server died that could not say so. */
    standingChanged: (meetingId: MeetingId) => void;
  };
  private closed = false;
  private renewedAtMs: number;
  private cancelRenewal: () => void = () => undefined;
  private cancelRevival: () => void = () => undefined;

  constructor(options: ConductorRegistry['options']) {
    this.options = options;
    this.renewedAtMs = options.clock.now();
    this.renewLater();
  }

  /** Of all meetings of this server, now. */
  figures(): { meetings: number; participants: number; waiting: number; devices: number } {
    const sum = { meetings: 0, participants: 0, waiting: 0, devices: 0 };
    for (const { figures, state } of this.all()) {
      if (state.phase === 'running') sum.meetings += 1;
      sum.participants += figures.participants;
      sum.waiting += figures.waiting;
      sum.devices += figures.devices;
    }
    return sum;
  }

  /** Of everybody inside of a meeting of this server, now. */
  qualities(): ConnectionQuality[] {
    return [...this.all()].flatMap((conductor) => [...conductor.qualities()]);
  }

  all(): Iterable<Conductor> {
    return this.conductors.values();
  }

  get(meetingId: MeetingId): Conductor | undefined {
    return this.conductors.get(meetingId);
  }

  /**
   * The conductor of a meeting, made when there is none: takes the lease and rebuilds the state from the stored events.
   * @throws {MeetingNotFound}, {ConductedElsewhere} by another living server, {MeetingNotReady} when this one stops
   */
  open(meetingId: MeetingId): Promise<Conductor> {
    const known = this.opening.get(meetingId);
    if (known) return known;
    const opening = this.build(meetingId).catch((error: unknown) => {
      this.opening.delete(meetingId);
      throw error;
    });
    this.opening.set(meetingId, opening);
    return opening;
  }

  /** @returns the server that conducts it; undefined when it is this one (now), or `open` says why nobody can */
  async serverOf(meetingId: MeetingId): Promise<string | undefined> {
    try {
      await this.open(meetingId);
    } catch (error) {
      if (error instanceof ConductedElsewhere) return error.server;
      if (!(error instanceof SaalError)) this.options.log.warn({ err: error, meetingId }, 'who conducts a meeting cannot be found out');
    }
    return undefined;
  }

  private async build(meetingId: MeetingId): Promise<Conductor> {
    const { meetings, leases, accounts, log } = this.options;
    if (this.closed) throw new MeetingNotReady(meetingId, 'the server stops');
    if (!(await meetings.byId(meetingId))) throw new MeetingNotFound();
    const lease = await leases.acquire(meetingId);
    if ('heldBy' in lease) throw new ConductedElsewhere(meetingId, lease.heldBy);
    // Read again: until the lease was ours, somebody else may have changed it.
    const record = await meetings.byId(meetingId);
    if (!record) throw new MeetingNotFound();
    const owner = await accounts.person(record.ownerId);
    const { id, number, title, ownerId, settings } = record;
    const config = {
      ...{ id, number, title, ownerId, settings, inviterName: owner?.displayName ?? '' },
      ...(record.kind === 'room' && { ofRoom: true }),
      lockedSettings: await this.options.lockedSettings(record),
    };
    const closed = closedMeeting(config, record.run);
    const past = record.phase === 'ended' ? [] : await this.options.events.load(meetingId, record.run);
    if (past.length > 0) log.info({ meetingId, run: record.run, events: past.length }, 'conducting a meeting again');
    const lately = past.length > 0 ? await this.options.events.lately(meetingId, record.run) : [];
    const conductor = this.conduct(lease, { state: past.reduce(apply, closed), stored: past.length, lately });
    if (past.length > 0) this.options.standingChanged(meetingId);
    return conductor;
  }

  private conduct(
    lease: Lease,
    { state, stored, lately }: { state: MeetingState; stored: number; lately: readonly StoredEvent[] },
  ): Conductor {
    const { meetingId } = lease;
    let afterSeq = stored;
    const conductor = new Conductor({
      ...this.options,
      ...{ state, lately, term: lease.fencing },
      append: async (before: MeetingState, events: readonly StoredEvent[]) => {
        await this.options.events.append(lease, { run: before.run, afterSeq }, events);
        const opened = events.findLastIndex(({ type }) => type === 'run-opened');
        afterSeq = opened === -1 ? afterSeq + events.length : events.length - opened;
      },
      onApplied: (events) => {
        if (changesStanding(events)) this.options.standingChanged(meetingId);
      },
      onClosed: () => {
        this.conductors.delete(meetingId);
        this.opening.delete(meetingId);
        return this.release(lease);
      },
    });
    this.conductors.set(meetingId, conductor);
    return conductor;
  }

  private async release(lease: Lease): Promise<void> {
    try {
      await this.options.leases.release(lease);
    } catch (error) {
      this.options.log.warn({ err: error, meetingId: lease.meetingId }, 'a lease could not be given back, it will run out');
    }
  }

  /** Conducts again what ran when a server died, now and whenever another one dies. People find everything as it was. */
  async revive(): Promise<void> {
    try {
      await this.takeUpOpenMeetings();
    } finally {
      if (!this.closed) this.cancelRevival = this.options.clock.after(REVIVE_EVERY_MS, () => void this.reviveAgain());
    }
  }

  private async reviveAgain(): Promise<void> {
    try {
      await this.revive();
    } catch (error) {
      this.options.log.warn({ err: error }, 'meetings of dead servers could not be looked for');
    }
  }

  private async takeUpOpenMeetings(): Promise<void> {
    for (const meetingId of await this.options.meetings.open()) {
      try {
        await this.open(meetingId);
      } catch (error) {
        if (!(error instanceof MeetingNotReady))
          this.options.log.error({ err: error, meetingId }, 'a running meeting could not be taken up');
      }
    }
  }

  private renewLater(): void {
    this.cancelRenewal = this.options.clock.after(RENEW_EVERY_MS, () => void this.renew());
  }

  private async renew(): Promise<void> {
    const before = [...this.conductors.values()];
    const { leases, clock, log } = this.options;
    try {
      const held = await leases.renew();
      this.renewedAtMs = clock.now();
      for (const conductor of before) {
        if (!held.has(conductor.meetingId)) void conductor.close('lease-lost');
      }
    } catch (error) {
      // Where the database is away from all, nobody else can take a lease, so people go on; appends will fail until it is back.
      log.warn({ err: error }, 'leases could not be renewed');
      if (this.mayBeSucceeded()) for (const conductor of before) void conductor.close('lease-lost');
    }
    if (!this.closed) this.renewLater();
  }

  /**
   * Cut off from database and bus, this server can do nothing for a meeting whose media is elsewhere, and others may conduct
   * it: people come again, there or here, and keep their sound and picture.
   */
  private mayBeSucceeded(): boolean {
    const { media, isCutOff, clock } = this.options;
    return media.outlivesServer && isCutOff() && clock.now() - this.renewedAtMs > LEASE_MS;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.cancelRenewal();
    this.cancelRevival();
    await Promise.allSettled(this.opening.values());
    await Promise.all([...this.conductors.values()].map((conductor) => conductor.close('server-stops')));
  }
}
