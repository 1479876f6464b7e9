import type { ParticipantId, WatchedTile } from '@saal/protocol';
import type { Transport } from 'mediasoup/types';
import { MediaObjectNotFound } from '../errors.ts';
import { capabilitiesByKind, type KindCapabilities } from '../kind-capabilities.ts';
import type { MediaEvent } from '../ports.ts';
import type { RtpCapabilities } from '../rtp-parameters.ts';
import { beside } from './coded.ts';
import type { PeerIdentity, PeerRoom } from './peer-room.ts';
import { ReceivedStream, type Use, type Wish } from './received-stream.ts';
import type { RoomStream } from './room-stream.ts';
import { WatchedPictures } from './watched-pictures.ts';

/** How many removals are remembered for a device whose connection was lost. */
const rememberedRemovals = 200;

/**
 * What one device receives: every other person's sound as soon as it can, and the video it says it shows. `consider`
 * compares one stream with what is wanted and closes the gap; everything that changes a wish calls it.
 */
export class ReceiveSide {
  readonly #room: PeerRoom;
  readonly #me: PeerIdentity;
  readonly #send: (event: MediaEvent) => void;
  readonly #received = new Map<string, ReceivedStream>();
  readonly #opening = new Set<string>();
  readonly #pictures: WatchedPictures;
  #transport: Transport | undefined;
  #capabilities: KindCapabilities | undefined;
  #listening = true;
  /** Plain streams and slots change places in one moment, when all of what comes is ready to be decoded. */
  #bySlots = false;
  #removed: string[] = [];
  #inSlot: ParticipantId | undefined;
  /** Streams of senders who moved, whose next ones are ready. */
  readonly #replaced = new Set<string>();

  constructor(room: PeerRoom, me: PeerIdentity, send: (event: MediaEvent) => void) {
    this.#room = room;
    this.#me = me;
    this.#send = send;
    this.#pictures = new WatchedPictures(room, (producerIds) => send({ type: 'media.pictures-held', data: { producerIds } }));
  }

  get hearsBySlots(): boolean {
    return this.#bySlots;
  }

  setCapabilities(capabilities: RtpCapabilities): void {
    this.#capabilities = capabilitiesByKind(capabilities);
    this.considerAll();
  }

