/** What end-to-end encryption needs to have kept. The server sees public keys and sealed things only. */
import type { UserId } from './ids.ts';
import type { JsonObject } from './json.ts';
import type { StreamPos } from './ports.ts';
import type { Asker } from './rooms.ts';

export const keyUsages = ['master', 'self_signing', 'user_signing'] as const;
export type KeyUsage = (typeof keyUsages)[number];

export interface OneTimeKey {
  algorithm: string;
  keyId: string;
  key: JsonObject | string;
}

export interface KeySignature {
  signerId: UserId;
  userId: UserId;
  /** A device, or the public key of a cross-signing key. */
  target: string;
  keyId: string;
  signature: string;
}

export interface KeyStore {
  /** @returns how many one-time keys there are now, by algorithm. @throws {ChatError} invalid_param: another key of the same id */
  upload(
    asker: Asker,
    keys: { device: JsonObject | undefined; oneTime: readonly OneTimeKey[]; fallback: readonly OneTimeKey[] },
  ): Promise<void>;
  counts(asker: Asker): Promise<{ oneTime: Record<string, number>; unusedFallback: string[] }>;
  /** @param wanted undefined: all devices of somebody */
  devices(
    wanted: ReadonlyMap<UserId, readonly string[] | undefined>,
  ): Promise<{ userId: UserId; deviceId: string; name: string | undefined; keys: JsonObject }[]>;
  crossSigning(userIds: readonly UserId[]): Promise<{ userId: UserId; usage: KeyUsage; keys: JsonObject }[]>;
  putCrossSigning(userId: UserId, keys: ReadonlyMap<KeyUsage, JsonObject>): Promise<void>;
  signatures(userIds: readonly UserId[], signers: readonly UserId[]): Promise<KeySignature[]>;
  putSignatures(signatures: readonly KeySignature[]): Promise<void>;
  /** The oldest one-time key, else the fallback key. */
  claim(userId: UserId, deviceId: string, algorithm: string): Promise<OneTimeKey | undefined>;
  /** Whose keys are to be asked for again, and whose need not be followed any more. */
  changes(userId: UserId, after: StreamPos, to: StreamPos): Promise<{ changed: UserId[]; left: UserId[] }>;
}

export interface DirectedMessage {
  userId: UserId;
  /** Undefined: all devices. */
  deviceId: string | undefined;
  content: JsonObject;
}

export interface ToDeviceStore {
  /** Once for each transaction. */
  send(from: Asker, message: { type: string; transactionId: string; to: readonly DirectedMessage[] }): Promise<void>;
  waiting(asker: Asker, to: StreamPos, limit: number): Promise<{ stream: StreamPos; event: JsonObject }[]>;
  /** The device has them. */
  received(asker: Asker, upTo: StreamPos): Promise<void>;
}

export interface BackupVersion {
  version: string;
  algorithm: string;
  authData: JsonObject;
  etag: string;
  count: number;
}

export interface BackupKey {
  roomId: string;
  sessionId: string;
  firstMessageIndex: number;
  forwardedCount: number;
  isVerified: boolean;
  sessionData: JsonObject;
}

/** Backups of message keys, sealed by the devices. */
export interface BackupStore {
  make(userId: UserId, backup: { algorithm: string; authData: JsonObject }): Promise<string>;
  /** @param version undefined: the newest */
  version(userId: UserId, version: string | undefined): Promise<BackupVersion | undefined>;
  changeAuthData(userId: UserId, version: string, authData: JsonObject): Promise<void>;
  remove(userId: UserId, version: string): Promise<boolean>;
  /** The better one of each session is kept: verified, else heard from the beginning, else forwarded less often. */
  put(userId: UserId, version: string, keys: readonly BackupKey[]): Promise<{ etag: string; count: number }>;
  keys(userId: UserId, version: string, of: { roomId?: string | undefined; sessionId?: string | undefined }): Promise<BackupKey[]>;
  removeKeys(
    userId: UserId,
    version: string,
    of: { roomId?: string | undefined; sessionId?: string | undefined },
  ): Promise<{ etag: string; count: number }>;
}
