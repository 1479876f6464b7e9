/** A device without anybody at it, whose sealed private keys wait for the next real one (MSC3814, version 1). */
import type { DeviceKeys } from './device-keys.ts';
import type { Devices } from './devices.ts';
import { badJson, ChatError, invalidParam } from './errors.ts';
import type { UserId } from './ids.ts';
import { isObject, member, type JsonObject } from './json.ts';
import type { StreamPos } from './ports.ts';

const MOST_EVENTS = 100;
const MAX_ID = 100;
const MAX_NAME = 100;

export interface DehydratedDevice {
  deviceId: string;
  data: JsonObject;
}

export interface DehydratedStore {
  /** A device that nobody is signed in with. */
  addDevice(userId: UserId, deviceId: string, name: string | undefined): Promise<void>;
  of(userId: UserId): Promise<DehydratedDevice | undefined>;
  put(userId: UserId, device: DehydratedDevice): Promise<void>;
  /** What was sent to it, oldest first. */
  events(userId: UserId, deviceId: string, after: StreamPos, limit: number): Promise<{ stream: StreamPos; event: JsonObject }[]>;
}

export class DehydratedDevices {
  readonly #store: DehydratedStore;
  readonly #devices: Devices;
  readonly #keys: DeviceKeys;

  constructor(parts: { store: DehydratedStore; devices: Devices; keys: DeviceKeys }) {
    this.#store = parts.store;
    this.#devices = parts.devices;
    this.#keys = parts.keys;
  }

  /** @throws {ChatError} not_found */
  async of(userId: UserId): Promise<DehydratedDevice> {
    const device = await this.#store.of(userId);
    if (!device) throw new ChatError('not_found', 'no device waits here');
    return device;
  }

  /** In place of the one there was. @returns its id. @throws {ChatError} bad_json, invalid_param */
  async put(userId: UserId, body: JsonObject): Promise<string> {
    const [deviceId, data, keys] = [member(body, 'device_id'), member(body, 'device_data'), member(body, 'device_keys')];
    if (typeof deviceId !== 'string' || !/^[\x21-\x7e]+$/.test(deviceId) || deviceId.length > MAX_ID)
      throw badJson('device_id does not fit');
    if (!isObject(data) || !isObject(keys)) throw badJson('device_data and device_keys are objects');
    const former = await this.#store.of(userId);
    const taken = (await this.#devices.list(userId)).some((device) => device.deviceId === deviceId);
    if (taken) throw invalidParam('somebody is at a device of this id');
    const name = member(body, 'initial_device_display_name');
    await this.#store.addDevice(userId, deviceId, typeof name === 'string' ? name.slice(0, MAX_NAME) : undefined);
    try {
      await this.#keys.upload({ userId, deviceId }, body);
    } catch (error) {
      // Without keys nobody could write to it, and it would be in the way.
      if (deviceId !== former?.deviceId) await this.#devices.signOut(userId, [deviceId]);
      throw error;
    }
    await this.#store.put(userId, { deviceId, data });
    if (former && former.deviceId !== deviceId) await this.#devices.signOut(userId, [former.deviceId]);
    return deviceId;
  }

  /** @returns its id. @throws {ChatError} not_found */
  async remove(userId: UserId): Promise<string> {
    const { deviceId } = await this.of(userId);
    await this.#devices.signOut(userId, [deviceId]);
    return deviceId;
  }

  /**
   * What was sent to it, oldest first. What was told before is kept until the device is removed: reading may be broken off.
   * @param after what `nextBatch` said
   * @throws {ChatError} not_found
   */
  async events(userId: UserId, deviceId: string, after: StreamPos): Promise<{ events: JsonObject[]; nextBatch: StreamPos }> {
    const device = await this.of(userId);
    if (device.deviceId !== deviceId) throw new ChatError('not_found', 'another device waits here');
    const waiting = await this.#store.events(userId, deviceId, after, MOST_EVENTS);
    return { events: waiting.map(({ event }) => event), nextBatch: waiting.at(-1)?.stream ?? after };
  }
}
