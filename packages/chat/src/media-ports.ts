/** What files of chat need from outside. Fillings: `postgres/media-store.ts`, `files/media-folder.ts`, `pictures/thumbnailer.ts`. */
import type { Readable } from 'node:stream';
import type { EventId, RoomId, UserId } from './ids.ts';

/** The random part of `mxc://server/id`. */
export type MediaId = string;

export interface MediaFile {
  sizeBytes: number;
  /** base64url */
  sha256: string;
  /** What its first bytes say it is. */
  type: string;
  name: string | undefined;
  /** Of an encrypted room, as far as can be told: sent as bytes without a type, or before its sender wrote in such a room. */
  sealed: boolean;
}

export interface MediaRecord {
  mediaId: MediaId;
  owner: UserId;
  createdAtMs: number;
  /** Undefined: its address was given out, the file is still to come. */
  file: MediaFile | undefined;
}

export interface MediaStore {
  /** Gives an address out before its file. @returns false: they have `most` of these already */
  reserve(media: { mediaId: MediaId; owner: UserId; createdAtMs: number }, most: number): Promise<boolean>;
  find(mediaId: MediaId): Promise<MediaRecord | undefined>;
  /** Of all files of somebody. */
  usedBytes(owner: UserId): Promise<number>;
  /** From here on the file is there for others. `taken`: it had come already. */
  put(
    media: { mediaId: MediaId; owner: UserId; nowMs: number; file: MediaFile },
    quotaBytes: number,
  ): Promise<'kept' | 'over-quota' | 'taken'>;
  /** Events that name it, those in rooms of this person first. @param onlyRoom events of other rooms are left out */
  uses(mediaId: MediaId, userId: UserId, limit: number, onlyRoom?: RoomId): Promise<{ roomId: RoomId; eventId: EventId }[]>;
  /** Forgets what came before that time and is named by no event, but for sealed files. @returns what was forgotten */
  removeUnused(beforeMs: number): Promise<MediaId[]>;
  /** Forgets sealed files that came before that time, unless a hold may concern them. @returns what was forgotten */
  removeSealed(beforeMs: number): Promise<MediaId[]>;
  /** Those of them that are known. */
  known(mediaIds: readonly MediaId[]): Promise<Set<MediaId>>;
}

/** A file that has come whole and is safe on the disk, but not in its place. */
export interface ReceivedFile {
  sizeBytes: number;
  sha256: string;
  /** Its first bytes. */
  head: Uint8Array;
  /** Never in the place of another. @throws {ChatError} cannot_overwrite */
  keep(mediaId: MediaId): Promise<void>;
  /** What was kept stays. */
  discard(): Promise<void>;
}

export interface ByteRange {
  first: number;
  /** Included. */
  last: number;
}

export interface MediaFolder {
  /**
   * Nothing is left of what fails.
   * @param change what is kept instead of what came; its size and hash are those of what is kept
   * @throws {ChatError} too_large
   */
  receive(bytes: AsyncIterable<Uint8Array>, maxBytes: number, change?: (file: Blob) => Promise<Blob>): Promise<ReceivedFile>;
  /** @returns undefined: there is no such file */
  open(mediaId: MediaId, range?: ByteRange): Promise<Readable | undefined>;
  /** For programs that read it themselves. */
  pathOf(mediaId: MediaId): string;
  thumbnail(mediaId: MediaId, kind: string): Promise<Uint8Array | undefined>;
  putThumbnail(mediaId: MediaId, kind: string, bytes: Uint8Array): Promise<void>;
  /** With its thumbnails. It may be gone already. */
  remove(mediaId: MediaId): Promise<void>;
  /** Ids of files last written before that time; what was left half-received before it is removed. */
  olderThan(beforeMs: number): AsyncIterable<MediaId[]>;
}

export interface ThumbnailSize {
  widthPx: number;
  heightPx: number;
  method: 'crop' | 'scale';
}

export interface Thumbnailer {
  /** Still, upright, without what the camera wrote beside the picture. @throws {ChatError} too_large, unknown, limit_exceeded */
  make(path: string, size: ThumbnailSize): Promise<Uint8Array>;
}
