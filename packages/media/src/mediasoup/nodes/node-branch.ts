import type { DeviceId, MeetingId } from '@saal/protocol';
import type { MediaEvent } from '../../ports.ts';
import { packetsFor } from '../../placement/placement.ts';
import type { Branch } from '../branch.ts';
import type { BranchListener, HeardLevels } from '../room-branch.ts';
import type { StreamOutline } from '../room-stream.ts';
import type { Candidate } from '../slots.ts';
import type { Order, TellItem } from './subjects.ts';

/** In one message, so that it stays below what the bus carries: a large branch that tells all again says megabytes. */
const maxCharacters = 120_000;

type OrderTo = Exclude<Order, { kind: 'open' }>;

/** A branch of this node and the server that its room is on: does what is ordered, and tells what happens in numbered messages. */
export class NodeBranch implements BranchListener {
  readonly meetingId: MeetingId;
  /** Where the other branches of the room are. */
  readonly nodes = new Map<string, string>();
  /** When the server last said that it wants it. */
  keptAtMs: number;
  seq = 0;
  readonly #tell: (seq: number, items: TellItem[]) => void;
  readonly #ended: () => void;
  readonly #devices = new Set<DeviceId>();
  #server: string;
  #term: number;
  #items: TellItem[] = [];
  #branch: Branch | undefined;

  constructor(options: {
    meetingId: MeetingId;
    server: string;
    term: number;
    nowMs: number;
    tell: (seq: number, items: TellItem[]) => void;
    ended: () => void;
  }) {
    this.meetingId = options.meetingId;
    this.#server = options.server;
    this.#term = options.term;
    this.keptAtMs = options.nowMs;
    this.#tell = options.tell;
    this.#ended = options.ended;
  }

  /** Whose orders count: of all who conducted the meeting the one with the largest term. */
  get server(): string {
    return this.#server;
  }

  /** @returns whether it is that server's now; asked again by the same one it stays so */
  goTo(server: string, term: number, nowMs: number): boolean {
    if (term < this.#term || (term === this.#term && server !== this.#server)) return false;
    this.#server = server;
    this.#term = term;
    this.keptAtMs = nowMs;
    return true;
  }

  get branch(): Branch | undefined {
    return this.#branch;
  }

  get people(): number {
    return this.#devices.size;
  }

  get reservedPacketsPerSecond(): number {
    return packetsFor(this.#devices.size);
  }

  hold(branch: Branch): void {
    this.#branch = branch;
    this.#sayWhenReady(branch, () => this.over());
  }

  /** May be said twice. */
  obey(order: OrderTo): void {
    const branch = this.#branch;
    if (!branch) return;
    switch (order.kind) {
      case 'hearing':
        return branch.setHearing(order.rule);
      case 'meet':
        this.nodes.set(order.other, order.node);
        return branch.meet(order.other);
      case 'lose':
        this.nodes.delete(order.other);
        return branch.lose(order.other);
      case 'far-streams':
        return branch.setFarStreams(order.origin, order.deviceId, order.outlines);
      case 'far-candidates':
        return branch.setFarCandidates(order.origin, order.candidates);
      case 'add-peer': {
        const { deviceId, participantId } = order;
        this.#devices.add(deviceId);
        if (branch.peer(deviceId)?.participantId === participantId) return;
        branch.removePeer(deviceId);
        branch.addPeer({ deviceId, participantId });
        return;
      }
      case 'remove-peer':
        this.#devices.delete(order.deviceId);
        return branch.removePeer(order.deviceId);
      case 'listening':
        return branch.peer(order.deviceId)?.setListening(order.listening);
      case 'presence':
        return branch.setPresence(order.deviceId, order.presence);
      case 'resync':
        return branch.peer(order.deviceId)?.resync();
      case 'repeat':
        branch.repeat({ devices: !order.quiet });
        // Last: who hears it has heard all.
        return this.#sayWhenReady(branch, () => undefined);
      case 'close':
        return this.end();
    }
  }

  /** Nothing is told any more. */
  end(): void {
    this.#branch?.close();
    this.#ended();
  }

  event(deviceId: DeviceId, event: MediaEvent): void {
    this.#say({ kind: 'event', deviceId, event });
  }

  streams(deviceId: DeviceId, outlines: StreamOutline[]): void {
    this.#say({ kind: 'streams', deviceId, outlines });
  }

  heard(heard: HeardLevels): void {
    this.#say({ kind: 'heard', heard });
  }

  candidates(candidates: readonly Candidate[]): void {
    this.#say({ kind: 'candidates', candidates: [...candidates] });
  }

  over(): void {
    this.#say({ kind: 'over' });
    this.#ended();
  }

  #sayWhenReady(branch: Branch, failed: () => void): void {
    branch.ready.then((capabilities) => this.#say({ kind: 'ready', capabilities }), failed);
  }

  vacate(): Promise<boolean> {
    return Promise.resolve(false); // Each server empties its own branches.
  }

  /** What happens in one turn is told together; before the answer to whoever asked for it. */
  #say(item: TellItem): void {
    this.#items.push(item);
    if (this.#items.length === 1) queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    let message: TellItem[] = [];
    let characters = 0;
    for (const item of this.#items.splice(0)) {
      const more = JSON.stringify(item).length;
      if (message.length > 0 && characters + more > maxCharacters) {
        this.#tell(++this.seq, message);
        message = [];
        characters = 0;
      }
      message.push(item);
      characters += more;
    }
    this.#tell(++this.seq, message);
  }
}
