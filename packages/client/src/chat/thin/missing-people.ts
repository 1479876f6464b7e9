/** The server names those who wrote; who only reads or begins to write is asked for, now and then. */
import type { Timers } from '../../timers.ts';
import type { MatrixRequests } from './matrix-requests.ts';
import { eventsIn, type RoomEvent } from './room-event.ts';

const ASK_MS = 3_000;

export class MissingPeople {
  readonly #requests: MatrixRequests;
  readonly #timers: Timers;
  readonly #found: (members: readonly RoomEvent[]) => void;
  #cancel: (() => void) | undefined;

  constructor(options: { requests: MatrixRequests; timers: Timers; found: (members: readonly RoomEvent[]) => void }) {
    this.#requests = options.requests;
    this.#timers = options.timers;
    this.#found = options.found;
  }

  /** @param roomPath of the room in the API; @param areThere whether somebody who is to be shown is not known */
  look(roomPath: string, areThere: () => boolean): void {
    if (this.#cancel || !areThere()) return;
    this.#cancel = this.#timers.after(ASK_MS, () => {
      this.#cancel = undefined;
      this.look(roomPath, areThere);
    });
    this.#requests.ask('GET', `${roomPath}/members?membership=join`).then(
      (answer) => this.#found(eventsIn(answer, 'chunk')),
      () => undefined, // Asked again after the pause.
    );
  }

  close(): void {
    this.#cancel?.();
  }
}
