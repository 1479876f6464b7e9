import type { DeviceId, MediaRoomInfo, MediaSource, ParticipantId, RequestData, RequestResult } from '@saal/protocol';
import { MediaEpochOver } from '../errors.ts';
import type { MediaEvent, MediaMethod, MediaPeer } from '../ports.ts';
import type { CarriedBranch } from './carried-branch.ts';
import type { BranchInfo, BranchPeer } from './room-branch.ts';

interface Place {
  carried: CarriedBranch;
  peer: BranchPeer;
}

export interface RoomPeerOptions {
  deviceId: DeviceId;
  participantId: ParticipantId;
  site: string | undefined;
  send: (event: MediaEvent) => void;
  /** @param info what is not given is what holds for a device without transports; undefined: it has no place */
  fullInfo: (info: Partial<BranchInfo> | undefined) => MediaRoomInfo;
  sourceOf: (producerId: string) => MediaSource | undefined;
  closing: (peer: RoomPeer) => void;
  /** The device hears and sends by this epoch now. Resolves when the others have changed over. */
  moved: (peer: RoomPeer, epoch: string) => Promise<void>;
  /** The device came (back) and holds the transports of this epoch; undefined: none. */
  cameBack: (peer: RoomPeer, epoch: string | undefined) => void;
}

/** One device of a room, wherever it is placed: what it keeps when it moves from one branch to another. */
export class RoomPeer implements MediaPeer {
  readonly deviceId: DeviceId;
  readonly participantId: ParticipantId;
  readonly site: string | undefined;
  /** Its first place. @throws {MediaUnavailable, MediaEpochOver} */
  entering: Promise<void> = Promise.resolve();
  readonly #options: RoomPeerOptions;
  /** Of streams whose branch has answered and may not have told the room yet. */
  readonly #produced = new Map<string, MediaSource>();
  #send: (event: MediaEvent) => void;
  #place: Place | undefined;
  /** Where it is to be: it makes transports there, and others do not get its streams from there yet. */
  #next: (Place & { invitation: MediaRoomInfo | undefined; answered: boolean }) | undefined;
  /** Where it was: others have its streams from there until they have the new ones. */
  #former: Place | undefined;
  #listening = true;
  #closed = false;

  constructor(options: RoomPeerOptions) {
    this.deviceId = options.deviceId;
    this.participantId = options.participantId;
    this.site = options.site;
    this.#options = options;
    this.#send = options.send;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Where it is; undefined between the death of a worker and the place on another one. */
  get carried(): CarriedBranch | undefined {
    return this.#place?.carried;
  }

  settle(carried: CarriedBranch): void {
    this.#place = this.#enter(carried);
  }

  /** Its branch is over. */
  unsettle(): void {
    this.#place = undefined;
    this.#produced.clear();
  }

  /** It is to be there. */
  approach(carried: CarriedBranch): void {
    this.#next = { ...this.#enter(carried, true), invitation: undefined, answered: false };
  }

  /** Asks the device to go where it is to be. @throws {MediaEpochOver} */
  async invite(): Promise<void> {
    const next = this.#next;
    if (!next) throw new MediaEpochOver();
    next.invitation = this.#options.fullInfo(await next.peer.info(undefined));
    if (this.#next === next) this.send({ type: 'media.move', data: next.invitation });
  }

  /** The device has done something about the invitation. */
  get hasAnswered(): boolean {
    return this.#next?.answered ?? false;
  }

  /** By force, before anybody hears it from there. */
  async pauseNext(source: MediaSource): Promise<void> {
    await this.#next?.peer.pauseSource(source);
  }

  /** Where it was going is where it is now. */
  arrive(): void {
    this.#former = this.#place;
    this.#place = this.#next;
    this.#next = undefined;
  }

  /** It does not go there. */
  stay(): void {
    this.#next = undefined;
  }

  forgetFormer(): void {
    this.#former = undefined;
  }

  /** The device has to begin anew where it is. */
  async reset(): Promise<void> {
    this.send({ type: 'media.reset', data: this.#options.fullInfo(await this.#place?.peer.info(undefined)) });
  }

  /** The device has to begin anew in a place where it has nothing yet, so that nobody need be asked what it has. */
  begin(): void {
    this.send({ type: 'media.reset', data: this.#options.fullInfo(this.#place && { epoch: this.#place.carried.id }) });
  }

  send(event: MediaEvent): void {
    if (!this.#closed) this.#send(event);
  }

  /** What a branch tells the device; a branch where it is not has nothing to say. */
  tell(epoch: string, event: MediaEvent): void {
    if (!this.#placeOf(epoch)) return;
    const moves = this.#next !== undefined || this.#former !== undefined;
    if (moves && event.type === 'media.consumer-added') this.send({ ...event, data: { ...event.data, epoch } });
    else if (event.type !== 'media.slots' || epoch === this.#place?.carried.id) this.send(event);
  }

  /** The device is connected anew. */
  redirect(send: (event: MediaEvent) => void): void {
    this.#send = send;
  }

  async info(knownEpoch: string | undefined): Promise<MediaRoomInfo> {
    this.#options.cameBack(this, knownEpoch);
    return this.#options.fullInfo(await this.#place?.peer.info(knownEpoch));
  }

  resync(): void {
    const invitation = this.#next?.invitation;
    if (invitation) this.send({ type: 'media.move', data: invitation });
    for (const { peer } of this.#places()) peer.resync();
  }

  async handle<M extends MediaMethod>(method: M, data: RequestData<M>): Promise<RequestResult<M>> {
    const epoch = 'epoch' in data ? data.epoch : undefined;
    if (method === 'media.moved' && epoch !== undefined) await this.#options.moved(this, epoch);
    const place = epoch === undefined ? this.#place : this.#placeOf(epoch);
    if (!place) throw new MediaEpochOver();
    if (this.#next?.carried === place.carried) this.#next.answered = true;
    const result = await place.peer.handle(method, data);
    if ('source' in data && 'producerId' in result) this.#produced.set(result.producerId, data.source);
    return result;
  }

  sourceOf(producerId: string): MediaSource | undefined {
    return this.#options.sourceOf(producerId) ?? this.#produced.get(producerId);
  }

  setListening(listening: boolean): void {
    this.#listening = listening;
    for (const { peer } of this.#places()) peer.setListening(listening);
  }

  async pauseSource(source: MediaSource): Promise<void> {
    await Promise.all(this.#places().map(({ peer }) => peer.pauseSource(source)));
  }

  async closeSource(source: MediaSource, shareId?: string): Promise<void> {
    await Promise.all(this.#places().map(({ peer }) => peer.closeSource(source, shareId)));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.closing(this);
    this.#place = this.#next = this.#former = undefined;
  }

  #enter(carried: CarriedBranch, coming = false): Place {
    const { deviceId, participantId } = this;
    const peer = carried.branch.addPeer({ deviceId, participantId });
    if (coming) carried.branch.setPresence(deviceId, { stage: 'coming' });
    peer.setListening(this.#listening);
    return { carried, peer };
  }

  #places(): Place[] {
    return [this.#place, this.#next, this.#former].filter((place) => place !== undefined);
  }

  #placeOf(epoch: string): Place | undefined {
    return this.#places().find(({ carried }) => carried.id === epoch);
  }
}
