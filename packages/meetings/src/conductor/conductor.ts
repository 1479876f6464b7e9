import type { Clock, Logger } from '@saal/foundation';
import type { MediaMethod, MediaService } from '@saal/media';
import {
  ParticipantId,
  QuestionId,
  RESUME_WINDOW_MS,
  closeCodes,
  type ConnectionQuality,
  type MeetingId,
  type RequestData,
  type RequestResult,
} from '@saal/protocol';
import { LeaseLost, MeetingNotReady, NotAParticipant, NotAdmitted, Refused } from '../errors.ts';
import type { Identity } from '../identity.ts';
import type { ActorCommand, Command } from '../meeting-command.ts';
import type { MeetingEvent, StoredEvent } from '../meeting-event.ts';
import { peopleAt, type MeetingState } from '../meeting-state.ts';
import { rightMissing } from '../refusal.ts';
import { peoplePage, type Runtime } from '../view.ts';
import { auditFacts } from './audit-facts.ts';
import { CommandQueue } from './command-queue.ts';
import type { ClientConnection, Device } from './device.ts';
import { DeviceBook } from './device-book.ts';
import { EmptinessWatch } from './emptiness-watch.ts';
import { Entrance, type Joined, type JoinRequest } from './entrance.ts';
import { MediaDesk } from './media-desk.ts';
import { Returners } from './returners.ts';
import { SoundDesk } from './sound-desk.ts';
import { Takeover } from './takeover.ts';
import { Teller } from './teller.ts';
import { liveOf, ViewSender } from './view-sender.ts';

/** Why a conductor stops while people are inside: they connect again and go on. */
export type CloseReason = 'server-stops' | 'lease-lost';
type WithoutBy<C> = C extends ActorCommand ? Omit<C, 'by'> : never;

/** A failed leave (database away) is tried again after this. */
const RETRY_MS = 1_000;
/** More voices at once nobody tells apart. */
const SPEAKING_TOLD = 10;

/** Owns one running meeting: orders what is asked, stores it, and tells devices and media. One per meeting in the cluster. */
export class Conductor {
  readonly meetingId: MeetingId;
  private readonly clock: Clock;
  private readonly log: Logger;
  private readonly queue: CommandQueue;
  private readonly devices = new DeviceBook();
  private readonly media: MediaDesk;
  private readonly views: ViewSender;
  private readonly onClosed: () => Promise<void>;
  private readonly onApplied: (events: readonly MeetingEvent[]) => void;
  private readonly quality = new Map<ParticipantId, ConnectionQuality>();
  private speaking: ParticipantId[] = [];
  private activeSpeaker: ParticipantId | null = null;
  private readonly returners: Returners;
  private readonly takeover: Takeover;
  private readonly emptiness: EmptinessWatch;
  private readonly teller: Teller;
  private readonly sound: SoundDesk;
  private readonly entrance: Entrance;
  private enforcing: Promise<void> = Promise.resolve();
  private closing: Promise<void> | undefined;

