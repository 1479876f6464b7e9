import type { Clock, Logger } from '@saal/foundation';
import type { ParticipantId } from '@saal/protocol';
import type { Consumer, DirectTransport, Producer, Router } from 'mediasoup/types';
import { levelOf } from '../rtp-packet.ts';
import { electedFrom, preselect } from '../slot-mode.ts';
import { beside } from './coded.ts';
import type { FarBranch } from './far-branch.ts';
import type { Pipes } from './pipes.ts';
import type { PublishedStream } from './published-stream.ts';
import type { SlotNumber } from './room-stream.ts';
import { levelExtensionOf, SlotLane } from './slot-lane.ts';

/** A stream with the loudest of one branch, for the elections of the others; and who is in it now. */
export interface Candidate {
  producerId: string;
  participantId: ParticipantId | null;
}

interface Voice {
  participantId: ParticipantId | null;
  /** Undefined: a microphone of this branch. */
  origin: FarBranch | undefined;
  /** What came through the pipe from there. */
  piped: Producer | undefined;
  consumer: Consumer | undefined;
}

export interface SlotsOptions {
  branchId: string;
  router: Router;
  pipes: Pipes;
  clock: Clock;
  log: Logger;
  hasOthers: () => boolean;
  /** Before the first packet of whoever is new. */
  changed: (speakers: readonly (ParticipantId | null)[]) => void;
  candidatesChanged: (candidates: readonly Candidate[]) => void;
}

/**
 * The slots of one branch. Its microphones come into this process, packet for packet; the loudest three of the branch go out
 * as candidates to other branches, and the loudest three of own microphones and others' candidates to everybody here.
 */
export class Slots {
  readonly #options: SlotsOptions;
  readonly #transport: DirectTransport;
  readonly #levelExtension: number;
  readonly #heard: SlotLane;
  readonly #candidates: SlotLane;
  readonly #voices = new Map<string, Voice>();
  #taking: string[] = [];
  #told: readonly (ParticipantId | null)[] = [];

  private constructor(options: SlotsOptions, transport: DirectTransport, lanes: { heard: SlotLane; candidates: SlotLane }) {
    this.#options = options;
    this.#transport = transport;
    this.#levelExtension = levelExtensionOf(options.router.rtpCapabilities);
    this.#heard = lanes.heard;
    this.#candidates = lanes.candidates;
  }

  static async open(options: SlotsOptions): Promise<Slots> {
    const transport = await options.router.createDirectTransport();
    const [heard, candidates] = await Promise.all([
      SlotLane.open(transport, options.router.rtpCapabilities),
      SlotLane.open(transport, options.router.rtpCapabilities),
    ]);
    return new Slots(options, transport, { heard, candidates });
  }

  /** Of the three slots. */
  get producerIds(): Record<SlotNumber, string> {
    const [first, second, third] = this.#heard.producers;
    return [first.id, second.id, third.id];
  }

  get speakers(): (ParticipantId | null)[] {
    return this.#speakersOf(this.#heard);
  }

  get candidates(): Candidate[] {
    const speakers = this.#speakersOf(this.#candidates);
    return this.#candidates.producers.map(({ id }, index) => ({ producerId: id, participantId: speakers[index] ?? null }));
  }

  isCandidate(producerId: string): boolean {
    return this.#candidates.producers.some(({ id }) => id === producerId);
  }

