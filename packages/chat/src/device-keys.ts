/** The public keys by which devices encrypt for each other (client-server API, "End-to-End Encryption"). */
import { keyUsages, type KeySignature, type KeyStore, type KeyUsage, type OneTimeKey } from './encryption-ports.ts';
import { badJson, invalidParam } from './errors.ts';
import { isUserId, type UserId } from './ids.ts';
import { isObject, member, type JsonObject, type JsonValue } from './json.ts';
import type { Asker } from './rooms.ts';

/** More a device does not keep here. */
const MOST_ONE_TIME_KEYS = 200;
const MOST_ASKED = 1_000;

export class DeviceKeys {
  readonly #store: KeyStore;

  constructor(store: KeyStore) {
    this.#store = store;
  }

  /** @throws {ChatError} invalid_param, bad_json */
  async upload(asker: Asker, body: JsonObject): Promise<JsonObject> {
    const device = member(body, 'device_keys');
    if (device !== undefined) mustBeOwn(device, asker);
    const oneTime = oneTimeKeys(member(body, 'one_time_keys'));
    if (oneTime.length > MOST_ONE_TIME_KEYS) throw invalidParam(`at most ${MOST_ONE_TIME_KEYS} one-time keys`);
    const fallback = oneTimeKeys(member(body, 'fallback_keys'));
    await this.#store.upload(asker, { device: isObject(device) ? device : undefined, oneTime, fallback });
    return { one_time_key_counts: (await this.#store.counts(asker)).oneTime };
  }

  counts(asker: Asker): ReturnType<KeyStore['counts']> {
    return this.#store.counts(asker);
  }

  /** @throws {ChatError} bad_json */
  async query(asker: Asker, body: JsonObject): Promise<JsonObject> {
    const wanted = wantedDevices(member(body, 'device_keys'));
    const userIds = [...wanted.keys()];
    const [devices, crossSigning, signatures] = await Promise.all([
      this.#store.devices(wanted),
      this.#store.crossSigning(userIds),
      this.#store.signatures(userIds, [...new Set([...userIds, asker.userId])]),
    ]);
    // One sees how people vouch for themselves, and for whom one has vouched; nobody sees for whom others have.
    const seen = signatures.filter(({ signerId, userId }) => signerId === userId || signerId === asker.userId);
    const deviceKeys: Record<string, JsonObject> = Object.fromEntries(userIds.map((userId) => [userId, {}]));
    for (const { userId, deviceId, name, keys } of devices) {
      const unsigned: JsonObject = name === undefined ? {} : { device_display_name: name };
      (deviceKeys[userId] ??= {})[deviceId] = { ...withSignatures(keys, seen, userId, deviceId), unsigned };
    }
    const ofUsage = (usage: KeyUsage): JsonObject =>
      Object.fromEntries(
        crossSigning
          .filter((key) => key.usage === usage && (usage !== 'user_signing' || key.userId === asker.userId))
          .map(({ userId, keys }) => [userId, withSignatures(keys, seen, userId, publicKeyOf(keys))]),
      );
    return {
      device_keys: deviceKeys,
      failures: {},
      master_keys: ofUsage('master'),
      self_signing_keys: ofUsage('self_signing'),
      user_signing_keys: ofUsage('user_signing'),
    };
  }

  /** Each one-time key is given out once. @throws {ChatError} bad_json */
  async claim(body: JsonObject): Promise<JsonObject> {
    const claimed: Record<string, JsonObject> = {};
    let asked = 0;
    for (const [userId, devices] of entriesOf(member(body, 'one_time_keys'))) {
      for (const [deviceId, algorithm] of entriesOf(devices)) {
        if (++asked > MOST_ASKED) throw invalidParam(`at most ${MOST_ASKED} keys at once`);
        if (!isUserId(userId) || typeof algorithm !== 'string') continue;
        const key = await this.#store.claim(userId, deviceId, algorithm);
        if (key) (claimed[userId] ??= {})[deviceId] = { [`${key.algorithm}:${key.keyId}`]: key.key };
      }
    }
    return { one_time_keys: claimed, failures: {} };
  }

  /** @throws {ChatError} bad_json, invalid_param */
  async uploadCrossSigning(userId: UserId, body: JsonObject): Promise<void> {
    const keys = new Map<KeyUsage, JsonObject>();
    for (const usage of keyUsages) {
      const given = member(body, `${usage}_key`);
      if (given === undefined) continue;
      if (!isObject(given) || member(given, 'user_id') !== userId) throw invalidParam(`${usage}_key is not one's own`);
      const usages = member(given, 'usage');
      if (!Array.isArray(usages) || !usages.includes(usage)) throw invalidParam(`${usage}_key is for something else`);
      if (publicKeyOf(given) === '') throw badJson(`${usage}_key has no key`);
      keys.set(usage, given);
    }
    await this.#store.putCrossSigning(userId, keys);
  }

  async hasCrossSigning(userId: UserId): Promise<boolean> {
    return (await this.#store.crossSigning([userId])).some(({ usage }) => usage === 'master');
  }

  /** What one found genuine. Signatures of others in it are not taken. @throws {ChatError} bad_json */
  async uploadSignatures(signerId: UserId, body: JsonObject): Promise<JsonObject> {
    const signatures: KeySignature[] = [];
    for (const [userId, targets] of Object.entries(body)) {
      if (!isUserId(userId)) throw badJson('not the name of anybody');
      for (const [target, signed] of entriesOf(targets)) {
        const own = isObject(signed) ? member(asObject(member(signed, 'signatures')), signerId) : undefined;
        for (const [keyId, signature] of entriesOf(own))
          if (typeof signature === 'string') signatures.push({ signerId, userId, target, keyId, signature });
      }
    }
    await this.#store.putSignatures(signatures);
    return { failures: {} };
  }

  changes(userId: UserId, after: number, to: number): ReturnType<KeyStore['changes']> {
    return this.#store.changes(userId, after, to);
  }
}

function mustBeOwn(device: JsonValue, { userId, deviceId }: Asker): void {
  if (!isObject(device)) throw badJson('device_keys is no object');
  if (member(device, 'user_id') !== userId || member(device, 'device_id') !== deviceId)
    throw invalidParam('these are the keys of another device');
}

/** `<algorithm>:<id>` → key */
function oneTimeKeys(keys: JsonValue | undefined): OneTimeKey[] {
  return entriesOf(keys).map(([name, key]) => {
    const [algorithm, keyId, ...rest] = name.split(':');
    if (!algorithm || !keyId || rest.length > 0 || name.length > 255 || name.includes('\0')) throw badJson('a key without a proper name');
    if (typeof key !== 'string' && !isObject(key)) throw badJson('a key is text or an object');
    return { algorithm, keyId, key };
  });
}

function wantedDevices(wanted: JsonValue | undefined): Map<UserId, string[] | undefined> {
  const devices = new Map<UserId, string[] | undefined>();
  for (const [userId, list] of entriesOf(wanted)) {
    if (!isUserId(userId)) continue;
    const ids = Array.isArray(list) ? list.filter((id) => typeof id === 'string') : [];
    devices.set(userId, ids.length === 0 ? undefined : ids);
    if (devices.size > MOST_ASKED) throw invalidParam(`at most ${MOST_ASKED} people at once`);
  }
  return devices;
}

function withSignatures(keys: JsonObject, signatures: readonly KeySignature[], userId: UserId, target: string): JsonObject {
  const all: Record<string, JsonObject> = {};
  for (const [signer, own] of entriesOf(member(keys, 'signatures'))) if (isObject(own)) all[signer] = { ...own };
  for (const one of signatures) if (one.userId === userId && one.target === target) (all[one.signerId] ??= {})[one.keyId] = one.signature;
  return { ...keys, signatures: all };
}

/** Of a cross-signing key: its one key, by which others name it. */
function publicKeyOf(keys: JsonObject): string {
  const [, key] = entriesOf(member(keys, 'keys'))[0] ?? [];
  return typeof key === 'string' ? key : '';
}

const asObject = (value: JsonValue | undefined): JsonObject | undefined => (isObject(value) ? value : undefined);
const entriesOf = (value: JsonValue | undefined): [string, JsonValue][] => (isObject(value) ? Object.entries(value) : []);
