/** Files people send: taken in, handed out to who may read them, and removed (client-server API, "Content repository"). */
import type { Readable } from 'node:stream';
import type { Clock } from '@saal/foundation/pure';
import { withoutCameraWords } from '@saal/protocol/camera-words';
import { ChatError, forbiddenError, notFoundError } from './errors.ts';
import type { EventId, RoomId, UserId } from './ids.ts';
import type { ByteRange, MediaFile, MediaFolder, MediaId, MediaRecord, MediaStore, Thumbnailer, ThumbnailSize } from './media-ports.ts';
import { bareType, hasThumbnail, NO_TYPE, typeOf, withoutTricks } from './media-types.ts';
import { kindOf, thumbnailSizeFor } from './thumbnail-sizes.ts';

/** Addresses given out to somebody whose files are still to come. */
const MOST_RESERVED = 100;
/** What of one person comes in at the same time: their quota is counted only when it is whole. */
const MOST_AT_ONCE = 10;
/** Events looked through for one that this person may read. */
const MOST_USES = 50;
/** An address given out is void after this long, and a file that no event names is removed. */
export const UNUSED_MS = 24 * 3600_000;

/** Larger photographs stay as they are: they are read whole, and the memory belongs to meetings. */
const MAX_PHOTO_BYTES = 32_000_000;

export interface MediaLimits {
  uploadMaxBytes: number;
  /** All files of one person. */
  quotaBytes: number;
}

export interface MediaOptions {
  store: MediaStore;
  folder: MediaFolder;
  thumbnailer: Thumbnailer;
  /** What the first bytes of a file say it is. */
  detect: (head: Uint8Array) => Promise<string | undefined>;
  newId: () => MediaId;
  mayReadEvent: (userId: UserId, roomId: RoomId, eventId: EventId) => Promise<boolean>;
  limits: MediaLimits;
  clock: Clock;
}

export interface Upload {
  bytes: AsyncIterable<Uint8Array>;
  /** What the client calls it. */
  type: string | undefined;
  name: string | undefined;
  /** As it is announced, if it is. */
  sizeBytes: number | undefined;
}

/** Who asks for a file; by a token for one room they read what is named there, and nothing else. */
export interface MediaReader {
  userId: UserId;
  onlyRoom: RoomId | undefined;
}

export class Media {
  readonly #options: MediaOptions;
  readonly #coming = new Map<UserId, number>();
  readonly #awaited = new Map<MediaId, Set<() => void>>();
  readonly #making = new Map<string, Promise<Uint8Array>>();

  constructor(options: MediaOptions) {
    this.#options = options;
  }

  get limits(): MediaLimits {
    return this.#options.limits;
  }

  /** @throws {ChatError} too_large, forbidden (quota), limit_exceeded */
  async upload(owner: UserId, upload: Upload): Promise<MediaId> {
    const mediaId = this.#options.newId();
    await this.#take(owner, mediaId, upload);
    return mediaId;
  }

  /** An address whose file follows by {@link uploadTo}. @throws {ChatError} limit_exceeded */
  async reserve(owner: UserId): Promise<{ mediaId: MediaId; voidAtMs: number }> {
    const { store, newId, clock } = this.#options;
    const [mediaId, createdAtMs] = [newId(), clock.now()];
    if (!(await store.reserve({ mediaId, owner, createdAtMs }, MOST_RESERVED)))
      throw new ChatError('limit_exceeded', 'too many addresses wait for their files', { retry_after_ms: 60_000 });
    return { mediaId, voidAtMs: createdAtMs + UNUSED_MS };
  }

