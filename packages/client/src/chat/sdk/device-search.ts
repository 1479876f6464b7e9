/** Search of this device in what was sealed; there or, where the browser cannot seal, not. */
import type { MatrixClient } from 'matrix-js-sdk';
import type { EncryptionState, MessageBody, MessageHit, SearchProgress } from '../model.ts';
import type { Model } from '../../model.ts';
import { ValueModel } from '../../value-model.ts';
import { IndexWalk } from './index-walk.ts';
import { personOf } from './people.ts';
import { WordIndex } from './word-index.ts';
import type { WordStore } from './word-store.ts';

export class DeviceSearch {
  readonly progress: Model<SearchProgress>;
  readonly #client: MatrixClient;
  readonly #encryption: Model<EncryptionState>;
  readonly #index: WordIndex | undefined;
  readonly #walk: IndexWalk | undefined;
  readonly #unsubscribe: () => void;
  #connected = false;

  constructor(client: MatrixClient, store: WordStore | undefined, encryption: Model<EncryptionState>) {
    this.#client = client;
    this.#encryption = encryption;
    this.#index = store && new WordIndex(client, store, () => this.#walk?.model.patch({ messages: this.#index?.size ?? 0 }));
    this.#walk = store && this.#index && new IndexWalk(client, store, this.#index);
    this.progress = this.#walk?.model ?? new ValueModel<SearchProgress>({ phase: 'done', messages: 0, roomsLeft: 0 });
    this.#unsubscribe = encryption.subscribe(() => this.#begin());
  }

  /** Rooms are known now. */
  connected(): void {
    this.#connected = true;
    this.#begin();
  }

  pause(paused: boolean): void {
    this.#walk?.pause(paused);
  }

  async search(search: string, roomId: string | undefined, most: number): Promise<MessageHit[]> {
    const found = (await this.#index?.search(search, roomId, most)) ?? [];
    return found.flatMap(({ senderId, text, kind, ...place }) => {
      const room = this.#client.getRoom(place.roomId);
      // Of a room that was left nothing is shown any more, nor of people who are ignored now.
      if (room?.getMyMembership() !== 'join' || this.#client.isUserIgnored(senderId)) return [];
      const senderName = personOf(this.#client, senderId, room.getMember(senderId)).displayName;
      return [{ ...place, senderName, text, kind: kind as MessageBody['type'], isFromDevice: true }];
    });
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    this.#walk?.close();
    await this.#index?.close();
  }

  #begin(): void {
    const { phase } = this.#encryption.get();
    if (!this.#connected) return;
    // A device that was not let in yet can open what was written since it is there.
    if (phase === 'ready' || phase === 'recovery-key-new') this.#walk?.start(true);
    else if (phase === 'unverified') this.#walk?.start(false);
  }
}
