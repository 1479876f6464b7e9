/** Chat of one person over the Matrix library: joins the parts, and keeps the session going. */
import {
  ClientEvent,
  HttpApiEvent,
  RoomStateEvent,
  SyncState,
  type MatrixClient,
  type MatrixError,
  type MatrixEvent,
  type Room,
} from 'matrix-js-sdk';
import type { Chat, ChatConnection, ChatPerson, MessageHit, NewRoom, Notifying, OpenRoom } from '../model.ts';
import { ValueModel } from '../../value-model.ts';
import { ChatFailed } from '../chat-failed.ts';
import { NOTIFICATIONS_SHOW } from '../stored.ts';
import type { ChatContext } from './context.ts';
import { DeviceSearch } from './device-search.ts';
import type { Drafts } from './drafts.ts';
import { Encryption, type SecretKeys } from './encryption.ts';
import type { Kept } from './kept.ts';
import { SdkIgnoring } from './ignoring.ts';
import { createRoom, directRoom } from './new-rooms.ts';
import { SdkOpenRoom } from './open-room.ts';
import { pictureUrl, isExternal } from './people.ts';
import { NewsTeller } from './news.ts';
import { SettingsOfNotifications } from './notification-settings.ts';
import { SdkOwnDevices } from './own-devices.ts';
import { PresenceList } from './presence-list.ts';
import { SdkReminders } from './reminders.ts';
import { RoomList } from './room-list.ts';
import { SdkSender } from './sdk-sender.ts';
import { searchMessages } from './search-messages.ts';
import { SendQueue } from './send-queue.ts';
import { SdkTeams } from './teams.ts';
import { translated } from './translated.ts';
import { Verifying } from './verifying.ts';
import { removeWebPush, setWebPush, webPushKey } from './web-push.ts';
import type { WordStore } from './word-store.ts';

/** A room that was just made is told by the next sync. */
const ROOM_COMES_WITHIN_MS = 20_000;

export interface SdkChatOptions {
  client: MatrixClient;
  kept: Kept;
  /** Undefined where nothing can be kept sealed. */
  words: WordStore | undefined;
  drafts: Drafts;
  secrets: SecretKeys;
  fetch: typeof fetch;
  start: (client: MatrixClient) => Promise<void>;
  /** A new token after the former one was refused. @throws {ChatFailed} signed_out */
  enterAgain: () => Promise<string>;
  /** The end begins. */
  closing: () => void;
  ended: () => Promise<void>;
}

export class SdkChat implements Chat {
  readonly userId: string;
  readonly connection = new ValueModel<ChatConnection>('connecting');
  readonly rooms;
  readonly presence;
  readonly encryption;
  readonly verification;
  readonly notifying: Notifying;
  readonly devices;
  readonly searchProgress;
  readonly reminders: SdkReminders;
  readonly ignoring: SdkIgnoring;
  readonly teams: SdkTeams;
  readonly #options: SdkChatOptions;
  readonly #client: MatrixClient;
  readonly #context: ChatContext;
  readonly #encryption: Encryption;
  readonly #verifying: Verifying;
  readonly #settings: SettingsOfNotifications;
  readonly #news: NewsTeller;
  readonly #presence: PresenceList;
  readonly #search: DeviceSearch;
  readonly #queueListeners = new Map<string, Set<() => void>>();
  #closed = false;
  #entering = false;