  /**
   * @param options.state rebuilt from the stored events; people in it get a fresh window to come back
   * @param options.lately stored last by a conductor that may not have enforced it any more
   * @param options.term of the lease
   */
  constructor(options: {
    state: MeetingState;
    lately: readonly StoredEvent[];
    term: number;
    append: (before: MeetingState, events: readonly StoredEvent[]) => Promise<void>;
    media: MediaService;
    clock: Clock;
    log: Logger;
    newId: () => string;
    onClosed: () => Promise<void>;
    /** After it is stored and `state` has it. */
    onApplied: (events: readonly MeetingEvent[]) => void;
  }) {
    this.meetingId = options.state.config.id;
    this.clock = options.clock;
    this.log = options.log;
    this.onClosed = options.onClosed;
    this.onApplied = options.onApplied;
    this.queue = new CommandQueue(options.state, {
      append: options.append,
      applied: (before, after, events) => this.applied(before, after, events),
      failed: (error) => {
        if (error instanceof LeaseLost) void this.close('lease-lost');
      },
      context: () => ({
        nowMs: this.clock.now(),
        newParticipantId: () => ParticipantId.parse(options.newId()),
        newQuestionId: () => QuestionId.parse(options.newId()),
      }),
      log: options.log,
    });
    this.media = new MediaDesk({
      media: options.media,
      devices: this.devices,
      term: options.term,
      log: options.log,
      opened: (room) => this.takeover.opened(room),
      listener: {
        takenOver: () => void this.close('lease-lost'),
        streamsChanged: (deviceId, streams) => {
          const device = this.devices.get(deviceId);
          if (!device) return;
          device.streams = streams;
          this.views.changed();
        },
        speakingChanged: (speaking, active) => this.speakingChanged(speaking, active),
      },
    });
    this.views = new ViewSender({
      clock: options.clock,
      devices: this.devices,
      state: () => this.queue.state,
      runtime: () => this.runtime(),
    });
    this.teller = new Teller({ devices: this.devices, clock: options.clock, putAway: (device) => this.putAway(device) });
    this.returners = new Returners(
      options.clock,
      (participantId) => void this.submitSurely({ kind: 'leave', participantId, cause: 'timed-out' }),
    );
    for (const { id } of peopleAt(this.state, 'waiting')) this.returners.expect(id);
    this.takeover = new Takeover({
      media: this.media,
      devices: this.devices,
      returners: this.returners,
      clock: options.clock,
      log: options.log,
      state: () => this.state,
      lately: options.lately,
      stayedAway: (device) => void this.drop(device, 'timed-out'),
    });
    this.sound = new SoundDesk({ devices: this.devices, media: this.media, changed: () => this.views.changed() });
    this.entrance = new Entrance({
      ...{ devices: this.devices, media: this.media, views: this.views, returners: this.returners, takeover: this.takeover },
      ...{ sound: this.sound, state: () => this.state, submit: (command) => this.submit(command) },
      connectionLost: (device, connection) => this.connectionLost(device, connection),
      putAway: (device) => this.putAway(device),
    });
    this.emptiness = new EmptinessWatch(options.clock, () => void this.closeIfEmpty());
    this.emptiness.look(this.state);
  }

  private runtime(): Runtime {
    return { live: liveOf(this.devices, this.quality), speaking: this.speaking, activeSpeaker: this.activeSpeaker };
  }

  get state(): MeetingState {
    return this.queue.state;
  }

  get isClosing(): boolean {
    return this.closing !== undefined;
  }

  get figures(): { participants: number; waiting: number; devices: number } {
    return { participants: peopleAt(this.state, 'in').length, waiting: peopleAt(this.state, 'waiting').length, devices: this.devices.size };
  }

  /** Enter, come back or knock. @throws {Refused} by the rules, {Conflict} when the device id is somebody else's */
  join(request: JoinRequest): Promise<Joined> {
    return this.entrance.join(request);
  }

  /** Leaves with this device; with the last one, the participant leaves. */
  async leave(device: Device): Promise<void> {
    if (device.gone) return;
    await this.drop(device, 'left');
  }

  /** What somebody inside asks. Resolves when it is stored and media follows it. */
  async command(device: Device, command: WithoutBy<ActorCommand>): Promise<void> {
    this.mustBeInside(device);
    await this.submit({ ...command, by: device.participantId });
    await this.enforcing;
  }

  /** One page of the list of a large meeting. @throws {Refused} who may not see them */
  people(device: Device, query: RequestData<'meeting.people'>): RequestResult<'meeting.people'> {
    this.mustBeInside(device);
    const viewer = this.state.participants.get(device.participantId);
    if (!viewer) throw new NotAParticipant();
    const page = peoplePage(this.state, this.runtime(), viewer, query);
    if ('missing' in page) throw new Refused(rightMissing(page.missing));
    return page;
  }

  handleMedia<M extends MediaMethod>(device: Device, method: M, data: RequestData<M>): Promise<RequestResult<M>> {
    this.mustBeInside(device);
    return this.media.handle(device, () => this.state, method, data);
  }

  /** Makes this device the one that is heard and hears. */
  async takeSound(device: Device): Promise<void> {
    this.mustBeInside(device);
    await this.sound.move(device);
  }

  reportQuality(device: Device, quality: ConnectionQuality): void {
    this.mustBeInside(device);
    if (this.devices.isCompanion(device)) return;
    this.quality.set(device.participantId, quality);
    this.views.changed();
  }

  /** As the pages of everybody inside reported it last. */
  qualities(): Iterable<ConnectionQuality> {
    return this.quality.values();
  }

  /** The connection is lost without a word: the device may come back within the window. */
  connectionLost(device: Device, connection: ClientConnection): void {
    if (device.connection !== connection || device.gone) return;
    device.connection = undefined;
    device.lastView = undefined;
    device.cancelWindow = this.clock.after(RESUME_WINDOW_MS, () => void this.drop(device, 'timed-out'));
    this.views.changed();
  }

