import type { LeftBehind, MediaEvent, MediaLoad, MediaMethod, MediaPeer, MediaRoom, MediaRoomListener, MediaService } from '@saal/media';
import {
  requests,
  type DeviceId,
  type MediaRoomInfo,
  type MediaSource,
  type MeetingId,
  type ParticipantId,
  type RequestData,
  type RequestResult,
  type StreamView,
} from '@saal/protocol';
import { SaalError } from '@saal/foundation';

class NotThere extends SaalError {
  readonly code = 'media_object_not_found';
}
class Away extends SaalError {
  readonly code = 'media_unavailable';
}

/** A media server that sends nothing, remembers everything, and can be told to be away. */
export class FakeMedia implements MediaService {
  readonly rooms = new Map<MeetingId, FakeRoom>();
  away = false;
  outlivesServer = false;

  openRoom(meetingId: MeetingId, listener: MediaRoomListener, term = 0): Promise<FakeRoom> {
    if (this.away) return Promise.reject(new Away('no worker lives'));
    const left = this.rooms.get(meetingId);
    if (left && this.outlivesServer) return Promise.resolve(left.takeUp(listener, term));
    const closed = () => {
      if (!this.outlivesServer) this.rooms.delete(meetingId);
    };
    const room = new FakeRoom(meetingId, listener, closed);
    this.rooms.set(meetingId, room);
    return Promise.resolve(room);
  }

  load(): MediaLoad {
    return { workers: [] };
  }

  close(): Promise<void> {
    this.rooms.clear();
    return Promise.resolve();
  }
}

let epochs = 0;
let producers = 10_000;

export class FakeRoom implements MediaRoom {
  readonly meetingId: MeetingId;
  readonly epoch = `epoch-${++epochs}`;
  listener: MediaRoomListener;
  term = 0;
  /** By a conductor that is gone; what that one still closes is nobody's. */
  isLeft = false;
  closes = 0;
  private left: FakePeer[] = [];
  readonly peers = new Map<DeviceId, FakePeer>();
  alwaysHeard: readonly ParticipantId[] = [];
  backstage: readonly ParticipantId[] = [];
  /** What keeping to it waits for. */
  keeping: Promise<unknown> = Promise.resolve();
  private readonly closed: () => void;

  constructor(meetingId: MeetingId, listener: MediaRoomListener, closed: () => void) {
    this.meetingId = meetingId;
    this.listener = listener;
    this.closed = closed;
  }

  async addPeer(options: {
    deviceId: DeviceId;
    participantId: ParticipantId;
    site?: string | undefined;
    send: (event: MediaEvent) => void;
  }): Promise<FakePeer> {
    const known = this.peers.get(options.deviceId);
    const peer = known ?? new FakePeer(this, options.deviceId, options.participantId);
    peer.send = options.send;
    peer.site = options.site;
    this.peers.set(options.deviceId, peer);
    return peer;
  }

  setAlwaysHeard(participantIds: readonly ParticipantId[]): void {
    this.alwaysHeard = participantIds;
  }

  async setBackstage(participantIds: readonly ParticipantId[]): Promise<void> {
    await this.keeping;
    this.backstage = participantIds;
  }

  peer(deviceId: DeviceId): FakePeer | undefined {
    return this.peers.get(deviceId);
  }

  /** As the nodes would for the next conductor. */
  takeUp(listener: MediaRoomListener, term: number): this {
    this.listener = listener;
    this.term = term;
    this.isLeft = false;
    this.left = [...this.peers.values()];
    return this;
  }

  leftBehind(): LeftBehind[] {
    return this.left
      .filter(({ closed }) => !closed)
      .map((peer) => ({ peer, participantId: peer.participantId, streams: peer.streams, listening: peer.listening }));
  }

  letGo(): void {
    this.isLeft = true;
    this.closed();
  }

  close(): Promise<void> {
    this.closes += 1;
    this.closed();
    return Promise.resolve();
  }
}

export class FakePeer implements MediaPeer {
  readonly deviceId: DeviceId;
  send: (event: MediaEvent) => void = () => undefined;
  listening = true;
  site: string | undefined;
  closed = false;
  resyncs = 0;
  streams: StreamView[] = [];
  private readonly room: FakeRoom;

  readonly participantId: ParticipantId;

  constructor(room: FakeRoom, deviceId: DeviceId, participantId: ParticipantId) {
    this.room = room;
    this.participantId = participantId;
    this.deviceId = deviceId;
  }

  async info(knownEpoch: string | undefined): Promise<MediaRoomInfo> {
    return {
      epoch: this.room.epoch,
      kept: knownEpoch === this.room.epoch,
      routerRtpCapabilities: {},
      iceServers: [],
      iceTransportPolicy: 'all',
    };
  }

  resync(): void {
    this.resyncs += 1;
  }

  async handle<M extends MediaMethod>(method: M, data: RequestData<M>): Promise<RequestResult<M>> {
    // The table maps each method to its result; TypeScript does not follow the index through `parse`.
    return requests[method].result.parse(this.run(method, data)) as RequestResult<M>;
  }

  private run(method: MediaMethod, data: object): unknown {
    if (method === 'media.produce') {
      const { source, shareId, paused } = requests['media.produce'].data.parse(data);
      const producerId = `producer-${++producers}`;
      this.change([
        ...this.streams,
        { producerId, source, deviceId: this.deviceId, paused: paused ?? false, ...(shareId === undefined ? {} : { shareId }) },
      ]);
      return { producerId };
    }
    if (method === 'media.create-transport')
      return { transportId: 'transport-1', iceParameters: {}, iceCandidates: [], dtlsParameters: {} };
    if ('producerId' in data && typeof data.producerId === 'string') {
      const { producerId } = data;
      if (this.sourceOf(producerId) === undefined) throw new NotThere(`no producer ${producerId}`);
      if (method === 'media.close-producer') this.change(this.streams.filter((stream) => stream.producerId !== producerId));
      else
        this.change(
          this.streams.map((stream) =>
            stream.producerId === producerId ? { ...stream, paused: method === 'media.pause-producer' } : stream,
          ),
        );
    }
    return {};
  }

  private change(streams: StreamView[]): void {
    this.streams = streams;
    this.room.listener.streamsChanged(this.deviceId, streams);
  }

  sourceOf(producerId: string): MediaSource | undefined {
    return this.streams.find((stream) => stream.producerId === producerId)?.source;
  }

  setListening(listening: boolean): void {
    this.listening = listening;
  }

  async pauseSource(source: MediaSource): Promise<void> {
    this.change(this.streams.map((stream) => (stream.source === source ? { ...stream, paused: true } : stream)));
    for (const { producerId, source: other } of this.streams)
      if (other === source) this.send({ type: 'media.producer-paused', data: { producerId } });
  }

  async closeSource(source: MediaSource, shareId?: string): Promise<void> {
    const closing = this.streams.filter((stream) => stream.source === source && (shareId === undefined || stream.shareId === shareId));
    this.change(this.streams.filter((stream) => !closing.includes(stream)));
    for (const { producerId } of closing) this.send({ type: 'media.producer-closed', data: { producerId } });
  }

  close(): void {
    if (this.room.isLeft) return;
    this.closed = true;
    this.room.peers.delete(this.deviceId);
  }
}
