import { Swarm } from '../swarm.ts';

/** A swarm's numbers go to 4,095, two for each visitor. */
const visitorsEach = 1_500;

/** Swarms that take turns, for trials in which more people come than one of them has numbers for. */
export class SwarmRelay {
  readonly #binary: string;
  readonly #visitors = new Map<Swarm, number>();
  #present: { swarm: Swarm; begun: number };

  constructor(binary: string) {
    this.#binary = binary;
    this.#present = this.#next();
  }

  /** For one visitor, who gives it back. */
  take(): Swarm {
    if (this.#present.begun >= visitorsEach) this.#present = this.#next();
    this.#present.begun += 1;
    const { swarm } = this.#present;
    this.#visitors.set(swarm, (this.#visitors.get(swarm) ?? 0) + 1);
    return swarm;
  }

  async giveBack(swarm: Swarm): Promise<void> {
    const left = (this.#visitors.get(swarm) ?? 0) - 1;
    this.#visitors.set(swarm, left);
    if (left > 0 || swarm === this.#present.swarm) return;
    this.#visitors.delete(swarm);
    await swarm.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#visitors.keys()].map((swarm) => swarm.close()));
  }

  #next(): { swarm: Swarm; begun: number } {
    const swarm = new Swarm(this.#binary);
    this.#visitors.set(swarm, 0);
    return { swarm, begun: 0 };
  }
}