  /** An account's session ended (signed out, disabled): its devices leave at once. */
  sessionEnded(matches: (device: Device, identity: Identity) => boolean): void {
    for (const device of [...this.devices.all()]) {
      const identity = this.state.participants.get(device.participantId)?.identity;
      if (!identity || !matches(device, identity)) continue;
      device.connection?.close(closeCodes.notAuthenticated, 'signed out');
      void this.drop(device, 'left');
    }
  }

  /** From outside: the plan changed, or the meeting was deleted. */
  submit(command: Command): Promise<void> {
    return this.queue.submit(command);
  }

  private mustBeInside(device: Device): void {
    if (device.gone) throw new NotAParticipant();
    if (device.phase !== 'in') throw new NotAdmitted();
  }

  private async drop(device: Device, cause: 'left' | 'timed-out'): Promise<void> {
    this.putAway(device);
    if (this.devices.of(device.participantId).length > 0) return;
    await this.submitSurely({ kind: 'leave', participantId: device.participantId, cause });
  }

  private putAway(device: Device): void {
    const heir = this.devices.remove(device);
    device.peer?.close();
    device.peer = undefined;
    device.streams = [];
    if (heir) heir.peer?.setListening(true);
    else if (this.devices.of(device.participantId).length === 0) this.quality.delete(device.participantId);
    this.views.changed();
  }

  /** Things that happened whether the database is there or not. */
  private async submitSurely(command: Command): Promise<void> {
    try {
      await this.submit(command);
    } catch (error) {
      if (this.closing) return;
      this.log.warn({ err: error, meetingId: this.meetingId, kind: command.kind }, 'will be tried again');
      this.clock.after(RETRY_MS, () => void this.submitSurely(command));
    }
  }

  /** Tells what was stored. */
  private applied(before: MeetingState, after: MeetingState, events: readonly MeetingEvent[]): void {
    for (const event of events) {
      const facts = auditFacts(event);
      if (facts) this.log.info({ meetingId: this.meetingId, ...facts }, 'meeting event');
      this.teller.tell(event, after);
    }
    this.enforcing = Promise.all([this.enforcing, this.media.enforce(before, after, events)]).then(() => undefined);
    this.views.changed();
    this.emptiness.look(after);
    this.onApplied(events);
    // The run is over: the next one who comes finds a new conductor.
    if (after.phase === 'ended') void this.shut({ handOver: false });
  }

  private speakingChanged(speaking: ParticipantId[], activeSpeaker: ParticipantId | null): void {
    this.speaking = speaking.slice(0, SPEAKING_TOLD);
    this.activeSpeaker = activeSpeaker;
    for (const device of this.devices.all()) {
      if (device.phase === 'in' && device.lastView)
        device.send({ type: 'meeting.speaking', data: { speaking: this.speaking, activeSpeaker } });
    }
  }

  private async closeIfEmpty(): Promise<void> {
    // Opened in vain (somebody was turned away at the door): there is no run to end.
    if (this.state.phase === 'ended') return this.shut({ handOver: false });
    await this.submitSurely({ kind: 'close-if-empty' });
  }

  /** Stops without ending the meeting. Idempotent. */
  close(reason: CloseReason): Promise<void> {
    if (!this.closing) {
      for (const device of this.devices.all()) device.connection?.close(reason === 'server-stops' ? 1001 : 1012, reason);
    }
    return this.shut({ handOver: true });
  }

  private shut({ handOver }: { handOver: boolean }): Promise<void> {
    this.closing ??= (async () => {
      const mediaEnds = this.media.close({ handOver });
      this.takeover.close();
      this.queue.close(new MeetingNotReady(this.meetingId, 'its conductor stopped'));
      this.emptiness.close();
      this.views.close();
      this.teller.close();
      this.returners.close();
      const connections: (ClientConnection | undefined)[] = [];
      for (const device of [...this.devices.all()]) {
        connections.push(device.connection);
        this.devices.remove(device);
        device.peer?.close();
      }
      await Promise.all([this.onClosed(), mediaEnds]);
      // Last, so that whoever ended the meeting has the answer first.
      for (const connection of connections) connection?.close(1000, 'ended');
    })();
    return this.closing;
  }
}
