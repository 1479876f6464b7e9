/** Messages that this person wants to come back to, kept in their account data: places and times, never words. */
import { ClientEvent, MatrixEventEvent, type MatrixClient, type MatrixEvent } from 'matrix-js-sdk';
import { ValueModel } from '../../value-model.ts';
import type { Reminder, Reminders } from '../model.ts';
import { isObject, numberOf, textOf } from './content.ts';
import { bodyOf, previewOf } from './message-body.ts';
import { personOf } from './people.ts';
import { keepingSame } from './same.ts';
import { translated } from './translated.ts';

const TYPE = 'eu.saal.reminders';
const MOST = 200;
/** Devices sleep, and their timers with them. */
const LOOK_EVERY_MS = 60_000;

type Kept = Pick<Reminder, 'roomId' | 'eventId' | 'atMs'>;

export class SdkReminders implements Reminders {
  readonly list = new ValueModel<readonly Reminder[]>([]);
  readonly #client: MatrixClient;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(client: MatrixClient) {
    this.#client = client;
    client.on(ClientEvent.AccountData, this.#changed);
    client.on(ClientEvent.Room, this.#renew);
    client.on(MatrixEventEvent.Decrypted, this.#opened);
    this.#renew();
  }

  set({ roomId, eventId, atMs }: Kept): Promise<void> {
    return this.#put([...this.#kept().filter((one) => one.eventId !== eventId), { roomId, eventId, atMs }].slice(-MOST));
  }

  done(eventId: string): Promise<void> {
    return this.#put(this.#kept().filter((one) => one.eventId !== eventId));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#client.off(ClientEvent.AccountData, this.#changed);
    this.#client.off(ClientEvent.Room, this.#renew);
    this.#client.off(MatrixEventEvent.Decrypted, this.#opened);
  }

  readonly #changed = (event: MatrixEvent): void => {
    if (event.getType() === TYPE) this.#renew();
  };
  readonly #opened = (event: MatrixEvent): void => {
    if (this.list.get().some(({ eventId }) => eventId === event.getId())) this.#renew();
  };
  readonly #renew = (): void => {
    if (this.#closed) return;
    const nowMs = Date.now();
    const now = this.#kept()
      .toSorted((a, b) => a.atMs - b.atMs)
      .map((one) => ({ ...one, isDue: one.atMs <= nowMs, ...this.#about(one) }));
    this.list.set(keepingSame(this.list.get(), now, ({ eventId }) => eventId));
    const next = now.find(({ isDue }) => !isDue);
    clearTimeout(this.#timer);
    if (next) this.#timer = setTimeout(this.#renew, Math.min(LOOK_EVERY_MS, next.atMs - nowMs));
  };

  #kept(): Kept[] {
    const content: unknown = this.#client.getAccountData(TYPE as never)?.getContent();
    const all: unknown[] = isObject(content) && Array.isArray(content['reminders']) ? content['reminders'] : [];
    return all.slice(-MOST).flatMap((one) => {
      if (!isObject(one)) return [];
      const [roomId, eventId, atMs] = [textOf(one['room_id']), textOf(one['event_id']), numberOf(one['at'])];
      return roomId === undefined || eventId === undefined || atMs === undefined ? [] : [{ roomId, eventId, atMs }];
    });
  }

  #about({ roomId, eventId }: Kept): Pick<Reminder, 'senderName' | 'text'> {
    const room = this.#client.getRoom(roomId);
    const event = room?.findEventById(eventId);
    if (!room || !event) return {};
    const sender = event.getSender() ?? '';
    const text = previewOf(bodyOf(event));
    return {
      senderName: personOf(this.#client, sender, room.getMember(sender)).displayName,
      ...(text === undefined ? {} : { text }),
    };
  }

  async #put(reminders: readonly Kept[]): Promise<void> {
    const content = {
      reminders: reminders.map(({ roomId, eventId, atMs }) => ({ room_id: roomId, event_id: eventId, at: Math.round(atMs) })),
    };
    await translated(this.#client.setAccountData(TYPE as never, content as never));
    this.#renew();
  }
}
