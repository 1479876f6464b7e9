import type { Logger } from '@saal/foundation';
import type { RemoteBranch } from './remote-branch.ts';

/** How many devices of one server leave a node at the same time: each makes new transports and has all that it takes sent twice. */
const mostAtOnce = 20;

/** Empties the branches of a node that drains, some devices at a time. */
export class Vacating {
  readonly #log: Logger;
  readonly #busy = new Set<RemoteBranch>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** May be said again: what is under way goes on, and who found no place tries again. */
  vacate(branch: RemoteBranch): void {
    if (this.#busy.has(branch)) return;
    this.#busy.add(branch);
    branch
      .vacate((task) => this.#inTurn(task))
      .then(
        (isEmpty) => {
          // The last branch of a room is kept without people; here it has to go.
          if (isEmpty) branch.giveUp();
        },
        (error: unknown) => this.#log.warn({ err: error, epoch: branch.id }, 'a branch could not be emptied'),
      )
      .finally(() => this.#busy.delete(branch));
  }

  async #inTurn(task: () => Promise<void>): Promise<void> {
    if (this.#running >= mostAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    try {
      await task();
    } finally {
      // Whoever waits takes over this place.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
