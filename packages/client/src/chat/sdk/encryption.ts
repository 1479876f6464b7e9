/** Keys of a person who never heard of them: set up at first need without a question, taken over by further devices. */
import type { MatrixClient, UIAuthCallback } from 'matrix-js-sdk';
import { CryptoEvent, decodeRecoveryKey, type CryptoApi, type CryptoCallbacks } from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { EncryptionState } from '../model.ts';
import { NEW_RECOVERY_KEY } from '../stored.ts';
import { ValueModel } from '../../value-model.ts';
import { ChatFailed } from '../chat-failed.ts';
import type { Kept } from './kept.ts';
import { asChatFailed } from './translated.ts';

/** Our own session proves who it is where Matrix asks once more. */
const OWN_SESSION = 'eu.saal.login.session';

/** The key to what lies sealed at the server, while it is needed. */
export class SecretKeys {
  #keys = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Of the recovery key that the person has just entered. */
  entered: Uint8Array<ArrayBuffer> | undefined;

  readonly callbacks: CryptoCallbacks = {
    getSecretStorageKey: async ({ keys }) => {
      for (const keyId of Object.keys(keys)) {
        const key = this.#keys.get(keyId) ?? this.entered;
        if (key) return [keyId, key];
      }
      return null;
    },
    cacheSecretStorageKey: (keyId, _info, key) => void this.#keys.set(keyId, key),
  };

  forget(): void {
    this.#keys.clear();
    this.entered = undefined;
  }
}

export class Encryption {
  readonly model = new ValueModel<EncryptionState>({ phase: 'none' });
  readonly #client: MatrixClient;
  readonly #kept: Kept;
  readonly #secrets: SecretKeys;
  #settling: Promise<void> | undefined;
  #needed = false;

