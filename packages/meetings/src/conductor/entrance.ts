import { closeCodes, type DeviceId, type JoinResult, type ParticipantId } from '@saal/protocol';
import { Conflict, NotAParticipant, NotAdmitted } from '../errors.ts';
import type { Identity, IdentityKey } from '../identity.ts';
import type { Preset } from '../invited.ts';
import type { Command } from '../meeting-command.ts';
import { participantOf, type MeetingState } from '../meeting-state.ts';
import { lobbyViewFor } from '../view.ts';
import type { ClientConnection, Device } from './device.ts';
import type { DeviceBook } from './device-book.ts';
import type { MediaDesk } from './media-desk.ts';
import type { Returners } from './returners.ts';
import type { SoundDesk } from './sound-desk.ts';
import type { Takeover } from './takeover.ts';
import type { ViewSender } from './view-sender.ts';

export type JoinRequest = {
  identity: Identity;
  /** Of the room whose meeting it is. */
  isMember?: boolean;
  preset?: Preset | undefined;
  /** Who came by a personal link is there with one browser at a time: this one, the others are closed. */
  browser?: IdentityKey | undefined;
  deviceId: DeviceId;
  mediaEpoch: string | undefined;
  connection: ClientConnection;
  sessionId: string | undefined;
  site?: string | undefined;
};
/** `answered` is called once the result is on its way: what follows it in order. */
export type Joined = { device: Device; result: JoinResult; answered: () => void };

export interface EntranceOptions {
  devices: DeviceBook;
  media: MediaDesk;
  views: ViewSender;
  returners: Returners;
  takeover: Takeover;
  sound: SoundDesk;
  state: () => MeetingState;
  submit: (command: Command) => Promise<void>;
  connectionLost: (device: Device, connection: ClientConnection) => void;
  /** Takes a device out for good, and the participant stays. */
  putAway: (device: Device) => void;
}

/** The way into a running meeting: which device comes, in whose place, and whether into the lobby or inside. */
export class Entrance {
  private readonly options: EntranceOptions;

  constructor(options: EntranceOptions) {
    this.options = options;
  }

  /** Enter, come back or knock. @throws {Refused} by the rules, {Conflict} when the device id is somebody else's */
  async join(request: JoinRequest): Promise<Joined> {
    const { identity, deviceId, connection, isMember, preset } = request;
    await this.options.takeover.tried;
    await this.options.submit({ kind: 'join', identity, resuming: request.mediaEpoch !== undefined, isMember, preset });
    const participant = participantOf(this.options.state(), identity.key);
    if (!participant || participant.place === 'out') throw new NotAParticipant();
    const known = this.options.devices.get(deviceId);
    if (known && known.participantId !== participant.id) {
      if (this.options.devices.of(participant.id).length === 0) this.options.returners.expect(participant.id);
      throw new Conflict('this device id belongs to somebody else in this meeting');
    }
    this.replaceBrowser(participant.id, request.browser);
    const device = this.options.devices.getOrAdd(deviceId, participant.id);
    device.browser = request.browser;
    this.connect(device, connection, request.sessionId);
    if (!known) await this.options.sound.inherit(device);
    if (participant.place === 'in') return this.letIn(device, request);
    device.phase = 'waiting';
    device.lastLobby = lobbyViewFor(this.options.state(), participant.id);
    return { device, result: { state: 'waiting', lobby: device.lastLobby }, answered: () => undefined };
  }

  private replaceBrowser(participantId: ParticipantId, browser: IdentityKey | undefined): void {
    if (browser === undefined) return;
    for (const former of this.options.devices.of(participantId)) {
      if (former.browser === undefined || former.browser === browser) continue;
      former.send({ type: 'meeting.gone', data: { reason: 'replaced' } });
      former.connection?.close(closeCodes.replaced, 'the personal link was opened in another browser');
      this.options.putAway(former);
    }
  }

  private connect(device: Device, connection: ClientConnection, sessionId: string | undefined): void {
    const former = device.connection;
    device.connection = connection;
    device.sessionId = sessionId;
    device.lastView = undefined;
    device.cancelWindow();
    this.options.returners.forget(device.participantId);
    if (former && former !== connection) {
      former.send({ type: 'meeting.gone', data: { reason: 'replaced' } });
      former.close(closeCodes.replaced, 'replaced by a newer connection of the same device');
    }
    this.options.views.changed();
  }

  private async letIn(device: Device, { connection, mediaEpoch, site }: JoinRequest): Promise<Joined> {
    const unreachable = (error: unknown) => {
      this.options.connectionLost(device, connection);
      throw error;
    };
    const room = await this.options.media.room(this.options.state()).catch(unreachable);
    this.mustStillEnter(device, connection);
    const { deviceId, participantId } = device;
    const peer = await room.addPeer({ deviceId, participantId, site, send: (event) => device.send(event) }).catch(unreachable);
    const media = await peer.info(mediaEpoch);
    // Meanwhile the device may have gone, or its owner may have been removed; a newer connection of it has the same peer.
    if (device.gone || !this.isIn(device)) peer.close();
    this.mustStillEnter(device, connection);
    device.peer = peer;
    device.phase = 'in';
    peer.setListening(!this.options.devices.isCompanion(device));
    const snapshot = this.options.views.begin(device);
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
    return this.options.state().participants.get(device.participantId)?.place === 'in';
  }
}