  constructor(options: SdkChatOptions) {
    const { client, kept, drafts } = options;
    this.#options = options;
    this.#client = client;
    this.userId = client.getSafeUserId();
    this.#encryption = new Encryption(client, kept, options.secrets);
    this.#verifying = new Verifying(client, () => void this.#encryption.settle());
    this.#search = new DeviceSearch(client, options.words, this.#encryption.model);
    this.searchProgress = this.#search.progress;
    const list = new RoomList(client, drafts);
    const sender = new SdkSender(client, (roomId) => this.#readyFor(roomId));
    const queue = new SendQueue(kept, sender, (roomId) => {
      for (const listener of this.#queueListeners.get(roomId) ?? []) listener();
    });
    this.#context = { client, queue, drafts, list, fetch: options.fetch, onQueue: (roomId, listener) => this.#onQueue(roomId, listener) };
    this.rooms = list.model;
    this.#presence = new PresenceList(client);
    this.presence = this.#presence.model;
    this.encryption = this.#encryption.model;
    this.verification = this.#verifying.model;
    this.#settings = new SettingsOfNotifications(client);
    this.#news = new NewsTeller(client, () => this.#settings.model.get());
    this.notifying = notifyingOf(client, kept, this.#settings, this.#news);
    this.devices = new SdkOwnDevices(client, kept);
    this.reminders = new SdkReminders(client);
    this.ignoring = new SdkIgnoring(client);
    this.teams = new SdkTeams(client, (roomId) => this.#known(roomId));
    client.on(ClientEvent.Sync, this.#synced);
    client.on(HttpApiEvent.SessionLoggedOut, this.#refused);
    client.on(RoomStateEvent.Events, this.#stateChanged);
  }

  async start(): Promise<void> {
    await this.#options.start(this.#client);
  }

  open(roomId: string): OpenRoom {
    const room = this.#client.getRoom(roomId);
    if (!room) throw new ChatFailed('not_found', 'this room is not known here');
    return new SdkOpenRoom(this.#context, room);
  }

  async direct(userId: string): Promise<string> {
    const roomId = await translated(directRoom(this.#client, userId));
    await this.#known(roomId);
    return roomId;
  }

  async create(room: NewRoom): Promise<string> {
    const roomId = await translated(createRoom(this.#client, room));
    await this.#known(roomId);
    return roomId;
  }

  async people(search: string): Promise<ChatPerson[]> {
    const { results } = await translated(this.#client.searchUserDirectory({ term: search, limit: 20 }));
    return results.map((found) => {
      const { user_id: userId, display_name: displayName, avatar_url: picture } = found;
      const marked = (found as { 'eu.saal.external'?: unknown })['eu.saal.external'] === true;
      const avatarUrl = pictureUrl(picture);
      return {
        ...{ userId, displayName: displayName ?? userId, isExternal: marked || isExternal(userId, this.userId) },
        ...(avatarUrl === undefined ? {} : { avatarUrl }),
      };
    });
  }

  messages(search: string, roomId?: string): Promise<MessageHit[]> {
    return translated(searchMessages(this.#client, this.#search, search, roomId));
  }

  pauseSearchReading(paused: boolean): void {
    this.#search.pause(paused);
  }

  recoveryKeyKept(): void {
    void this.#encryption.recoveryKeyKept();
  }

  useRecoveryKey(key: string): Promise<void> {
    return this.#encryption.useRecoveryKey(key);
  }

  resetEncryption(): Promise<void> {
    return translated(this.#encryption.reset());
  }

  startVerification(deviceId?: string): Promise<void> {
    return this.#verifying.start(deviceId);
  }

  answerVerification(answer: 'accept' | 'match' | 'differ' | 'cancel'): Promise<void> {
    return this.#verifying.answer(answer);
  }

  /** Another page of this browser speaks for the device now. */
  async takenOver(): Promise<void> {
    this.connection.set('elsewhere');
    await this.close();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.closing();
    this.#context.queue.close();
    this.#context.list.close();
    this.#encryption.close();
    this.#verifying.close();
    this.#settings.close();
    this.#news.close();
    this.devices.close();
    this.#presence.close();
    await this.#search.close();
    this.reminders.close();
    this.ignoring.close();
    this.#client.off(ClientEvent.Sync, this.#synced);
    this.#client.off(HttpApiEvent.SessionLoggedOut, this.#refused);
    this.#client.off(RoomStateEvent.Events, this.#stateChanged);
    this.#client.stopClient();
    // Another page may have deleted it already, when the person signed out.
    await this.#client.store.save(true).catch(() => undefined);
    await this.#options.ended();
  }

  readonly #synced = (state: SyncState): void => {
    if (state === SyncState.Prepared || state === SyncState.Syncing) {
      const first = this.connection.get() === 'connecting';
      this.connection.set('connected');
      if (first) void this.#context.queue.resume();
      if (first) void this.devices.look().catch(() => undefined); // looked for again with the next change
      if (first) this.#search.connected();
      this.#context.queue.wake();
      if (this.#client.getRooms().some(isSealed)) void this.#encryption.needed();
    } else if (state === SyncState.Reconnecting || state === SyncState.Error) {
      if (!this.#entering && this.connection.get() !== 'signed-out') this.connection.set('offline');
    }
  };

  readonly #stateChanged = (event: MatrixEvent): void => {
    if (event.getType() === 'm.room.encryption' && this.connection.get() === 'connected') void this.#encryption.needed();
  };

  /** The token is outdated: the session of our pages gives a new one for the same device. Or the device was signed out for good. */
  readonly #refused = (error: MatrixError): void => {
    if (error.data['soft_logout'] === true) void this.#enterAgain();
    else {
      this.#client.stopClient();
      this.connection.set('signed-out');
    }
  };

  async #enterAgain(): Promise<void> {
    if (this.#entering || this.#closed) return;
    this.#entering = true;
    try {
      this.#client.stopClient();
      this.#client.setAccessToken(await this.#options.enterAgain());
      if (!this.#isClosed()) await this.#options.start(this.#client);
    } catch {
      this.connection.set('signed-out');
    } finally {
      this.#entering = false;
    }
  }

  /** It may have been closed while something was waited for. */
  #isClosed(): boolean {
    return this.#closed;
  }

  async #readyFor(roomId: string): Promise<void> {
    const room = this.#client.getRoom(roomId);
    if (room && isSealed(room)) await this.#encryption.needed();
  }

  async #known(roomId: string): Promise<void> {
    if (this.#client.getRoom(roomId)?.getMyMembership() === 'join') return;
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const look = (): void => {
      if (this.#client.getRoom(roomId)?.getMyMembership() === 'join') resolve(undefined);
    };
    const timer = setTimeout(() => reject(new ChatFailed('offline', 'the new room does not come')), ROOM_COMES_WITHIN_MS);
    this.#client.on(ClientEvent.Sync, look);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#client.off(ClientEvent.Sync, look);
    }
  }

  #onQueue(roomId: string, listener: () => void): () => void {
    const listeners = this.#queueListeners.get(roomId) ?? new Set();
    this.#queueListeners.set(roomId, listeners.add(listener));
    return () => listeners.delete(listener);
  }
}

const isSealed = (room: Room): boolean => room.hasEncryptionStateEvent();

function notifyingOf(client: MatrixClient, kept: Kept, settings: SettingsOfNotifications, news: NewsTeller): Notifying {
  return {
    settings: settings.model,
    change: (change) => translated(settings.change(change)),
    onNews: (listener) => news.onNews(listener),
    webPushKey: () => webPushKey(client),
    show: (how) => kept.set(NOTIFICATIONS_SHOW, how),
    setWebPush: (subscription, language) => setWebPush(client, subscription, language),
    removeWebPush: (subscription) => removeWebPush(client, subscription),
  };
}
