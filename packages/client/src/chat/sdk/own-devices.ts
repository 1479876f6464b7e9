/** The devices by which this person is in chat: which there are, which came since one looked, and ending one. */
import type { MatrixClient } from 'matrix-js-sdk';
import { CryptoEvent } from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { ChatDevice, OwnDevices } from '../notifying-model.ts';
import { ValueModel } from '../../value-model.ts';
import type { Kept } from './kept.ts';
import { same } from './same.ts';
import { translated } from './translated.ts';

const KNOWN = 'known-devices';
const OWN_SESSION = 'eu.saal.login.session';

export class SdkOwnDevices implements OwnDevices {
  readonly unknown = new ValueModel<readonly ChatDevice[]>([]);
  readonly #client: MatrixClient;
  readonly #kept: Kept;

  constructor(client: MatrixClient, kept: Kept) {
    this.#client = client;
    this.#kept = kept;
    client.on(CryptoEvent.DevicesUpdated, this.#changed);
  }

  async list(): Promise<ChatDevice[]> {
    const { devices } = await translated(this.#client.getDevices());
    const listed = await Promise.all(
      devices.map(async ({ device_id: deviceId, display_name: name, last_seen_ts: lastSeenAtMs }) => ({
        ...{ deviceId, isThis: deviceId === this.#client.getDeviceId(), isVerified: await this.#isVerified(deviceId) },
        ...(name === undefined ? {} : { name }),
        ...(lastSeenAtMs === undefined ? {} : { lastSeenAtMs }),
      })),
    );
    return listed.toSorted((a, b) => Number(b.isThis) - Number(a.isThis) || (b.lastSeenAtMs ?? 0) - (a.lastSeenAtMs ?? 0));
  }

  /** Compares with what was there the last time; the first time everything is known. */
  async look(): Promise<void> {
    const devices = await this.list();
    const known = await this.#kept.get(KNOWN);
    if (!Array.isArray(known)) return this.#note(devices);
    const unknown = devices.filter(({ deviceId, isThis, isVerified }) => !isThis && !isVerified && !known.includes(deviceId));
    if (!same(this.unknown.get(), unknown)) this.unknown.set(unknown);
    return undefined;
  }

  seen(): void {
    this.unknown.set([]);
    // Asked for again, they are looked for again.
    void this.list().then(
      (devices) => this.#note(devices),
      () => undefined,
    );
  }

  async signOut(deviceId: string): Promise<void> {
    await translated(this.#client.deleteDevice(deviceId, { type: OWN_SESSION }));
    this.unknown.set(this.unknown.get().filter((device) => device.deviceId !== deviceId));
  }

  close(): void {
    this.#client.off(CryptoEvent.DevicesUpdated, this.#changed);
  }

  readonly #changed = (users: string[]): void => {
    // Without an answer the next change is looked at.
    if (users.includes(this.#client.getSafeUserId())) void this.look().catch(() => undefined);
  };

  async #note(devices: readonly ChatDevice[]): Promise<void> {
    await this.#kept.set(
      KNOWN,
      devices.map(({ deviceId }) => deviceId),
    );
  }

  async #isVerified(deviceId: string): Promise<boolean> {
    const status = await this.#client.getCrypto()?.getDeviceVerificationStatus(this.#client.getSafeUserId(), deviceId);
    return status?.crossSigningVerified === true;
  }
}