  constructor(client: MatrixClient, kept: Kept, secrets: SecretKeys) {
    this.#client = client;
    this.#kept = kept;
    this.#secrets = secrets;
    client.on(CryptoEvent.KeysChanged, this.#again);
    client.on(CryptoEvent.UserTrustStatusChanged, this.#again);
    client.on(CryptoEvent.DevicesUpdated, this.#again);
  }

  /** Something encrypted is there or about to be: sees to it that this device takes part. */
  async needed(): Promise<void> {
    if (this.#needed && !['failed', 'none'].includes(this.model.get().phase)) return this.#settling;
    this.#needed = true;
    await this.settle();
  }

  /** Where this device stands, and what can be done without a question. */
  settle(): Promise<void> {
    this.#settling ??= this.#settle().finally(() => (this.#settling = undefined));
    return this.#settling;
  }

  async recoveryKeyKept(): Promise<void> {
    await this.#kept.delete(NEW_RECOVERY_KEY);
    if (this.model.get().phase === 'recovery-key-new') this.model.set({ phase: 'ready' });
  }

  /** @throws {ChatFailed} wrong_recovery_key */
  async useRecoveryKey(text: string): Promise<void> {
    const crypto = this.#crypto();
    let key: Uint8Array<ArrayBuffer>;
    try {
      key = new Uint8Array(decodeRecoveryKey(text.trim()));
    } catch (error) {
      throw new ChatFailed('wrong_recovery_key', 'mistyped', { cause: error });
    }
    const stored = await this.#client.secretStorage.getKey();
    if (!stored || !(await this.#client.secretStorage.checkKey(key, stored[1]))) {
      throw new ChatFailed('wrong_recovery_key', 'not the key of this account');
    }
    try {
      this.#secrets.entered = key;
      await crypto.bootstrapCrossSigning({});
      await this.#takeBackup(crypto);
    } catch (error) {
      throw asChatFailed(error);
    } finally {
      this.#secrets.forget();
    }
    // A look that began meanwhile may have seen this device as it was before.
    await this.#settling;
    await this.settle();
  }

  /** All is begun anew: what only former devices could read stays sealed. */
  async reset(): Promise<void> {
    this.model.set({ phase: 'starting' });
    await this.#setUp(this.#crypto(), true);
  }

  close(): void {
    this.#client.off(CryptoEvent.KeysChanged, this.#again);
    this.#client.off(CryptoEvent.UserTrustStatusChanged, this.#again);
    this.#client.off(CryptoEvent.DevicesUpdated, this.#again);
    this.#secrets.forget();
  }

  readonly #again = (): void => {
    const { phase } = this.model.get();
    if (phase === 'unverified' || phase === 'ready') void this.settle();
  };

  #crypto(): CryptoApi {
    const crypto = this.#client.getCrypto();
    if (!crypto) throw new ChatFailed('no_encryption', 'this browser cannot encrypt');
    return crypto;
  }

  async #settle(): Promise<void> {
    try {
      const crypto = this.#crypto();
      if (this.model.get().phase === 'none') this.model.set({ phase: 'starting' });
      const userId = this.#client.getSafeUserId();
      if (!(await crypto.userHasCrossSigningKeys(userId, true))) return await this.#setUp(crypto, false);
      const status = await crypto.getDeviceVerificationStatus(userId, this.#client.getDeviceId() ?? '');
      if (status?.crossSigningVerified === true) {
        if ((await crypto.getActiveSessionBackupVersion()) === null) await crypto.checkKeyBackupAndEnable();
        const newKey = await this.#kept.get(NEW_RECOVERY_KEY);
        this.#say(typeof newKey === 'string' ? { phase: 'recovery-key-new', recoveryKey: newKey } : { phase: 'ready' });
      } else {
        this.#say({ phase: 'unverified', canAskOtherDevice: await this.#hasOtherDevice(crypto, userId) });
      }
    } catch (error) {
      this.model.set({ phase: 'failed', code: asChatFailed(error).code });
    }
  }

  /** @param anew also in place of what other devices of this person have */
  async #setUp(crypto: CryptoApi, anew: boolean): Promise<void> {
    const prove: UIAuthCallback<void> = (upload) => upload({ type: OWN_SESSION });
    try {
      if (anew) await crypto.resetEncryption(prove);
      else await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: prove });
      const recovery = await crypto.createRecoveryKeyFromPassphrase();
      // Kept before it is of use: closed in this moment, the page shows it the next time.
      if (recovery.encodedPrivateKey !== undefined) await this.#kept.set(NEW_RECOVERY_KEY, recovery.encodedPrivateKey);
      await crypto.bootstrapSecretStorage({
        createSecretStorageKey: () => Promise.resolve(recovery),
        setupNewSecretStorage: true,
        setupNewKeyBackup: !anew, // beginning anew has made one
      });
      this.#say({ phase: 'recovery-key-new', recoveryKey: recovery.encodedPrivateKey ?? '' });
    } finally {
      this.#secrets.forget();
    }
  }

  async #takeBackup(crypto: CryptoApi): Promise<void> {
    if ((await crypto.getKeyBackupInfo()) === null) return;
    await crypto.loadSessionBackupPrivateKeyFromSecretStorage();
    await crypto.checkKeyBackupAndEnable();
    await crypto.restoreKeyBackup();
  }

  async #hasOtherDevice(crypto: CryptoApi, userId: string): Promise<boolean> {
    const devices = (await crypto.getUserDeviceInfo([userId], true)).get(userId) ?? new Map();
    for (const deviceId of devices.keys()) {
      if (deviceId === this.#client.getDeviceId()) continue;
      const status = await crypto.getDeviceVerificationStatus(userId, deviceId as string);
      // Signed with the person's key: nobody else has put it there. Whether that key is the right one is to be found out.
      if (status?.signedByOwner === true) return true;
    }
    return false;
  }

  #say(state: EncryptionState): void {
    if (JSON.stringify(state) !== JSON.stringify(this.model.get())) this.model.set(state);
  }
}
