/** Votes and ends of the polls that a timeline shows: all from the server, once, then whatever comes. */
import { Direction, MatrixEventEvent, RoomEvent, type MatrixClient, type MatrixEvent, type Room } from 'matrix-js-sdk';
import type { Poll } from '../model.ts';
import { counted, type Vote } from './poll-count.ts';
import { choicesOf, isPollEnd, isPollResponse } from './poll-content.ts';
import { stateOf } from './room-kind.ts';

const PAGE = 100;

interface Known {
  /** By event, so that nothing counts twice. */
  events: Map<string, MatrixEvent>;
  phase: 'loading' | 'complete' | 'failed';
}

export class PollVotes {
  readonly #client: MatrixClient;
  readonly #room: Room;
  readonly #changed: () => void;
  #polls = new Map<string, Known>();

  constructor(client: MatrixClient, room: Room, changed: () => void) {
    this.#client = client;
    this.#room = room;
    this.#changed = changed;
    client.on(RoomEvent.Timeline, this.#came);
    client.on(MatrixEventEvent.Decrypted, this.#opened);
  }

  /** @param waiting votes of this person that the server does not have yet */
  counted(start: MatrixEvent, poll: Poll, waiting: readonly Vote[]): Poll {
    const pollId = start.getId() ?? '';
    const known = this.#known(pollId);
    const events = [...known.events.values()].filter((event) => !event.isRedacted());
    const votes = events.filter((event) => isPollResponse(event.getType())).map(voteOf);
    const ends = events.filter((event) => isPollEnd(event.getType()) && this.#mayEnd(start, event.getSender()));
    return counted(poll, {
      votes: [...votes, ...waiting],
      endedAtMs: ends.length === 0 ? undefined : Math.min(...ends.map((event) => event.getTs())),
      ownId: this.#client.getSafeUserId(),
      isComplete: known.phase === 'complete',
    });
  }

  /** Votes may be missing: the server left a gap, or could not be reached. */
  reset(): void {
    this.#polls = new Map();
  }

  close(): void {
    this.#client.off(RoomEvent.Timeline, this.#came);
    this.#client.off(MatrixEventEvent.Decrypted, this.#opened);
  }

  #known(pollId: string): Known {
    const before = this.#polls.get(pollId);
    if (before) return before;
    const known: Known = { events: new Map(), phase: 'loading' };
    this.#polls.set(pollId, known);
    // A poll on its way has no votes.
    if (pollId.startsWith('$')) void this.#load(pollId, known);
    return known;
  }

  async #load(pollId: string, known: Known): Promise<void> {
    try {
      let from: string | undefined;
      do {
        const options = { dir: Direction.Backward, limit: PAGE, ...(from === undefined ? {} : { from }) };
        const page = await this.#client.relations(this.#room.roomId, pollId, 'm.reference', undefined, options);
        await Promise.all(page.events.map((event) => this.#client.decryptEventIfNeeded(event)));
        for (const event of page.events) this.#add(known, event);
        from = page.nextBatch ?? undefined;
      } while (from !== undefined);
      known.phase = 'complete';
    } catch {
      // Counts stay out; they are asked for again after the next gap, or when the room is opened again.
      known.phase = 'failed';
    }
    this.#changed();
  }

  #add(known: Known, event: MatrixEvent): void {
    const eventId = event.getId();
    if (eventId?.startsWith('$') === true) known.events.set(eventId, event);
  }

  #mayEnd(start: MatrixEvent, sender: string | undefined): boolean {
    return sender !== undefined && (sender === start.getSender() || stateOf(this.#room).maySendRedactionForEvent(start, sender));
  }

  readonly #came = (event: MatrixEvent, room: Room | undefined): void => {
    if (room === this.#room) this.#opened(event);
  };
  readonly #opened = (event: MatrixEvent): void => {
    const relation = event.getRelation();
    const known = relation?.rel_type === 'm.reference' ? this.#polls.get(relation.event_id ?? '') : undefined;
    if (!known || event.getRoomId() !== this.#room.roomId) return;
    this.#add(known, event);
    if (event.isEncrypted() && event.shouldAttemptDecryption()) void this.#client.decryptEventIfNeeded(event);
    this.#changed();
  };
}

function voteOf(event: MatrixEvent): Vote {
  return { sender: event.getSender() ?? '', atMs: event.getTs(), answerIds: choicesOf(event.getContent()) };
}
