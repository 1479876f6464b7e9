/** What is known of one room: its events in their order, who is in it, what they may. Pure but for being filled. */
import type { ChatPerson, RoomRights } from '../model.ts';
import { numberIn, POLL, recordIn, relationOf, textIn, type RoomEvent } from './room-event.ts';

export class RoomLog {
  readonly ownId: string;
  /** Messages, oldest first, each once. */
  #events: RoomEvent[] = [];
  #ids = new Set<string>();
  /** Newest change of each, by its own sender. */
  readonly #changes = new Map<string, RoomEvent>();
  /** By message and reaction: who reacted, with which event. */
  readonly #reactions = new Map<string, Map<string, Map<string, string>>>();
  /** By the event taken back: who took it. */
  readonly #redacted = new Map<string, string>();
  readonly #people = new Map<string, ChatPerson>();
  /** How far others have read. */
  readonly #receipts = new Map<string, string>();
  #levels: Record<string, unknown> = {};
  #kind: Record<string, unknown> = {};

  constructor(ownId: string) {
    this.ownId = ownId;
  }

  /** Messages, oldest first. */
  get messages(): readonly RoomEvent[] {
    return this.#events;
  }

  addNewest(events: readonly RoomEvent[]): void {
    for (const event of events) if (this.#take(event)) this.#events.push(event);
  }

  /** @param events newest first, as the server gives pages of the past */
  addOldest(events: readonly RoomEvent[]): void {
    const before: RoomEvent[] = [];
    for (const event of events) if (this.#take(event)) before.unshift(event);
    this.#events = [...before, ...this.#events];
  }

  has(eventId: string): boolean {
    return this.#ids.has(eventId);
  }

  /** There is a gap: what was known stands no longer beside what comes. People and rights stay. */
  forgetMessages(): void {
    this.#events = [];
    this.#ids = new Set();
    for (const known of [this.#changes, this.#reactions, this.#redacted]) known.clear();
  }

  setState({ type, stateKey, content }: RoomEvent): void {
    if (type === 'm.room.member' && stateKey !== undefined) this.#people.set(stateKey, personOf(stateKey, content));
    if (stateKey !== '') return;
    if (type === 'm.room.power_levels') this.#levels = content;
    if (type === 'eu.saal.room') this.#kind = content;
  }

  setReceipt(userId: string, eventId: string): void {
    this.#receipts.set(userId, eventId);
  }

  receiptOf(userId: string): string | undefined {
    return this.#receipts.get(userId);
  }

  get readerIds(): string[] {
    return [...this.#receipts.keys()];
  }

  /** Of messages: of the latest one that somebody has read, who it was, without its sender and oneself. */
  readers(): Map<string, ChatPerson[]> {
    const readers = new Map<string, ChatPerson[]>();
    const there = new Map(this.#events.map(({ eventId, sender }) => [eventId, sender]));
    for (const [userId, eventId] of this.#receipts) {
      const sender = there.get(eventId);
      if (sender === undefined || sender === userId || userId === this.ownId || !this.knows(userId)) continue;
      readers.set(eventId, [...(readers.get(eventId) ?? []), this.person(userId)]);
    }
    return readers;
  }

  knows(userId: string): boolean {
    return this.#people.has(userId);
  }

  person(userId: string): ChatPerson {
    return this.#people.get(userId) ?? { userId, displayName: '', isExternal: false };
  }

  changeOf(event: RoomEvent): Record<string, unknown> | undefined {
    const change = this.#changes.get(event.eventId);
    const byItself = change?.sender === event.sender && !this.#redacted.has(change.eventId) ? change : undefined;
    return recordIn(byItself?.content, 'm.new_content') ?? event.changedTo;
  }

  redactedBy(event: RoomEvent): string | undefined {
    return this.#redacted.get(event.eventId) ?? event.redactedBy;
  }

  /** By reaction: who, and by which event. */
  reactionsTo(eventId: string): { key: string; by: ReadonlyMap<string, string> }[] {
    const all = [...(this.#reactions.get(eventId) ?? [])];
    return all
      .map(([key, by]) => ({ key, by: new Map([...by].filter(([, reaction]) => !this.#redacted.has(reaction))) }))
      .filter(({ by }) => by.size > 0);
  }

  get rights(): RoomRights {
    const mayWrite = this.#level() >= this.#needed('m.room.message');
    const mayUpload = mayWrite && (this.#kind['uploads'] !== false || this.mayRedactOthers);
    // The meeting decides who is in the room, and how it is called.
    const never = { maySetRoles: false, mayInvite: false, mayRemove: false, mayChange: false, mayPin: false };
    return { mayWrite, mayReact: this.#level() >= this.#needed('m.reaction'), mayUpload, ...never };
  }

  get mayRedactOthers(): boolean {
    return this.#level() >= (numberIn(this.#levels, 'redact') ?? 50);
  }

  #level(): number {
    return numberIn(recordIn(this.#levels, 'users'), this.ownId) ?? numberIn(this.#levels, 'users_default') ?? 0;
  }

  #needed(type: string): number {
    return numberIn(recordIn(this.#levels, 'events'), type) ?? numberIn(this.#levels, 'events_default') ?? 0;
  }

  /** @returns whether it is a message that was not known */
  #take(event: RoomEvent): boolean {
    if (event.stateKey !== undefined) this.setState(event);
    const relation = relationOf(event);
    switch (event.type) {
      case 'm.room.redaction': {
        const target = textIn(event.content, 'redacts');
        if (target !== undefined) this.#redacted.set(target, event.sender);
        return false;
      }
      case 'm.reaction':
        if (relation?.kind === 'm.annotation' && relation.key !== undefined && event.redactedBy === undefined)
          this.#react(relation.eventId, relation.key, event);
        return false;
      case POLL:
      case 'm.room.message': {
        if (relation?.kind === 'm.replace') {
          const known = this.#changes.get(relation.eventId);
          if (!known || known.atMs <= event.atMs) this.#changes.set(relation.eventId, event);
          return false;
        }
        if (this.#ids.has(event.eventId)) return false;
        this.#ids.add(event.eventId);
        return true;
      }
      default:
        return false;
    }
  }

  #react(eventId: string, key: string, { sender, eventId: reaction }: RoomEvent): void {
    const keys = this.#reactions.get(eventId) ?? new Map<string, Map<string, string>>();
    this.#reactions.set(eventId, keys);
    keys.set(key, (keys.get(key) ?? new Map<string, string>()).set(sender, reaction));
  }
}

function personOf(userId: string, content: Record<string, unknown>): ChatPerson {
  const avatarUrl = textIn(content, 'avatar_url');
  return {
    userId,
    displayName: textIn(content, 'displayname') ?? '',
    isExternal: content['eu.saal.external'] === true,
    ...(avatarUrl === undefined ? {} : { avatarUrl }),
  };
}