  /**
   * @param microphones of this branch that are in the race, on or off
   * @param loudest measured now, where it is known
   */
  setMicrophones(microphones: readonly PublishedStream[], loudest: readonly string[] = []): void {
    const here = new Map(microphones.map((stream) => [stream.id, stream]));
    const open = microphones.filter(({ isPaused }) => !isPaused).map(({ id }) => id);
    if (loudest.length > 0 && open.length <= electedFrom) return;
    this.#taking = preselect(open, this.#taking, loudest);
    const taking = new Set(this.#taking);
    for (const [id, { origin, consumer }] of [...this.#voices]) {
      if (origin || taking.has(id)) continue;
      this.#silence(id);
      if (!here.has(id)) this.#drop(id);
      else if (consumer && !consumer.paused) beside(this.#options.log, 'leave election', consumer.pause());
    }
    for (const id of taking) {
      const stream = here.get(id);
      const voice = this.#voices.get(id);
      if (!voice && stream)
        this.#open(id, { participantId: stream.participantId, origin: undefined, piped: undefined, consumer: undefined });
      else if (voice?.consumer?.paused) beside(this.#options.log, 'join election', voice.consumer.resume());
    }
  }

  /** The candidates of another branch, all three. */
  setFar(origin: FarBranch, candidates: readonly Candidate[]): void {
    const there = new Map(candidates.map((candidate) => [candidate.producerId, candidate]));
    for (const [id, voice] of [...this.#voices]) if (voice.origin?.id === origin.id && !there.has(id)) this.#drop(id);
    for (const [id, { participantId }] of there) {
      const known = this.#voices.get(id);
      if (known) known.participantId = participantId;
      else this.#openFar(id, { participantId, origin, piped: undefined, consumer: undefined });
    }
    this.#tell();
  }

  close(): void {
    for (const [id, voice] of this.#voices) this.#giveBack(id, voice);
    this.#voices.clear();
    this.#transport.close();
  }

  #openFar(id: string, voice: Voice & { origin: FarBranch }): void {
    this.#voices.set(id, voice);
    this.#options.pipes
      .receive(voice.origin, id, () => false)
      .then(
        (producer) => {
          voice.piped = producer;
          if (this.#voices.get(id) === voice) this.#open(id, voice);
          else this.#giveBack(id, voice);
        },
        (error: unknown) => this.#failed(id, voice, error),
      );
  }

  #open(id: string, voice: Voice): void {
    this.#voices.set(id, voice);
    const { rtpCapabilities } = this.#options.router;
    this.#transport.consume({ producerId: id, rtpCapabilities }).then(
      (consumer) => {
        voice.consumer = consumer;
        if (this.#voices.get(id) !== voice) {
          consumer.close();
          return;
        }
        consumer.on('rtp', (packet) => this.#came(id, voice, packet));
        consumer.observer.once('close', () => {
          if (this.#voices.get(id) === voice) this.#drop(id);
        });
      },
      (error: unknown) => this.#failed(id, voice, error),
    );
  }

  /** It is tried again with the next change of microphones or candidates. */
  #failed(id: string, voice: Voice, error: unknown): void {
    if (this.#voices.get(id) !== voice) return;
    this.#options.log.info({ err: error, producerId: id }, 'voice does not come to the slots yet');
    this.#drop(id);
  }

  #came(id: string, { origin, consumer }: Voice, packet: Buffer): void {
    // What was on its way when the sender was muted is not sent on.
    if (consumer?.producerPaused || consumer?.paused) return;
    const nowMs = this.#options.clock.now();
    const db = levelOf(packet, this.#levelExtension);
    const [sequence, timestamp] = [packet.readUInt16BE(2), packet.readUInt32BE(4)];
    if (this.#heard.heard(id, db, nowMs)) this.#tell();
    this.#heard.send(id, packet, sequence, timestamp, nowMs);
    if (origin || !this.#options.hasOthers()) return;
    if (this.#candidates.heard(id, db, nowMs)) this.#options.candidatesChanged(this.candidates);
    this.#candidates.send(id, packet, sequence, timestamp, nowMs);
  }

  /** It has no slot any more. */
  #silence(id: string): void {
    const [heard, candidate] = [this.#heard.remove(id), this.#candidates.remove(id)];
    if (heard) this.#tell();
    if (candidate) this.#options.candidatesChanged(this.candidates);
  }

  #drop(id: string): void {
    const voice = this.#voices.get(id);
    if (!voice) return;
    this.#voices.delete(id);
    this.#silence(id);
    this.#giveBack(id, voice);
  }

  #giveBack(id: string, { consumer, piped, origin }: Voice): void {
    consumer?.close();
    piped?.close();
    origin?.stopStream(this.#options.branchId, id);
  }

  #tell(): void {
    const speakers = this.speakers;
    if (speakers.every((speaker, slot) => speaker === this.#told[slot])) return;
    this.#told = speakers;
    this.#options.changed(speakers);
  }

  #speakersOf(lane: SlotLane): (ParticipantId | null)[] {
    return lane.slots.map((id) => (id === undefined ? null : (this.#voices.get(id)?.participantId ?? null)));
  }
}
