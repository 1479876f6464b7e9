/** What the parts of one person's chat share. */
import type { MatrixClient } from 'matrix-js-sdk';
import type { Drafts } from './drafts.ts';
import type { RoomList } from './room-list.ts';
import type { SendQueue } from './send-queue.ts';

export interface ChatContext {
  client: MatrixClient;
  queue: SendQueue;
  drafts: Drafts;
  list: RoomList;
  fetch: typeof fetch;
  /** Told when a room's waiting messages change. @returns what ends it */
  onQueue(roomId: string, listener: () => void): () => void;
}
