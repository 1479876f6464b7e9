import type { DeviceId, MediaSource, ParticipantId, RequestData, RequestResult } from '@saal/protocol';
import type { WebRtcTransport } from 'mediasoup/types';
import { MediaEpochOver, MediaObjectNotFound } from '../errors.ts';
import type { MediaEvent, MediaMethod } from '../ports.ts';
import { checked, DtlsParameters, RtpCapabilities } from '../rtp-parameters.ts';
import { beside, coded } from './coded.ts';
import type { PeerRoom } from './peer-room.ts';
import { ReceiveSide } from './receive-side.ts';
import type { BranchInfo, BranchPeer } from './room-branch.ts';
import { SendSide } from './send-side.ts';

type Direction = 'send' | 'receive';
type Handlers = { [M in MediaMethod]: (data: RequestData<M>) => Promise<RequestResult<M>> };

/** Start of bandwidth estimation towards a device: enough for a stage at once, less than what a weak line chokes on. */
const initialOutgoingBps = 1_500_000;
/** A camera of three layers, three shares and sound; a sender that ignores its limits is held to this. */
const maxIncomingBps = 12_000_000;
/** A path that is silent for so long after the worker called it lost is not waited for any more. */
const disconnectedLimitMs = 30_000;

/** One device in a branch: its two transports, what it sends and what it receives. Requests are run one after another. */
export class Peer implements BranchPeer {
  readonly deviceId: DeviceId;
  readonly participantId: ParticipantId;
  readonly sending: SendSide;
  readonly receiving: ReceiveSide;
  readonly #room: PeerRoom;
  readonly #transports = new Map<Direction, WebRtcTransport>();
  readonly #connected = new Map<string, string>();
  readonly #send: (event: MediaEvent) => void;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(room: PeerRoom, options: { deviceId: DeviceId; participantId: ParticipantId; send: (event: MediaEvent) => void }) {
    this.#room = room;
    this.deviceId = options.deviceId;
    this.participantId = options.participantId;
    this.#send = options.send;
    const send = (event: MediaEvent) => this.send(event);
    this.sending = new SendSide(room, { deviceId: this.deviceId, participantId: this.participantId }, send);
    this.receiving = new ReceiveSide(room, { deviceId: this.deviceId, participantId: this.participantId }, send);
  }

  send(event: MediaEvent): void {
    if (!this.#closed) this.#send(event);
  }

  /** A device that holds no transports of this epoch has lost what the room still has of it: that is closed. */
  async info(knownEpoch: string | undefined): Promise<BranchInfo> {
    const kept = knownEpoch === this.#room.epoch && this.#transports.size > 0;
    if (!kept) this.#closeTransports();
    return { ...this.#room.outline(), kept };
  }

  resync(): void {
    this.sending.resync();
    this.receiving.resync();
  }

  handle<M extends MediaMethod>(method: M, data: RequestData<M>): Promise<RequestResult<M>> {
    const result = this.#last.then(() => {
      if (this.#closed) throw new MediaEpochOver();
      this.#room.place(); // Throws when its worker died.
      return this.#handlers[method](data);
    });
    this.#last = result.catch(() => undefined); // The caller has the refusal; the next request does not mind.
    return result;
  }

  setListening(listening: boolean): void {
    this.receiving.setListening(listening);
  }

  async pauseSource(source: MediaSource): Promise<void> {
    await this.sending.pauseSource(source);
  }

  async closeSource(source: MediaSource, shareId?: string): Promise<void> {
    this.sending.closeSource(source, shareId);
    await Promise.resolve();
  }

  /** It receives elsewhere now. */
  stopReceiving(): void {
    this.#transports.get('receive')?.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closeTransports();
    this.#room.peerClosed(this.deviceId);
  }

  readonly #handlers: Handlers = {
    'media.set-capabilities': async ({ rtpCapabilities }) => {
      this.receiving.setCapabilities(checked(RtpCapabilities, rtpCapabilities));
      return {};
    },
    'media.create-transport': async ({ direction, tcpOnly }) => {
      const transport = await this.#createTransport(direction, tcpOnly ?? false);
      return {
        transportId: transport.id,
        iceParameters: transport.iceParameters,
        iceCandidates: transport.iceCandidates,
        dtlsParameters: transport.dtlsParameters,
      };
    },
    'media.connect-transport': async ({ transportId, dtlsParameters }) => {
      const transport = this.#transport(transportId);
      const parameters = checked(DtlsParameters, dtlsParameters);
      const fingerprints = JSON.stringify(parameters.fingerprints);
      if (this.#connected.get(transportId) === fingerprints) return {}; // Asked again after a lost connection.
      await coded(() => transport.connect({ dtlsParameters: parameters }));
      this.#connected.set(transportId, fingerprints);
      return {};
    },
    'media.restart-ice': async ({ transportId }) => ({ iceParameters: await coded(() => this.#transport(transportId).restartIce()) }),
    'media.produce': async (data) => {
      const transport = this.#transport(data.transportId);
      if (transport !== this.#transports.get('send')) throw new MediaObjectNotFound('transport', data.transportId);
      return { producerId: (await this.sending.produce(transport, data)).id };
    },
    'media.pause-producer': async ({ producerId }) => {
      await this.sending.setPaused(producerId, true);
      return {};
    },
    'media.resume-producer': async ({ producerId }) => {
      await this.sending.setPaused(producerId, false);
      return {};
    },
    'media.close-producer': async ({ producerId }) => {
      this.sending.stream(producerId).producer.close();
      return {};
    },
    'media.watch': async ({ tiles }) => {
      this.receiving.watch(tiles);
      return {};
    },
    'media.resume-consumer': async ({ consumerId }) => {
      this.receiving.resume(consumerId);
      return {};
    },
    // The room has done it.
    'media.moved': async () => ({}),
    // The meeting shows it to others; the media server measures for itself.
    'media.report-quality': async () => ({}),
  };

  #transport(transportId: string): WebRtcTransport {
    const transport = [...this.#transports.values()].find(({ id }) => id === transportId);
    if (!transport) throw new MediaObjectNotFound('transport', transportId);
    return transport;
  }

  async #createTransport(direction: Direction, tcpOnly: boolean): Promise<WebRtcTransport> {
    const { router, webRtcServer } = this.#room.place();
    this.#transports.get(direction)?.close();
    const transport = await coded(() =>
      router.createWebRtcTransport({
        webRtcServer,
        enableUdp: !tcpOnly,
        enableTcp: true,
        preferUdp: true,
        initialAvailableOutgoingBitrate: initialOutgoingBps,
      }),
    );
    if (transport.closed) throw new MediaEpochOver();
    if (this.#closed) {
      transport.close();
      throw new MediaEpochOver();
    }
    this.#transports.set(direction, transport);
    this.#closeWhenLost(transport);
    transport.observer.once('close', () => {
      this.#connected.delete(transport.id);
      if (this.#transports.get(direction) === transport) this.#transports.delete(direction);
    });
    if (direction === 'send') beside(this.#room.log, 'incoming bitrate', transport.setMaxIncomingBitrate(maxIncomingBps));
    else this.receiving.useTransport(transport);
    return transport;
  }

  #closeWhenLost(transport: WebRtcTransport): void {
    let cancel: (() => void) | undefined;
    const lost = (reason: string) => {
      if (transport.closed) return;
      this.#room.log.info({ deviceId: this.deviceId, transportId: transport.id, reason }, 'media transport lost');
      transport.close();
    };
    transport.on('dtlsstatechange', (state) => {
      if (state === 'failed' || state === 'closed') lost(`dtls ${state}`);
    });
    transport.on('icestatechange', (state) => {
      cancel?.();
      cancel = state === 'disconnected' ? this.#room.clock.after(disconnectedLimitMs, () => lost('ice disconnected')) : undefined;
    });
    transport.observer.once('close', () => cancel?.());
  }

  #closeTransports(): void {
    for (const transport of [...this.#transports.values()]) transport.close();
  }
}
