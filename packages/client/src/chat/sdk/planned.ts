/** Messages planned for later in one room. The server keeps and sends them; in sealed rooms they are sealed here, when they are planned. */
import { MatrixEvent, Method, type MatrixClient, type Room } from 'matrix-js-sdk';
import { ValueModel } from '../../value-model.ts';
import { randomId } from '../../random-id.ts';
import { ChatFailed } from '../chat-failed.ts';
import type { OutgoingText, PlannedMessage, PlannedMessages } from '../model.ts';
import { isObject, numberOf, textOf, type Content } from './content.ts';
import { keepingSame } from './same.ts';
import { translated } from './translated.ts';

const prefix = '/_matrix/client/unstable/eu.saal.planned';
const SEALED = 'm.room.encrypted';
/** The server has had its time to send it. */
const AFTER_MS = 1_500;
const AGAIN_MS = 5_000;
/** Timers of browsers hold no more than some weeks; devices sleep. */
const LONGEST_MS = 3_600_000;

type Words = (message: Pick<OutgoingText, 'text' | 'markdown' | 'mentions'>) => Content;

export class SdkPlanned implements PlannedMessages {
  readonly list = new ValueModel<readonly PlannedMessage[]>([]);
  readonly #client: MatrixClient;
  readonly #room: Room;
  readonly #words: Words;
  /** As they were written, for changes. */
  readonly #contents = new Map<string, Content>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(client: MatrixClient, room: Room, words: Words) {
    this.#client = client;
    this.#room = room;
    this.#words = words;
    void this.#look();
  }

  plan(message: Pick<OutgoingText, 'text' | 'markdown' | 'mentions'>, atMs: number): Promise<void> {
    return this.#put(randomId(), this.#words(message), atMs);
  }

  async change(plannedId: string, { text, atMs }: { text: string; atMs: number }): Promise<void> {
    const before = this.#contents.get(plannedId);
    if (!before || !this.list.get().some((one) => one.plannedId === plannedId)) throw new ChatFailed('not_found', 'it is sent already');
    const named = isObject(before['m.mentions']) ? before['m.mentions']['user_ids'] : undefined;
    const mentions = Array.isArray(named) ? named.filter((one): one is string => typeof one === 'string') : [];
    const same = before['body'] === text;
    await this.#put(plannedId, same ? before : this.#words({ text, markdown: true, mentions }), atMs);
  }

  async cancel(plannedId: string): Promise<void> {
    await this.#ask(Method.Delete, `/planned/${plannedId}`);
    await this.#look();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #put(plannedId: string, words: Content, atMs: number): Promise<void> {
    const isSealed = this.#room.hasEncryptionStateEvent();
    const content = isSealed ? await translated(this.#sealed(words)) : words;
    const path = `/rooms/${encodeURIComponent(this.#room.roomId)}/planned/${plannedId}`;
    await this.#ask(Method.Put, path, { send_at: Math.round(atMs), type: isSealed ? SEALED : 'm.room.message', content });
    await this.#look();
  }

  async #sealed(words: Content): Promise<Content> {
    // Of the library's public face only sending seals; what it sends with is there at run time.
    const crypto = this.#client.getCrypto() as unknown as { encryptEvent?: (event: MatrixEvent, room: Room) => Promise<void> } | undefined;
    if (!crypto?.encryptEvent) throw new ChatFailed('no_encryption', 'nothing can be sealed here');
    const event = new MatrixEvent({ ...this.#about(`~${randomId()}`), type: 'm.room.message', content: words });
    await crypto.encryptEvent(event, this.#room);
    return event.getWireContent();
  }

  #about(eventId: string) {
    const [room_id, sender] = [this.#room.roomId, this.#client.getSafeUserId()];
    return { room_id, sender, event_id: eventId, origin_server_ts: Date.now() };
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    let nextMs = AGAIN_MS;
    try {
      const answer = await this.#ask(Method.Get, '/planned');
      const all: unknown[] = isObject(answer) && Array.isArray(answer['planned']) ? answer['planned'] : [];
      const here = await Promise.all(all.filter(isObject).map((one) => this.#read(one)));
      const now = here.filter((one) => one !== undefined);
      if (this.#closed) return;
      this.list.set(keepingSame(this.list.get(), now, ({ plannedId }) => plannedId));
      const due = now.filter(({ failure }) => failure === undefined).map(({ atMs }) => atMs);
      nextMs = due.length === 0 ? LONGEST_MS : Math.max(AGAIN_MS, Math.min(LONGEST_MS, Math.min(...due) - Date.now() + AFTER_MS));
    } catch {
      // Without an answer the list stays as it is; it is asked for again.
    }
    if (!this.#closed) this.#timer = setTimeout(() => void this.#look(), nextMs);
  }

  async #read(one: Content): Promise<PlannedMessage | undefined> {
    const [plannedId, atMs, failure] = [textOf(one['planned_id']), numberOf(one['send_at']), textOf(one['failure'])];
    if (plannedId === undefined || atMs === undefined || one['room_id'] !== this.#room.roomId || !isObject(one['content']))
      return undefined;
    const content = one['type'] === SEALED ? await this.#opened(plannedId, one['content']) : one['content'];
    if (content) this.#contents.set(plannedId, content);
    return { plannedId, atMs, text: textOf(content?.['body']) ?? '', ...(failure === undefined ? {} : { failure }) };
  }

  /** @returns undefined: it was sealed by another device whose key is not here */
  async #opened(plannedId: string, content: Content): Promise<Content | undefined> {
    const event = new MatrixEvent({ ...this.#about(`$planned-${plannedId}`), type: SEALED, content });
    await this.#client.decryptEventIfNeeded(event);
    return event.isDecryptionFailure() || event.getType() === SEALED ? undefined : event.getContent();
  }

  #ask(method: Method, path: string, body?: Record<string, unknown>): Promise<unknown> {
    return translated(this.#client.http.authedRequest(method, path, undefined, body, { prefix }));
  }
}
