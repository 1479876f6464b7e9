/** Search in sealed rooms: words of all messages that were opened here, kept on this device (`word-store.ts`). */
import { MatrixEventEvent, RelationType, RoomEvent, type MatrixClient, type MatrixEvent } from 'matrix-js-sdk';
import { isObject } from './content.ts';
import { bodyOf, bodyOfContent, previewOf } from './message-body.ts';
import { redactedBy } from './redacted-by.ts';
import { isMessage } from './timeline-items.ts';
import type { KeptWords, WordStore } from './word-store.ts';

/** The oldest are let go beyond it. */
export const MOST_WORDS = 20_000;
const WRITTEN_AFTER_MS = 250;

export class WordIndex {
  readonly #client: MatrixClient;
  readonly #store: WordStore;
  readonly #changed: () => void;
  readonly #words: Promise<Map<string, KeptWords>>;
  readonly #toPut = new Map<string, KeptWords>();
  readonly #toDelete = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #size = 0;

  /** @param changed its size did */
  constructor(client: MatrixClient, store: WordStore, changed: () => void) {
    this.#client = client;
    this.#store = store;
    this.#changed = changed;
    this.#words = store.all().then((all) => new Map(all.map((one) => [one.eventId, one])));
    client.on(MatrixEventEvent.Decrypted, this.#opened);
    client.on(RoomEvent.Redaction, this.#redacted);
    client.on(RoomEvent.LocalEchoUpdated, this.#opened); // one's own words come back without being opened
    this.#words.then(
      ({ size }) => {
        this.#size = size;
        changed();
      },
      () => undefined, // told by whoever searches
    );
  }

  get size(): number {
    return this.#size;
  }

  /** Messages that hold all words, wherever; newest first. */
  async search(search: string, roomId: string | undefined, most: number): Promise<KeptWords[]> {
    const wanted = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    if (wanted.length === 0) return [];
    const holds = ({ text }: KeptWords): boolean => {
      const lower = text.toLocaleLowerCase();
      return wanted.every((word) => lower.includes(word));
    };
    const found = [...(await this.#words).values()].filter((one) => (roomId === undefined || one.roomId === roomId) && holds(one));
    return found.toSorted((a, b) => b.atMs - a.atMs).slice(0, most);
  }

  /** What was opened, of whatever kind. */
  async add(event: MatrixEvent): Promise<void> {
    const words = wordsOf(event);
    if (!words) return;
    const all = await this.#words;
    const before = all.get(words.eventId);
    // An edit may be read before its message, and comes with it once more; only the writer changes words.
    if (before && (before.senderId !== words.senderId || before.text === words.text)) return;
    if (isEdit(event) && !before) return this.#keepEdit(words);
    if (before && !isEdit(event) && this.#edited.has(words.eventId)) return;
    const edit = this.#edits.get(words.eventId);
    const now = edit?.senderId === words.senderId ? { ...words, text: edit.text } : { ...words, atMs: before?.atMs ?? words.atMs };
    this.#edits.delete(words.eventId);
    if (isEdit(event) || edit) this.#edited.add(words.eventId);
    all.set(words.eventId, now);
    this.#toPut.set(words.eventId, now);
    this.#write();
  }

  async close(): Promise<void> {
    this.#client.off(MatrixEventEvent.Decrypted, this.#opened);
    this.#client.off(RoomEvent.Redaction, this.#redacted);
    this.#client.off(RoomEvent.LocalEchoUpdated, this.#opened);
    clearTimeout(this.#timer);
    await this.#flush();
    this.#store.close();
  }

  /** Newer words of messages that were not read yet. */
  readonly #edits = new Map<string, KeptWords>();
  readonly #edited = new Set<string>();

  #keepEdit(words: KeptWords): void {
    const known = this.#edits.get(words.eventId);
    if (!known || known.atMs < words.atMs) this.#edits.set(words.eventId, words);
  }

  readonly #opened = (event: MatrixEvent): void => void this.add(event);
  readonly #redacted = (redaction: MatrixEvent): void => {
    const gone = redactedBy(redaction);
    if (gone !== undefined) void this.#remove(gone);
  };

  async #remove(eventId: string): Promise<void> {
    if (!(await this.#words).delete(eventId)) return;
    this.#toPut.delete(eventId);
    this.#toDelete.add(eventId);
    this.#write();
  }

  #write(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // Not written, it is read again the next time.
      this.#flush().catch(() => undefined);
    }, WRITTEN_AFTER_MS);
  }

  async #flush(): Promise<void> {
    const words = await this.#words;
    if (words.size > MOST_WORDS) {
      const old = [...words.values()].toSorted((a, b) => a.atMs - b.atMs).slice(0, words.size - MOST_WORDS);
      for (const { eventId } of old) {
        words.delete(eventId);
        this.#toPut.delete(eventId);
        this.#toDelete.add(eventId);
      }
    }
    const [put, gone] = [[...this.#toPut.values()], [...this.#toDelete]];
    this.#toPut.clear();
    this.#toDelete.clear();
    this.#size = words.size;
    if (put.length > 0) await this.#store.put(put);
    if (gone.length > 0) await this.#store.delete(gone);
    this.#changed();
  }
}

const isEdit = (event: MatrixEvent): boolean => event.getRelation()?.rel_type === RelationType.Replace;

/** Of an edit: the new words under the name of what it changes. */
function wordsOf(event: MatrixEvent): KeptWords | undefined {
  const [roomId, eventId, senderId] = [event.getRoomId(), event.getId(), event.getSender()];
  if (!event.isEncrypted() || event.isRedacted() || event.isDecryptionFailure()) return undefined;
  if (roomId === undefined || !eventId?.startsWith('$') || senderId === undefined) return undefined;
  const from = { roomId, senderId, atMs: event.getTs() };
  if (isEdit(event)) {
    const [of, content] = [event.getRelation()?.event_id, event.getContent()['m.new_content'] as unknown];
    if (of === undefined || !isObject(content)) return undefined;
    const body = bodyOfContent(content);
    return { ...from, eventId: of, text: previewOf(body) ?? '', kind: body.type };
  }
  if (!isMessage(event) || event.getClearContent() === null) return undefined;
  const body = bodyOf(event);
  const text = previewOf(body);
  return text === undefined ? undefined : { ...from, eventId, text, kind: body.type };
}