  /** @throws {ChatError} as upload; not_found, cannot_overwrite */
  async uploadTo(owner: UserId, mediaId: MediaId, upload: Upload): Promise<void> {
    const media = await this.#options.store.find(mediaId);
    if (!media || media.createdAtMs + UNUSED_MS <= this.#options.clock.now()) throw notFoundError('this address was not given out');
    if (media.owner !== owner) throw forbiddenError('this address was given out to somebody else');
    if (media.file) throw new ChatError('cannot_overwrite', 'the file is there already');
    await this.#take(owner, mediaId, upload);
    for (const tell of this.#awaited.get(mediaId) ?? []) tell();
  }

  /**
   * What they may read is there, all else is not.
   * @param timeoutMs how long is waited for a file that is still to come
   * @throws {ChatError} not_found, not_yet_uploaded
   */
  async file(who: MediaReader, mediaId: MediaId, timeoutMs: number): Promise<MediaFile> {
    const there = await this.#readable(who, mediaId);
    if (there.file) return there.file;
    await this.#awaits(mediaId, timeoutMs);
    // Asked anew: only of a file that is there can be told whether it is sealed.
    const { file } = await this.#readable(who, mediaId);
    if (!file) throw new ChatError('not_yet_uploaded', 'the file is still to come');
    return file;
  }

  /** Who asks has been told of the file by {@link file}. @throws {ChatError} not_found */
  async open(mediaId: MediaId, range?: ByteRange): Promise<Readable> {
    const bytes = await this.#options.folder.open(mediaId, range);
    if (!bytes) throw notFoundError('the file is gone');
    return bytes;
  }

  /** @throws {ChatError} as file; unknown: nothing to be drawn; too_large, limit_exceeded */
  async thumbnail(who: MediaReader, mediaId: MediaId, wanted: ThumbnailSize, timeoutMs: number): Promise<Uint8Array> {
    const { type } = await this.file(who, mediaId, timeoutMs);
    if (!hasThumbnail(type)) throw new ChatError('unknown', 'this is no picture that could be made smaller');
    const size = thumbnailSizeFor(wanted);
    const kind = kindOf(size);
    const made = await this.#options.folder.thumbnail(mediaId, kind);
    if (made) return made;
    const key = `${mediaId} ${kind}`;
    const making = this.#making.get(key) ?? this.#make(mediaId, size).finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }

  async #make(mediaId: MediaId, size: ThumbnailSize): Promise<Uint8Array> {
    const { folder, thumbnailer } = this.#options;
    const bytes = await thumbnailer.make(folder.pathOf(mediaId), size);
    await folder.putThumbnail(mediaId, kindOf(size), bytes);
    return bytes;
  }

  async #take(owner: UserId, mediaId: MediaId, upload: Upload): Promise<void> {
    const { store, limits } = this.#options;
    if (upload.sizeBytes !== undefined) {
      if (upload.sizeBytes > limits.uploadMaxBytes) throw tooLarge(limits);
      if ((await store.usedBytes(owner)) + upload.sizeBytes > limits.quotaBytes) throw overQuota();
    }
    const coming = this.#coming.get(owner) ?? 0;
    if (coming >= MOST_AT_ONCE) throw new ChatError('limit_exceeded', 'too many files at once', { retry_after_ms: 5_000 });
    this.#coming.set(owner, coming + 1);
    try {
      await this.#receive(owner, mediaId, upload);
    } finally {
      const left = (this.#coming.get(owner) ?? 1) - 1;
      if (left === 0) this.#coming.delete(owner);
      else this.#coming.set(owner, left);
    }
  }

  /** First the bytes, safe and in their place; then the row that makes them a file of somebody. */
  async #receive(owner: UserId, mediaId: MediaId, upload: Upload): Promise<void> {
    const { store, folder, limits, detect, clock } = this.#options;
    const claimed = bareType(upload.type) || NO_TYPE;
    // Clients of others send where a picture was taken; nobody asked them to tell it to a room. What is sealed nobody here can read.
    const bare = claimed === NO_TYPE ? undefined : (file: Blob) => withoutCameraWords(file, MAX_PHOTO_BYTES);
    const received = await folder.receive(upload.bytes, limits.uploadMaxBytes, bare);
    try {
      const file: MediaFile = {
        ...{ sizeBytes: received.sizeBytes, sha256: received.sha256 },
        type: typeOf(await detect(received.head), claimed, received.head),
        name: withoutTricks(upload.name ?? '') || undefined,
        // By what the client says alone: what is encrypted may look like anything.
        sealed: claimed === NO_TYPE,
      };
      await received.keep(mediaId);
      const outcome = await store.put({ mediaId, owner, nowMs: clock.now(), file }, limits.quotaBytes);
      if (outcome === 'over-quota') {
        await folder.remove(mediaId);
        throw overQuota();
      }
      if (outcome === 'taken') throw new ChatError('cannot_overwrite', 'the file is there already');
    } finally {
      await received.discard();
    }
  }

  /** @throws {ChatError} not_found */
  async #readable(who: MediaReader, mediaId: MediaId): Promise<MediaRecord> {
    const media = await this.#options.store.find(mediaId);
    if (!media || !(await this.#mayRead(who, media))) throw notFoundError('there is no such file');
    return media;
  }

  async #mayRead({ userId, onlyRoom }: MediaReader, media: MediaRecord): Promise<boolean> {
    const isForAll = onlyRoom === undefined;
    if (isForAll && media.owner === userId) return true;
    const uses = await this.#options.store.uses(media.mediaId, userId, MOST_USES, onlyRoom);
    // In encrypted rooms the server cannot see which event names it: who knows the address may read it.
    if (isForAll && uses.length === 0) return media.file?.sealed ?? true;
    for (const { roomId, eventId } of uses) if (await this.#options.mayReadEvent(userId, roomId, eventId)) return true;
    return false;
  }

  async #awaits(mediaId: MediaId, timeoutMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const tell = (): void => resolve(undefined);
    const waiting = this.#awaited.get(mediaId) ?? new Set();
    this.#awaited.set(mediaId, waiting.add(tell));
    const cancel = this.#options.clock.after(timeoutMs, tell);
    await promise;
    cancel();
    waiting.delete(tell);
    if (waiting.size === 0) this.#awaited.delete(mediaId);
  }
}

const tooLarge = ({ uploadMaxBytes }: MediaLimits): ChatError => new ChatError('too_large', `a file has at most ${uploadMaxBytes} bytes`);
const overQuota = (): ChatError => forbiddenError('there is no room left for further files of yours');
