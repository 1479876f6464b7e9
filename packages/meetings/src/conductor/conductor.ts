import type { Clock, Logger } from '@saal/foundation';
import type { MediaMethod, MediaService } from '@saal/media';
import {
  ParticipantId,
  QuestionId,
  RESUME_WINDOW_MS,
  closeCodes,
  type ConnectionQuality,
  type DeviceId,
  type JoinResult,
  type MeetingId,
  type RequestData,
  type RequestResult,
} from '@saal/protocol';
import { Conflict, LeaseLost, MeetingNotReady, NotAParticipant, NotAdmitted, Refused } from '../errors.ts';
import type { Identity } from '../identity.ts';
import type { ActorCommand, Command } from '../meeting-command.ts';
import type { MeetingEvent, StoredEvent } from '../meeting-event.ts';
import { participantOf, peopleAt, type MeetingState } from '../meeting-state.ts';
import { rightMissing } from '../refusal.ts';
import { lobbyViewFor, peoplePage, type Runtime } from '../view.ts';
import { auditFacts } from './audit-facts.ts';
import { CommandQueue } from './command-queue.ts';
import type { ClientConnection, Device } from './device.ts';
import { DeviceBook } from './device-book.ts';
import { EmptinessWatch } from './emptiness-watch.ts';
import { MediaDesk } from './media-desk.ts';
import { Returners } from './returners.ts';
import { Takeover } from './takeover.ts';
import { Teller } from './teller.ts';
import { liveOf, ViewSender } from './view-sender.ts';

export type JoinRequest = {
  identity: Identity;
  deviceId: DeviceId;
  mediaEpoch: string | undefined;
  connection: ClientConnection;
  sessionId: string | undefined;
  site?: string | undefined;
};
/** `answered` is called once the result is on its way: what follows it in order. */
export type Joined = { device: Device; result: JoinResult; answered: () => void };
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
  async join(request: JoinRequest): Promise<Joined> {
    const { identity, deviceId, connection } = request;
    await this.takeover.tried;
    await this.submit({ kind: 'join', identity, resuming: request.mediaEpoch !== undefined });
    const participant = participantOf(this.state, identity.key);
    if (!participant || participant.place === 'out') throw new NotAParticipant();
    const known = this.devices.get(deviceId);
    if (known && known.participantId !== participant.id) {
      if (this.devices.of(participant.id).length === 0) this.returners.expect(participant.id);
      throw new Conflict('this device id belongs to somebody else in this meeting');
    }
    const device = this.devices.getOrAdd(deviceId, participant.id);
    this.connect(device, connection, request.sessionId);
    if (!known) await this.inheritSound(device);
    if (participant.place === 'in') return this.letIn(device, request);
    device.phase = 'waiting';
    device.lastLobby = lobbyViewFor(this.state, participant.id);
    return { device, result: { state: 'waiting', lobby: device.lastLobby }, answered: () => undefined };
  }

  private connect(device: Device, connection: ClientConnection, sessionId: string | undefined): void {
    const former = device.connection;
    device.connection = connection;
    device.sessionId = sessionId;
    device.lastView = undefined;
    device.cancelWindow();
    this.returners.forget(device.participantId);
    if (former && former !== connection) {
      former.send({ type: 'meeting.gone', data: { reason: 'replaced' } });
      former.close(closeCodes.replaced, 'replaced by a newer connection of the same device');
    }
    this.views.changed();
  }

  private async letIn(device: Device, { connection, mediaEpoch, site }: JoinRequest): Promise<Joined> {
    const unreachable = (error: unknown) => {
      this.connectionLost(device, connection);
      throw error;
    };
    const room = await this.media.room(this.state).catch(unreachable);
    this.mustStillEnter(device, connection);
    const { deviceId, participantId } = device;
    const peer = await room.addPeer({ deviceId, participantId, site, send: (event) => device.send(event) }).catch(unreachable);
    const media = await peer.info(mediaEpoch);
    // Meanwhile the device may have gone, or its owner may have been removed; a newer connection of it has the same peer.
    if (device.gone || !this.isIn(device)) peer.close();
    this.mustStillEnter(device, connection);
    device.peer = peer;
    device.phase = 'in';
    peer.setListening(!this.devices.isCompanion(device));
    const snapshot = this.views.begin(device);
    if (!snapshot) throw new NotAdmitted();
    // Anything the peer has to say comes after the answer: the client knows its room by then.
    return { device, result: { state: 'joined', snapshot, media }, answered: () => peer.resync() };
  }

  /** @throws {NotAParticipant, NotAdmitted} */
  private mustStillEnter(device: Device, connection: ClientConnection): void {
    if (device.gone || device.connection !== connection) throw new NotAParticipant();
    if (!this.isIn(device)) throw new NotAdmitted();
  }

  private isIn(device: Device): boolean {
    return this.state.participants.get(device.participantId)?.place === 'in';
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
    await this.moveSound(device);
  }

  /**
   * A new device gets the sound of one that is away: its tab was closed, or it is in a tunnel. Devices that come back
   * keep what they were, whichever of them is first.
   */
  private async inheritSound(device: Device): Promise<void> {
    if (this.devices.of(device.participantId).every((other) => other === device || !other.connection)) await this.moveSound(device);
  }

  private async moveSound(device: Device): Promise<void> {
    const former = this.devices.takeSound(device);
    if (!former) return;
    await this.media.pause(former, 'microphone');
    former.peer?.setListening(false);
    device.peer?.setListening(true);
    former.send({ type: 'meeting.notice', data: { kind: 'sound-moved' } });
    this.views.changed();
  }

  reportQuality(device: Device, quality: ConnectionQuality): void {
    this.mustBeInside(device);
    if (this.devices.isCompanion(device)) return;
    this.quality.set(device.participantId, quality);
    this.views.changed();
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
