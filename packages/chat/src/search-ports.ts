/** What search reads. Filling: `postgres/search-index.ts`. */
import type { RoomId, UserId } from './ids.ts';
import type { StoredEvent, StreamPos } from './ports.ts';

/** A part of a room's history: from after one position to another, with it. */
export interface ReadableSpan {
  roomId: RoomId;
  after: StreamPos;
  to: StreamPos;
}

export interface SearchQuery {
  /** Beginnings of words, all of which must be there. */
  terms: readonly string[];
  /** Only what lies in these is found: both the message and the words it has now. */
  spans: readonly ReadableSpan[];
  types: readonly string[];
  senders: readonly UserId[] | undefined;
  notSenders: readonly UserId[];
  order: 'recent' | 'rank';
  /** `recent`: only what is older. */
  before: StreamPos | undefined;
  /** `rank`: as many were told already. */
  skip: number;
  limit: number;
}

export interface SearchHit {
  event: StoredEvent;
  rank: number;
}

export interface SearchIndex {
  /** @returns `count` of all there are, whatever the page */
  find(query: SearchQuery): Promise<{ hits: SearchHit[]; count: number }>;
}
