/** Clients of people: how they sign in, prove it with each request, and are signed out. */
import type { Clock } from '@saal/foundation/pure';
import { ChatError } from './errors.ts';
import type { RoomId, UserId } from './ids.ts';
import type { Device } from './ports.ts';
import type { Asker } from './rooms.ts';

/** Of a token for one room: whoever is still entitled signs in again. */
const ONE_ROOM_MS = 3600_000;
/** Of a token that can be renewed. */
const RENEWABLE_MS = 24 * 3600_000;
const MAX_NAME = 100;

export interface DeviceSecrets {
  newSecret(): string;
  hash(secret: string): string;
}

/** What a device signed in by: it is signed out when that ends. */
export type EnteredBy = { appPasswordId: string } | { sessionId: string };

export interface DeviceRecord extends Device {
  expiresAtMs: number | undefined;
}

export interface DeviceStore {
  /** In place of what it was signed in with before. */
  put(
    device: Device & {
      tokenHash: string;
      refreshHash: string | undefined;
      expiresAtMs: number | undefined;
      /** Null: signed in without; undefined: as it was before. */
      appPasswordId: string | null | undefined;
      /** As `appPasswordId`. */
      sessionId: string | null | undefined;
    },
  ): Promise<void>;
  enteredBy(userId: UserId, by: EnteredBy): Promise<string[]>;
  byToken(tokenHash: string): Promise<DeviceRecord | undefined>;
  byRefresh(refreshHash: string): Promise<DeviceRecord | undefined>;
  noteUse(asker: Asker, nowMs: number): Promise<void>;
  list(userId: UserId): Promise<Device[]>;
  rename(userId: UserId, deviceId: string, name: string | undefined): Promise<boolean>;
  /** @param deviceIds undefined: all of them */
  remove(userId: UserId, deviceIds: readonly string[] | undefined): Promise<void>;
}

/** Null: signed in without. */
interface Entrance {
  appPasswordId: string | null | undefined;
  sessionId: string | null | undefined;
}

export interface Entry {
  accessToken: string;
  deviceId: string;
  refreshToken: string | undefined;
  expiresInMs: number | undefined;
}

export class Devices {
  readonly #store: DeviceStore;
  readonly #secrets: DeviceSecrets;
  readonly #clock: Clock;

  constructor(options: { store: DeviceStore; secrets: DeviceSecrets; clock: Clock }) {
    this.#store = options.store;
    this.#secrets = options.secrets;
    this.#clock = options.clock;
  }

  /** @param wish.deviceId of a client that was here before; its former token is void then */
  async enter(
    userId: UserId,
    wish: { deviceId?: string | undefined; name?: string | undefined; renewable: boolean } & Partial<Entrance>,
  ): Promise<Entry> {
    const deviceId =
      wish.deviceId ??
      this.#secrets
        .newSecret()
        .replace(/[^A-Za-z]/g, '')
        .slice(0, 10)
        .toUpperCase();
    return this.#give({ userId, deviceId, displayName: wish.name?.slice(0, MAX_NAME) }, wish.renewable, {
      appPasswordId: wish.appPasswordId ?? null,
      sessionId: wish.sessionId ?? null,
    });
  }

  /** A client that may read and write in one room and do nothing else. @param deviceId of its own choice */
  enterOneRoom(userId: UserId, deviceId: string, onlyRoom: RoomId): Promise<Entry> {
    return this.#give({ userId, deviceId, displayName: undefined, onlyRoom }, false);
  }

  /** @throws {ChatError} unknown_token */
  async renew(refreshToken: string): Promise<Entry> {
    const device = await this.#store.byRefresh(this.#secrets.hash(refreshToken));
    if (!device) throw new ChatError('unknown_token', 'this refresh token is not known');
    return this.#give(device, true);
  }

  /**
   * Who asks.
   * @throws {ChatError} unknown_token; soft_logout: only the token is outdated, the client keeps its keys and signs in again
   */
  async asker(accessToken: string): Promise<Asker> {
    const device = await this.#store.byToken(this.#secrets.hash(accessToken));
    if (!device) throw new ChatError('unknown_token', 'this access token is not known', { soft_logout: false });
    const nowMs = this.#clock.now();
    if (device.expiresAtMs !== undefined && device.expiresAtMs <= nowMs)
      throw new ChatError('unknown_token', 'this access token is outdated', { soft_logout: true });
    const { userId, deviceId, onlyRoom } = device;
    if (nowMs - device.lastSeenAtMs > 60_000) await this.#store.noteUse({ userId, deviceId }, nowMs);
    return { userId, deviceId, onlyRoom };
  }

  list(userId: UserId): Promise<Device[]> {
    return this.#store.list(userId);
  }

  async rename(userId: UserId, deviceId: string, name: string | undefined): Promise<void> {
    if (!(await this.#store.rename(userId, deviceId, name?.slice(0, MAX_NAME))))
      throw new ChatError('not_found', 'there is no such device');
  }

  /** @param deviceIds undefined: all of them */
  async signOut(userId: UserId, deviceIds?: readonly string[]): Promise<void> {
    await this.#store.remove(userId, deviceIds);
  }

  /** All that signed in by this app password, or by this session of our pages. */
  async signOutEnteredBy(userId: UserId, by: EnteredBy): Promise<void> {
    await this.signOut(userId, await this.#store.enteredBy(userId, by));
  }

  async #give(device: Omit<Device, 'lastSeenAtMs'>, renewable: boolean, by?: Entrance): Promise<Entry> {
    const accessToken = this.#secrets.newSecret();
    const refreshToken = renewable ? this.#secrets.newSecret() : undefined;
    const nowMs = this.#clock.now();
    const livesMs = device.onlyRoom !== undefined ? ONE_ROOM_MS : renewable ? RENEWABLE_MS : undefined;
    await this.#store.put({
      ...{ userId: device.userId, deviceId: device.deviceId, displayName: device.displayName, onlyRoom: device.onlyRoom },
      ...{ appPasswordId: by?.appPasswordId, sessionId: by?.sessionId },
      lastSeenAtMs: nowMs,
      tokenHash: this.#secrets.hash(accessToken),
      refreshHash: refreshToken === undefined ? undefined : this.#secrets.hash(refreshToken),
      expiresAtMs: livesMs === undefined ? undefined : nowMs + livesMs,
    });
    return { accessToken, deviceId: device.deviceId, refreshToken, expiresInMs: livesMs };
  }
}
