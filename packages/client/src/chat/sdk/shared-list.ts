/** Files and addresses of one room, read back through its past: at the server by a filter, in sealed rooms by opening each message. */
import { Direction, Filter, MatrixEventEvent, RoomEvent, type MatrixClient, type MatrixEvent, type Room } from 'matrix-js-sdk';
import { ValueModel } from '../../value-model.ts';
import type { SharedItem, SharedKind, SharedList } from '../model.ts';
import { bodyOf } from './message-body.ts';
import { personOf } from './people.ts';
import { redactedBy } from './redacted-by.ts';
import { isMessage } from './timeline-items.ts';
import { asChatFailed, translated } from './translated.ts';

/** Events asked for at once. */
const PAGE = 100;
/** A page for people is full with so many, or after so many pages of the server. */
const ENOUGH = 30;
const MOST_PAGES = 10;

const address = /https?:\/\/[^\s<>"]*[^\s<>"',.;:!?)\]}]/g;

export class SdkSharedList implements SharedList {
  readonly model = new ValueModel<{ items: readonly SharedItem[]; hasOlder: boolean; isLoading: boolean; error?: string }>({
    ...{ items: [], hasOlder: true, isLoading: false },
  });
  readonly #client: MatrixClient;
  readonly #room: Room;
  readonly #kind: SharedKind;
  readonly #filter: Filter;
  #from: string | null = null;

  constructor(client: MatrixClient, room: Room, kind: SharedKind) {
    this.#client = client;
    this.#room = room;
    this.#kind = kind;
    this.#filter = new Filter(client.getSafeUserId());
    const sealed = room.hasEncryptionStateEvent();
    // Before a room was encrypted its files were plain.
    const types = sealed ? ['m.room.encrypted', 'm.room.message'] : ['m.room.message'];
    const withFile = !sealed && kind !== 'links' ? { contains_url: true } : {};
    this.#filter.setDefinition({ room: { timeline: { types, ...withFile } } });
    room.on(RoomEvent.Timeline, this.#came);
    room.on(RoomEvent.Redaction, this.#redacted);
    client.on(MatrixEventEvent.Decrypted, this.#opened);
    this.loadOlder().catch(() => undefined); // told by the model
  }

  async loadOlder(): Promise<void> {
    if (this.model.get().isLoading || !this.model.get().hasOlder) return;
    this.model.patch({ isLoading: true, error: undefined });
    try {
      const wanted = this.model.get().items.length + ENOUGH;
      for (let page = 0; page < MOST_PAGES && this.model.get().hasOlder && this.model.get().items.length < wanted; page++) {
        await this.#page();
      }
    } catch (error) {
      const failure = asChatFailed(error);
      this.model.patch({ error: failure.code });
      throw failure;
    } finally {
      this.model.patch({ isLoading: false });
    }
  }

  close(): void {
    this.model.patch({ hasOlder: false });
    this.#room.off(RoomEvent.Timeline, this.#came);
    this.#room.off(RoomEvent.Redaction, this.#redacted);
    this.#client.off(MatrixEventEvent.Decrypted, this.#opened);
  }

  async #page(): Promise<void> {
    const { roomId } = this.#room;
    const { chunk, end } = await translated(this.#client.createMessagesRequest(roomId, this.#from, PAGE, Direction.Backward, this.#filter));
    const events = chunk.map(this.#client.getEventMapper());
    await Promise.all(events.map((event) => this.#client.decryptEventIfNeeded(event)));
    this.#from = end ?? null;
    this.#add(events);
    if (end === undefined) this.model.patch({ hasOlder: false });
  }

  #add(events: readonly MatrixEvent[]): void {
    const { items } = this.model.get();
    const known = new Set(items.map(({ eventId }) => eventId));
    const more = events.filter((event) => !known.has(event.getId() ?? '')).flatMap((event) => this.#itemsOf(event));
    if (more.length > 0) this.model.patch({ items: [...items, ...more].toSorted((a, b) => b.atMs - a.atMs) });
  }

  #itemsOf(event: MatrixEvent): SharedItem[] {
    const eventId = event.getId();
    if (eventId === undefined || !isMessage(event)) return [];
    const senderId = event.getSender() ?? '';
    const senderName = personOf(this.#client, senderId, this.#room.getMember(senderId)).displayName;
    const from = { eventId, senderName, atMs: event.getTs() };
    const body = bodyOf(event);
    if (body.type === 'text') {
      if (this.#kind !== 'links') return [];
      return [...new Set(body.text.match(address))].map((text) => ({ ...from, text }));
    }
    if (!('file' in body) || this.#kind === 'links' || (body.type === 'image') !== (this.#kind === 'pictures')) return [];
    return [{ ...from, file: body.file, ...(body.text === undefined ? {} : { text: body.text }) }];
  }

  readonly #came = (event: MatrixEvent, _room: Room | undefined, toStart: boolean | undefined): void => {
    // One's own echo has no number yet; it comes again with one.
    if (toStart !== true && event.getId()?.startsWith('$') === true) this.#add([event]);
  };
  readonly #opened = (event: MatrixEvent): void => {
    if (event.getRoomId() === this.#room.roomId && event.getTs() > Date.now() - RECENT_MS) this.#add([event]);
  };
  readonly #redacted = (redaction: MatrixEvent): void => {
    const gone = redactedBy(redaction);
    this.model.patch({ items: this.model.get().items.filter(({ eventId }) => eventId !== gone) });
  };
}

/** What is opened while it is new belongs to the beginning of the list, whatever of the past is loaded. */
const RECENT_MS = 60_000;