  /** Consumers of a former transport are gone with it. */
  useTransport(transport: Transport): void {
    this.#transport = undefined;
    this.#forgetReceived();
    this.#transport = transport;
    this.#beginHearing();
    transport.observer.once('close', () => {
      if (this.#transport !== transport) return;
      this.#transport = undefined;
      this.#forgetReceived();
      // Who receives nothing makes nobody encode.
      for (const stream of this.#room.streams.values()) stream.want(this.#me.deviceId, undefined);
    });
    this.considerAll();
  }

  watch(tiles: readonly WatchedTile[]): void {
    this.#pictures.watch(tiles);
    this.considerAll();
  }

  /** @throws {MediaObjectNotFound} */
  resume(consumerId: string): void {
    const received = [...this.#received.values()].find(({ consumer }) => consumer.id === consumerId);
    if (!received) throw new MediaObjectNotFound('consumer', consumerId);
    received.ready();
    this.#replace(received.stream);
    this.#changePlaces();
  }

  get isListening(): boolean {
    return this.#listening;
  }

  setListening(listening: boolean): void {
    // Who heard nothing has nothing to change places with.
    if (listening && !this.#listening) this.#beginHearing();
    this.#listening = listening;
    this.considerAll();
  }

  /** It is new, or can be received from now on. */
  streamCame(stream: RoomStream): void {
    if (this.#pictures.competes(stream)) this.considerAll();
    else this.consider(stream);
  }

  consider(stream: RoomStream): void {
    if (stream.deviceId === this.#me.deviceId || !this.#transport) return;
    const wish = this.#wishFor(stream);
    const wanted = wish.use === 'run' || wish.use === 'wait';
    stream.want(this.#me.deviceId, wanted ? (wish.layer ?? 0) : undefined);
    const received = this.#received.get(stream.id);
    if (received && wish.use === 'close') this.#remove(received);
    else if (received) received.apply(wish);
    else if (wanted && stream.isHere) this.#open(stream, this.#transport, wish);
  }

  considerAll(): void {
    for (const stream of this.#room.streams.values()) this.consider(stream);
    this.#pictures.tellHeld();
    this.#changePlaces();
  }

  /** Others are in the slots: this person's own voice is not sent back. */
  slotsChanged(speakers: readonly (ParticipantId | null)[]): void {
    const { participantId } = this.#me;
    if (participantId === this.#inSlot || speakers.includes(participantId)) {
      for (const { stream } of [...this.#received.values()]) if (stream.slot !== undefined) this.consider(stream);
    }
    this.#inSlot = speakers.includes(participantId) ? participantId : undefined;
  }

  resync(): void {
    for (const consumerId of this.#removed) this.#send({ type: 'media.consumer-removed', data: { consumerId } });
    for (const received of this.#received.values()) received.announce(this.#send);
    this.#pictures.repeat();
    this.#tellSlots();
  }

  /** The stream of a sender who moved is ready: the former one goes. */
  #replace(stream: RoomStream): void {
    if (stream.replaces === undefined || this.#replaced.has(stream.replaces)) return;
    this.#replaced.add(stream.replaces);
    const former = this.#room.streams.get(stream.replaces);
    if (former) this.consider(former);
    this.consider(stream);
  }

  #wishFor(stream: RoomStream): Wish {
    if (this.#isHidden(stream)) return { use: 'close', layer: undefined, priority: undefined };
    if (this.#replaced.has(stream.id)) return { use: 'close', layer: undefined, priority: undefined };
    const wish = this.#plainWishFor(stream);
    const waits = stream.replaces !== undefined && this.#received.get(stream.replaces)?.isReady && !this.#received.get(stream.id)?.isReady;
    return waits && wish.use === 'run' ? { ...wish, use: 'wait' } : wish;
  }

  #plainWishFor(stream: RoomStream): Wish {
    if (stream.kind === 'audio') return { use: this.#useOfSound(stream), layer: undefined, priority: undefined };
    return this.#pictures.wishFor(stream);
  }

  #useOfSound(stream: RoomStream): Use {
    if (!this.#listening) return 'rest';
    const own = stream.participantId === this.#me.participantId;
    if (stream.slot !== undefined) {
      if (!this.#bySlots) return this.#room.hearing.bySlots ? 'wait' : 'close';
      return own ? 'wait' : 'run';
    }
    // A person's second device does not play what the first one says.
    if (own) return 'rest';
    if (!this.#isReplaced(stream) || !this.#bySlots) return 'run';
    return this.#room.hearing.bySlots ? 'close' : 'wait';
  }

  /** Sent backstage, and this device is not there. */
  #isHidden({ slot, participantId }: RoomStream): boolean {
    return slot === undefined && participantId !== undefined && this.#room.hearing.hides(participantId, this.#me.participantId);
  }

  /** Whether slots stand for it. */
  #isReplaced({ source, participantId }: RoomStream): boolean {
    return source === 'microphone' && participantId !== undefined && !this.#room.hearing.isAlwaysHeard(participantId);
  }

  #beginHearing(): void {
    this.#bySlots = this.#room.hearing.bySlots;
    this.#tellSlots();
  }

  #changePlaces(): void {
    if (this.#bySlots === this.#room.hearing.bySlots || !this.#listening || !this.#transport) return;
    const coming = [...this.#room.streams.values()].filter((stream) =>
      this.#bySlots ? this.#isPlainToCome(stream) : stream.slot !== undefined,
    );
    if (!coming.every(({ id }) => this.#received.get(id)?.isReady)) return;
    this.#bySlots = !this.#bySlots;
    this.considerAll();
    this.#tellSlots();
  }

  #isPlainToCome(stream: RoomStream): boolean {
    if (this.#replaced.has(stream.id)) return false;
    if (stream.slot !== undefined || !this.#isReplaced(stream) || stream.deviceId === this.#me.deviceId) return false;
    return stream.participantId !== this.#me.participantId && (stream.isHere || !stream.isPaused);
  }

  #tellSlots(): void {
    const event = this.#bySlots ? this.#room.hearing.event() : undefined;
    if (event) this.#send(event);
  }

  #open(stream: RoomStream, transport: Transport, wish: Wish): void {
    const capabilities = this.#capabilities?.[stream.kind];
    if (!capabilities || this.#opening.has(stream.id)) return;
    const { router } = this.#room.place();
    if (!router.canConsume({ producerId: stream.id, rtpCapabilities: capabilities })) {
      this.#room.log.info({ deviceId: this.#me.deviceId, producerId: stream.id }, 'device cannot decode stream');
      return;
    }
    this.#opening.add(stream.id);
    const opened = transport
      .consume({
        producerId: stream.id,
        rtpCapabilities: capabilities,
        // The first key frame must not go out before the device can decode it.
        paused: true,
        ...(wish.layer === undefined ? {} : { preferredLayers: { spatialLayer: wish.layer } }),
      })
      .finally(() => this.#opening.delete(stream.id))
      .then((consumer) => {
        if (consumer.closed) return;
        if (transport !== this.#transport) {
          consumer.close();
          return;
        }
        const received = new ReceivedStream({
          stream,
          consumer,
          log: this.#room.log,
          clock: this.#room.clock,
          send: this.#send,
          expired: () => this.#remove(received),
        });
        this.#received.set(stream.id, received);
        consumer.on('producerclose', () => this.#remove(received));
        received.announce(this.#send);
        this.consider(stream); // The wish may have changed meanwhile.
      });
    beside(this.#room.log, 'consume', opened);
  }

  #remove(received: ReceivedStream): void {
    if (this.#received.get(received.stream.id) !== received) return;
    this.#received.delete(received.stream.id);
    received.close();
    const consumerId = received.consumer.id;
    this.#removed = [...this.#removed.slice(1 - rememberedRemovals), consumerId];
    this.#send({ type: 'media.consumer-removed', data: { consumerId } });
    // The slots ended, before all that follows them was ready.
    if (received.stream.slot === undefined || !this.#bySlots || this.#room.hearing.bySlots || !this.#transport) return;
    this.#bySlots = false;
    this.considerAll();
  }

  #forgetReceived(): void {
    for (const received of [...this.#received.values()]) this.#remove(received);
    this.#opening.clear();
  }
}
