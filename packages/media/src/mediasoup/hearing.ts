import type { Clock, Logger } from '@saal/foundation';
import type { ParticipantId } from '@saal/protocol';
import type { Router } from 'mediasoup/types';
import type { MediaEvent } from '../ports.ts';
import { beside } from './coded.ts';
import type { FarBranch } from './far-branch.ts';
import type { Peer } from './peer.ts';
import type { Pipes } from './pipes.ts';
import type { PublishedStream } from './published-stream.ts';
import { slotNumbers, type RoomStream } from './room-stream.ts';
import { SlotStream } from './slot-stream.ts';
import { Slots, type Candidate } from './slots.ts';

const tellIntervalMs = 250;
/** Who has not taken all plain streams by then loses the slots nevertheless. */
const leaveSlotsMs = 5_000;

/** What a room decides for all its branches. */
export interface HearingRule {
  slots: boolean;
  /** Outside the race: heard by a stream of their own (a lectern, an interpreter). */
  always: readonly ParticipantId[];
  /** What they send, sound and picture, is received by nobody else; they take part in no race. Older servers do not say it. */
  backstage?: readonly ParticipantId[];
}

export interface HearingOptions {
  branchId: string;
  router: Router;
  pipes: Pipes;
  clock: Clock;
  log: Logger;
  streams: Map<string, RoomStream>;
  peers: () => Iterable<Peer>;
  microphones: () => PublishedStream[];
  hasOthers: () => boolean;
  candidatesChanged: (candidates: readonly Candidate[]) => void;
}

/** How the people of one branch hear: by a stream for each microphone, or by three slots. Goes from one to the other. */
export class Hearing {
  readonly #options: HearingOptions;
  readonly #far = new Map<string, { origin: FarBranch; candidates: readonly Candidate[] }>();
  #rule: HearingRule = { slots: false, always: [] };
  #slots: Slots | undefined;
  #opening = false;
  #closed = false;
  #cancelLeave: (() => void) | undefined;
  #cancelTell: (() => void) | undefined;

  constructor(options: HearingOptions) {
    this.#options = options;
  }

  /** Slots are there, and devices are to hear by them. */
  get bySlots(): boolean {
    return this.#rule.slots && this.#slots !== undefined;
  }

  isAlwaysHeard(participantId: ParticipantId): boolean {
    return this.#rule.always.includes(participantId) || this.#isBackstage(participantId);
  }

  /** What one sends is not for the other. */
  hides(sender: ParticipantId, receiver: ParticipantId): boolean {
    return this.#isBackstage(sender) && !this.#isBackstage(receiver);
  }

  get rule(): HearingRule {
    return this.#rule;
  }

  get candidates(): readonly Candidate[] {
    return this.#slots?.candidates ?? [];
  }

  isCandidate(producerId: string): boolean {
    return this.#slots?.isCandidate(producerId) ?? false;
  }

  /** What a device that begins (again) is told, when it hears by slots. */
  event(): MediaEvent | undefined {
    return this.#slots && { type: 'media.slots', data: { slots: this.#slots.speakers } };
  }

  set(rule: HearingRule): void {
    this.#rule = rule;
    if (rule.slots) this.#begin();
    else this.#leave();
    this.microphonesChanged();
    this.#considerAll();
  }

  /** One was opened, closed, turned on or off. @param loudest measured now */
  microphonesChanged(loudest?: readonly string[]): void {
    const racing = () => this.#options.microphones().filter(({ participantId }) => !this.isAlwaysHeard(participantId));
    this.#slots?.setMicrophones(racing(), loudest);
  }

  setFar(origin: FarBranch, candidates: readonly Candidate[]): void {
    this.#far.set(origin.id, { origin, candidates });
    this.#slots?.setFar(origin, candidates);
  }

  lose(originId: string): void {
    const far = this.#far.get(originId);
    if (!far) return;
    this.#far.delete(originId);
    this.#slots?.setFar(far.origin, []);
  }

  close(): void {
    this.#closed = true;
    this.#cancelTell?.();
    this.#end();
  }

  #begin(): void {
    this.#cancelLeave?.();
    this.#cancelLeave = undefined;
    if (this.#slots || this.#opening) return;
    this.#opening = true;
    const { branchId, router, pipes, clock, log, hasOthers, candidatesChanged } = this.#options;
    const opened = Slots.open({
      ...{ branchId, router, pipes, clock, log, hasOthers, candidatesChanged },
      changed: (speakers) => this.#speakersChanged(speakers),
    })
      .finally(() => (this.#opening = false))
      .then((slots) => {
        if (this.#closed || !this.#rule.slots) {
          slots.close();
          return;
        }
        this.#slots = slots;
        for (const slot of slotNumbers) {
          const id = slots.producerIds[slot];
          this.#options.streams.set(id, new SlotStream(id, slot, () => slots.speakers[slot] ?? null));
        }
        candidatesChanged(slots.candidates);
        for (const { origin, candidates } of this.#far.values()) slots.setFar(origin, candidates);
        this.microphonesChanged();
        this.#considerAll();
        log.info('people hear by slots');
      });
    beside(log, 'open slots', opened);
  }

  #isBackstage(participantId: ParticipantId): boolean {
    return this.#rule.backstage?.includes(participantId) ?? false;
  }

  /** The slots go on until those who hear by them have the plain streams. */
  #leave(): void {
    if (this.#slots) this.#cancelLeave ??= this.#options.clock.after(leaveSlotsMs, () => this.#end());
  }

  #end(): void {
    this.#cancelLeave?.();
    this.#cancelLeave = undefined;
    const slots = this.#slots;
    if (!slots) return;
    this.#slots = undefined;
    for (const id of Object.values(slots.producerIds)) this.#options.streams.delete(id);
    slots.close();
    if (!this.#closed) this.#options.candidatesChanged([]);
  }

  #speakersChanged(speakers: readonly (ParticipantId | null)[]): void {
    // Before the first packet: nobody hears himself.
    for (const peer of this.#options.peers()) peer.receiving.slotsChanged(speakers);
    this.#cancelTell ??= this.#options.clock.after(tellIntervalMs, () => {
      this.#cancelTell = undefined;
      const event = this.event();
      if (event) for (const peer of this.#options.peers()) if (peer.receiving.hearsBySlots) peer.send(event);
    });
  }

  #considerAll(): void {
    for (const peer of this.#options.peers()) peer.receiving.considerAll();
  }
}
