import type { DeviceId, MediaRoomInfo, MediaSource, ParticipantId, RequestData, RequestResult } from '@saal/protocol';
import { MediaEpochOver } from '../errors.ts';
import type { MediaEvent, MediaMethod, MediaPeer } from '../ports.ts';
import type { CarriedBranch } from './carried-branch.ts';
import type { BranchInfo, BranchPeer } from './room-branch.ts';

/** One device of a room, wherever it is placed: what it keeps when it moves from one branch to another. */
export class RoomPeer implements MediaPeer {
  readonly deviceId: DeviceId;
  readonly participantId: ParticipantId;
  readonly site: string | undefined;
  /** Its first place. @throws {MediaUnavailable, MediaEpochOver} */
  entering: Promise<void> = Promise.resolve();
  readonly #closing: (peer: RoomPeer) => void;
  readonly #fullInfo: (info: BranchInfo | undefined) => MediaRoomInfo;
  readonly #sources: (producerId: string) => MediaSource | undefined;
  /** Of streams whose branch has answered and may not have told the room yet. */
  readonly #produced = new Map<string, MediaSource>();
  #send: (event: MediaEvent) => void;
  #place: { carried: CarriedBranch; peer: BranchPeer } | undefined;
  #listening = true;
  #closed = false;

  constructor(options: {
    deviceId: DeviceId;
    participantId: ParticipantId;
    site: string | undefined;
    send: (event: MediaEvent) => void;
    /** @param info undefined: it has no place */
    fullInfo: (info: BranchInfo | undefined) => MediaRoomInfo;
    sourceOf: (producerId: string) => MediaSource | undefined;
    closing: (peer: RoomPeer) => void;
  }) {
    this.deviceId = options.deviceId;
    this.participantId = options.participantId;
    this.site = options.site;
    this.#send = options.send;
    this.#fullInfo = options.fullInfo;
    this.#sources = options.sourceOf;
    this.#closing = options.closing;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Where it is; undefined between the death of a worker and the place on another one. */
  get carried(): CarriedBranch | undefined {
    return this.#place?.carried;
  }

  settle(carried: CarriedBranch): void {
    const { deviceId, participantId } = this;
    this.#place = { carried, peer: carried.branch.addPeer({ deviceId, participantId }) };
    this.#place.peer.setListening(this.#listening);
  }

  /** Its branch is over. */
  unsettle(): void {
    this.#place = undefined;
    this.#produced.clear();
  }

  send(event: MediaEvent): void {
    if (!this.#closed) this.#send(event);
  }

  /** The device is connected anew. */
  redirect(send: (event: MediaEvent) => void): void {
    this.#send = send;
  }

  async info(knownEpoch: string | undefined): Promise<MediaRoomInfo> {
    return this.#fullInfo(await this.#place?.peer.info(knownEpoch));
  }

  resync(): void {
    this.#place?.peer.resync();
  }

  async handle<M extends MediaMethod>(method: M, data: RequestData<M>): Promise<RequestResult<M>> {
    if (!this.#place) throw new MediaEpochOver();
    const result = await this.#place.peer.handle(method, data);
    if ('source' in data && 'producerId' in result) this.#produced.set(result.producerId, data.source);
    return result;
  }

  sourceOf(producerId: string): MediaSource | undefined {
    return this.#sources(producerId) ?? this.#produced.get(producerId);
  }

  setListening(listening: boolean): void {
    this.#listening = listening;
    this.#place?.peer.setListening(listening);
  }

  async pauseSource(source: MediaSource): Promise<void> {
    await this.#place?.peer.pauseSource(source);
  }

  async closeSource(source: MediaSource, shareId?: string): Promise<void> {
    await this.#place?.peer.closeSource(source, shareId);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closing(this);
    this.#place = undefined;
  }
}
