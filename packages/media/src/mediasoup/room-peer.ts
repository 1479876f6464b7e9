import type { DeviceId, MediaRoomInfo, MediaSource, ParticipantId, RequestData, RequestResult } from '@saal/protocol';
import { MediaEpochOver } from '../errors.ts';
import type { MediaEvent, MediaMethod, MediaPeer } from '../ports.ts';
import type { Branch } from './branch.ts';
import type { Peer } from './peer.ts';

/** One device of a room, wherever it is placed: what it keeps when it moves from one branch to another. */
export class RoomPeer implements MediaPeer {
  readonly deviceId: DeviceId;
  readonly participantId: ParticipantId;
  readonly site: string | undefined;
  /** Its first place. @throws {MediaUnavailable, MediaEpochOver} */
  entering: Promise<void> = Promise.resolve();
  readonly #closing: (peer: RoomPeer) => void;
  readonly #unplaced: () => MediaRoomInfo;
  #send: (event: MediaEvent) => void;
  #place: { branch: Branch; peer: Peer } | undefined;
  #listening = true;
  #closed = false;

  constructor(options: {
    deviceId: DeviceId;
    participantId: ParticipantId;
    site: string | undefined;
    send: (event: MediaEvent) => void;
    unplaced: () => MediaRoomInfo;
    closing: (peer: RoomPeer) => void;
  }) {
    this.deviceId = options.deviceId;
    this.participantId = options.participantId;
    this.site = options.site;
    this.#send = options.send;
    this.#unplaced = options.unplaced;
    this.#closing = options.closing;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  get branch(): Branch | undefined {
    return this.#place?.branch;
  }

  /** @throws {MediaEpochOver} between the death of a worker and the place on another one */
  get placed(): Peer {
    if (!this.#place) throw new MediaEpochOver();
    return this.#place.peer;
  }

  settle(branch: Branch): void {
    this.#place = { branch, peer: branch.addPeer(this) };
    this.#place.peer.setListening(this.#listening);
  }

  /** Its branch is over. */
  unsettle(): void {
    this.#place = undefined;
  }

  send(event: MediaEvent): void {
    if (!this.#closed) this.#send(event);
  }

  /** The device is connected anew. */
  redirect(send: (event: MediaEvent) => void): void {
    this.#send = send;
  }

  async info(knownEpoch: string | undefined): Promise<MediaRoomInfo> {
    return this.#place ? this.#place.peer.info(knownEpoch) : this.#unplaced();
  }

  resync(): void {
    this.#place?.peer.resync();
  }

  async handle<M extends MediaMethod>(method: M, data: RequestData<M>): Promise<RequestResult<M>> {
    return this.placed.handle(method, data);
  }

  sourceOf(producerId: string): MediaSource | undefined {
    return this.#place?.peer.sourceOf(producerId);
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
