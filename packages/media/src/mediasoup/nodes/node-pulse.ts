import { BusNobodyThere, type Bus, type Clock } from '@saal/foundation';
import { keepSubject } from './subjects.ts';

/** How often the nodes are looked at. */
export const lookIntervalMs = 100;
/** A node that tells four times a second has missed a beat. */
const missedMs = 400;
const askTimeoutMs = 1_000;
/** So often in a row nobody is there: a process that only lost the bus is back by then. */
const unansweredLimit = 5;
/** Timers are late by so much on a busy machine without anything being wrong. */
const tolerableLateMs = 200;

export interface Pulsing {
  readonly node: string;
  heardAtMs: number;
}

/**
 * Finds nodes that ended sooner than by their silence: the bus says at once that nobody is there to ask, while who hangs does not
 * answer. And sees to it that time in which this process itself stood still is nobody's silence.
 */
export class NodePulse {
  readonly #server: string;
  readonly #bus: Pick<Bus, 'connected' | 'request'>;
  readonly #clock: Clock;
  readonly #asked = new Set<string>();
  readonly #unanswered = new Map<string, number>();
  #lookedAtMs: number;

  constructor(options: { server: string; bus: Pick<Bus, 'connected' | 'request'>; clock: Clock }) {
    this.#server = options.server;
    this.#bus = options.bus;
    this.#clock = options.clock;
    this.#lookedAtMs = options.clock.now();
  }

  /** To be called every `lookIntervalMs`. A node that is gone was last heard an eternity ago after it. */
  look(nodes: Iterable<Pulsing>): void {
    const nowMs = this.#clock.now();
    const lateMs = nowMs - this.#lookedAtMs - lookIntervalMs;
    this.#lookedAtMs = nowMs;
    for (const node of nodes) {
      if (lateMs > tolerableLateMs) node.heardAtMs += lateMs;
      if (nowMs - node.heardAtMs < missedMs) this.#unanswered.delete(node.node);
      else void this.#ask(node);
    }
  }

  async #ask(node: Pulsing): Promise<void> {
    if (this.#asked.has(node.node) || !this.#bus.connected) return;
    this.#asked.add(node.node);
    try {
      await this.#bus.request(keepSubject(node.node), { server: this.#server, branches: [] }, { timeoutMs: askTimeoutMs });
      node.heardAtMs = this.#clock.now();
    } catch (error) {
      // Silence has its own limit, and without a bus nobody is dead.
      if (error instanceof BusNobodyThere) this.#nobodyThere(node);
    } finally {
      this.#asked.delete(node.node);
    }
  }

  #nobodyThere(node: Pulsing): void {
    const unanswered = (this.#unanswered.get(node.node) ?? 0) + 1;
    this.#unanswered.set(node.node, unanswered);
    if (unanswered < unansweredLimit) return;
    this.#unanswered.delete(node.node);
    node.heardAtMs = -Infinity;
  }
}
