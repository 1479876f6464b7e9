/** Tells pages of what was just written and of invitations, as the person's rules want it. */
import { isQuietAt } from '@saal/protocol';
import { KnownMembership, RoomEvent, type IRoomTimelineData, type MatrixClient, type MatrixEvent, type Room } from 'matrix-js-sdk';
import type { News, NotificationSettings } from '../notifying-model.ts';
import { bodyOf, previewOf } from './message-body.ts';
import { personOf } from './people.ts';
import { roomKind } from './room-kind.ts';

/** What is older comes after a gap: the numbers of unread messages tell it. */
const NEW_FOR_MS = 120_000;
const INVITED: string = KnownMembership.Invite;

export class NewsTeller {
  readonly #client: MatrixClient;
  readonly #settings: () => NotificationSettings;
  readonly #listeners = new Set<(news: News) => void>();

  constructor(client: MatrixClient, settings: () => NotificationSettings) {
    this.#client = client;
    this.#settings = settings;
    client.on(RoomEvent.Timeline, this.#written);
    client.on(RoomEvent.MyMembership, this.#membership);
  }

  onNews(listener: (news: News) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#client.off(RoomEvent.Timeline, this.#written);
    this.#client.off(RoomEvent.MyMembership, this.#membership);
    this.#listeners.clear();
  }

  readonly #written = (
    event: MatrixEvent,
    room: Room | undefined,
    toStart?: boolean,
    removed?: boolean,
    data?: IRoomTimelineData,
  ): void => {
    if (!room || toStart === true || removed === true || data?.liveEvent !== true) return;
    if (event.isState() || event.getSender() === this.#client.getUserId() || event.getTs() < Date.now() - NEW_FOR_MS) return;
    void this.#tell(event, room);
  };

  async #tell(event: MatrixEvent, room: Room): Promise<void> {
    // Of sealed ones the rules can say something only when they are open; who cannot open them hears that there is something.
    if (event.isEncrypted()) await this.#client.decryptEventIfNeeded(event).catch(() => undefined);
    const actions = this.#client.getPushActionsForEvent(event, true);
    if (actions?.notify !== true) return;
    const text = previewOf(bodyOf(event));
    this.#say(room, 'message', event.getSender() ?? '', text);
  }

  readonly #membership = (room: Room, membership: string, before?: string): void => {
    if (membership !== INVITED || before === INVITED) return;
    const invited = room.getMember(this.#client.getSafeUserId())?.events.member;
    if (invited && invited.getTs() > Date.now() - NEW_FOR_MS) this.#say(room, 'invitation', invited.getSender() ?? '', undefined);
  };

  #say(room: Room, what: News['what'], senderId: string, text: string | undefined): void {
    if (isQuiet(this.#settings(), Date.now())) return;
    const news: News = {
      ...{ what, roomId: room.roomId, roomName: room.name, isDirect: roomKind(this.#client, room) === 'direct' },
      senderName: personOf(this.#client, senderId, room.getMember(senderId)).displayName,
      ...(text === undefined ? {} : { text }),
    };
    for (const listener of this.#listeners) listener(news);
  }
}

export function isQuiet({ quietHours: { isOn, from, to, days, timeZone } }: NotificationSettings, nowMs: number): boolean {
  return isOn && isQuietAt({ fromMinute: minuteOf(from), toMinute: minuteOf(to), days, timeZone }, nowMs);
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
