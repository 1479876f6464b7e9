import { WIRE_VERSION, type RequestData, type RequestResult } from '@saal/protocol';
import type { Conductor } from '../conductor/conductor.ts';
import type { ConductorRegistry } from '../conductor/conductor-registry.ts';
import type { ClientConnection, Device } from '../conductor/device.ts';
import { Conflict, MeetingNotReady, NameNeeded, NotAParticipant, NotAdmitted, NotRegistered, UnsupportedWireVersion } from '../errors.ts';
import { requireGuests, type HouseRules } from '../house-rules.ts';
import { personIdOf, type Identity, type IdentityKey } from '../identity.ts';
import { keyIn, type Invited, type InvitedGuests } from '../invited.ts';
import { isOwner, participantOf } from '../meeting-state.ts';
import type { PasscodeDesk } from '../passcode-desk.ts';
import type { MemberStore, MeetingStore, RegistrationStore } from '../ports.ts';
import type { Visitor } from '../visitor.ts';

/** What one connection is about: who it is, and the meeting it joined. */
export class ClientSession {
  private readonly visitor: Visitor;
  private readonly connection: ClientConnection;
  private readonly address: string;
  private readonly registry: ConductorRegistry;
  private readonly passcodes: PasscodeDesk;
  private readonly meetings: MeetingStore;
  private readonly registrations: RegistrationStore;
  private readonly members: Pick<MemberStore, 'isMember'>;
  private readonly invited: Pick<InvitedGuests, 'of'>;
  private readonly rules: HouseRules;
  private place: { conductor: Conductor; device: Device } | undefined;
  private joining = false;
  private ended = false;
  /** Runs once the answer to the current join is written. */
  private afterAnswer: () => void = () => undefined;

  constructor(options: {
    visitor: Visitor;
    connection: ClientConnection;
    address: string;
    registry: ConductorRegistry;
    passcodes: PasscodeDesk;
    meetings: MeetingStore;
    registrations: RegistrationStore;
    members: Pick<MemberStore, 'isMember'>;
    invited: Pick<InvitedGuests, 'of'>;
    rules: HouseRules;
  }) {
    this.visitor = options.visitor;
    this.connection = options.connection;
    this.address = options.address;
    this.registry = options.registry;
    this.passcodes = options.passcodes;
    this.meetings = options.meetings;
    this.registrations = options.registrations;
    this.members = options.members;
    this.invited = options.invited;
    this.rules = options.rules;
  }

  /** In a meeting or its lobby. */
  get joined(): boolean {
    return this.place !== undefined && !this.place.device.gone;
  }

  get device(): Device | undefined {
    return this.joined ? this.place?.device : undefined;
  }

  async join(data: RequestData<'meeting.join'>): Promise<RequestResult<'meeting.join'>> {
    if (data.wireVersion !== WIRE_VERSION) throw new UnsupportedWireVersion(WIRE_VERSION);
    if (this.joining) throw new Conflict('joining already');
    const { device } = this;
    if (device && (device.deviceId !== data.deviceId || this.place?.conductor.meetingId !== data.meetingId)) {
      throw new Conflict('one connection is one device in one meeting');
    }
    this.joining = true;
    try {
      return await this.enter(data);
    } finally {
      this.joining = false;
    }
  }

  private async enter(data: RequestData<'meeting.join'>): Promise<RequestResult<'meeting.join'>> {
    const conductor = await this.openConductor(data.meetingId);
    const invited = await this.invited.of(data.meetingId, this.visitor.key);
    const key = keyIn(invited, this.visitor.key);
    // Who is inside may come back: a policy that changes puts nobody out.
    const isInside = participantOf(conductor.state, key)?.place === 'in';
    if (!this.visitor.account && !isInside) await requireGuests(this.rules, conductor.state.config.ownerId);
    // The invitation says more than a passcode, and is a place.
    if (!invited) {
      await this.checkPasscode(conductor, data.passcode);
      await this.checkRegistration(conductor);
    }
    const joined = await conductor.join({
      identity: this.identityIn(conductor, key, invited?.guest?.name ?? data.name),
      isMember: await this.isMember(conductor),
      preset: invited && { role: invited.role, passesLobby: invited.passesLobby },
      browser: key === this.visitor.key ? undefined : this.visitor.key,
      deviceId: data.deviceId,
      mediaEpoch: data.mediaEpoch,
      connection: this.connection,
      sessionId: this.visitor.account?.sessionId,
      site: this.visitor.site,
    });
    if (invited?.guest) await this.mustStillHold(joined.device, conductor, invited);
    this.place = { conductor, device: joined.device };
    this.afterAnswer = joined.answered;
    // It may have closed while we worked; its end was told before there was a device to tell it to.
    if (this.ended) conductor.connectionLost(joined.device, this.connection);
    return joined.result;
  }

  /** Somebody who withdrew the link meanwhile put out nobody. @throws {NotAParticipant} */
  private async mustStillHold(device: Device, conductor: Conductor, { guest }: Invited): Promise<void> {
    const now = await this.invited.of(conductor.meetingId, this.visitor.key);
    if (now?.guest?.id === guest?.id) return;
    await conductor.leave(device);
    throw new NotAParticipant();
  }

  /** The former run may be closing at this moment: then the next one is opened. */
  private async openConductor(meetingId: RequestData<'meeting.join'>['meetingId']): Promise<Conductor> {
    const conductor = await this.registry.open(meetingId);
    return conductor.isClosing ? this.registry.open(meetingId) : conductor;
  }

  private async isMember({ state, meetingId }: Conductor): Promise<boolean> {
    const personId = personIdOf(this.visitor.key);
    return state.config.ofRoom === true && personId !== undefined && (await this.members.isMember(meetingId, personId));
  }

  private async checkPasscode(conductor: Conductor, passcode: string | undefined): Promise<void> {
    const { state } = conductor;
    if (!state.settings.passcodeByLink || isOwner(state, this.visitor.key)) return;
    const known = participantOf(state, this.visitor.key);
    if (known && (known.admitted || known.place !== 'out')) return;
    const record = await this.meetings.byId(conductor.meetingId);
    if (!record) throw new MeetingNotReady(conductor.meetingId, 'it was deleted');
    await this.passcodes.passByLink(record, { identity: this.visitor.key, address: this.address }, passcode);
  }

  private async checkRegistration(conductor: Conductor): Promise<void> {
    const { state, meetingId } = conductor;
    if (state.settings.registration === 'off' || isOwner(state, this.visitor.key)) return;
    const known = participantOf(state, this.visitor.key);
    if (known && (known.admitted || known.place !== 'out')) return;
    const registered = await this.registrations.of(meetingId, this.visitor.key);
    if (registered?.state !== 'registered') throw new NotRegistered(registered !== undefined);
  }

  private identityIn(conductor: Conductor, key: IdentityKey, name: string | undefined): Identity {
    const { account } = this.visitor;
    if (account)
      return { key, name: account.displayName, pictureUrl: account.pictureUrl, ...(account.external && { external: account.external }) };
    const known = name ?? participantOf(conductor.state, key)?.identity.name;
    if (known === undefined) throw new NameNeeded();
    return { key, name: known };
  }

  /** The answer to a request is on its way. */
  answered(): void {
    const run = this.afterAnswer;
    this.afterAnswer = () => undefined;
    run();
  }

  async leave(): Promise<void> {
    const { conductor, device } = this.somewhere();
    await conductor.leave(device);
  }

  /** @throws {NotAParticipant} before joining, {NotAdmitted} in the lobby */
  inside(): { conductor: Conductor; device: Device } {
    const place = this.somewhere();
    if (place.device.phase !== 'in') throw new NotAdmitted();
    return place;
  }

  private somewhere(): { conductor: Conductor; device: Device } {
    if (!this.place || this.place.device.gone) throw new NotAParticipant();
    return this.place;
  }

  connectionEnded(): void {
    this.ended = true;
    if (this.place) this.place.conductor.connectionLost(this.place.device, this.connection);
  }
}
