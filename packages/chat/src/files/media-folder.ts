/**
 * Files of chat in a folder: `coming/` while they are received, `files/ab/abc…` when they are there, `thumbnails/ab/abc….<kind>`.
 * What has its name is whole and safe on the disk, however the machine stops.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ChatError } from '../errors.ts';
import type { ByteRange, MediaFolder, MediaId, ReceivedFile } from '../media-ports.ts';

/** As far as the type of a file is looked for. */
const HEAD_BYTES = 8_192;

export class MediaFolderOnDisk implements MediaFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async receive(bytes: AsyncIterable<Uint8Array>, maxBytes: number, change?: (file: Blob) => Promise<Blob>): Promise<ReceivedFile> {
    const came = await this.#written(bytes, maxBytes);
    if (!change) return came;
    try {
      const blob = await openAsBlob(came.path);
      const changed = await change(blob);
      if (changed === blob) return came;
      const kept = await this.#written(changed.stream(), maxBytes);
      await came.discard();
      return kept;
    } catch (error) {
      await came.discard();
      throw error;
    }
  }

  async #written(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<ReceivedFile & { path: string }> {
    const path = join(this.#folder, 'coming', randomUUID());
    await mkdir(join(this.#folder, 'coming'), { recursive: true });
    const file = await open(path, 'wx', 0o600);
    try {
      const received = await copied(bytes, file, maxBytes);
      await file.sync();
      return {
        ...received,
        path,
        keep: (mediaId) => this.#keep(path, mediaId),
        discard: () => rm(path, { force: true }),
      };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  }

  async open(mediaId: MediaId, range?: ByteRange): Promise<Readable | undefined> {
    // Opened before anything is answered: a stream that fails later could only cut the connection.
    const file = await orNothing(open(this.pathOf(mediaId), 'r'));
    return file && createReadStream('', { fd: file, ...(range ? { start: range.first, end: range.last } : {}) });
  }

  pathOf(mediaId: MediaId): string {
    return join(this.#shelf('files', mediaId), mediaId);
  }

  async thumbnail(mediaId: MediaId, kind: string): Promise<Uint8Array | undefined> {
    return orNothing(readFile(join(this.#shelf('thumbnails', mediaId), `${mediaId}.${kind}`)));
  }

  async putThumbnail(mediaId: MediaId, kind: string, bytes: Uint8Array): Promise<void> {
    const shelf = this.#shelf('thumbnails', mediaId);
    await mkdir(shelf, { recursive: true });
    const path = join(shelf, `${mediaId}.${kind}.${randomUUID()}`);
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(path, join(shelf, `${mediaId}.${kind}`));
  }

  async remove(mediaId: MediaId): Promise<void> {
    await rm(this.pathOf(mediaId), { force: true });
    const shelf = this.#shelf('thumbnails', mediaId);
    for (const name of (await orNothing(readdir(shelf))) ?? [])
      if (name.startsWith(`${mediaId}.`)) await rm(join(shelf, name), { force: true });
  }

  async *olderThan(beforeMs: number): AsyncIterable<MediaId[]> {
    const coming = join(this.#folder, 'coming');
    for (const name of await this.#old(coming, beforeMs)) await rm(join(coming, name), { force: true });
    for (const kind of ['files', 'thumbnails'] as const) {
      for (const shelf of (await orNothing(readdir(join(this.#folder, kind)))) ?? []) {
        const names = await this.#old(join(this.#folder, kind, shelf), beforeMs);
        yield [...new Set(names.map((name) => name.split('.')[0] ?? name))];
      }
    }
  }

  async #old(folder: string, beforeMs: number): Promise<string[]> {
    const old: string[] = [];
    for (const name of (await orNothing(readdir(folder))) ?? []) {
      const found = await orNothing(stat(join(folder, name)));
      if (found && found.mtimeMs < beforeMs) old.push(name);
    }
    return old;
  }

  /** A second name, then the first goes with `discard`: unlike a rename that never replaces what is there. */
  async #keep(path: string, mediaId: MediaId): Promise<void> {
    const shelf = this.#shelf('files', mediaId);
    await mkdir(shelf, { recursive: true });
    try {
      await link(path, this.pathOf(mediaId));
    } catch (error) {
      if (codeOf(error) === 'EEXIST') throw new ChatError('cannot_overwrite', 'the file is there already');
      throw error;
    }
    // The name is safe only when its folders are.
    for (const folder of [shelf, join(this.#folder, 'files')]) {
      const directory = await open(folder, 'r');
      try {
        await directory.sync();
      } finally {
        await directory.close();
      }
    }
  }

  /** By the first letters: no folder becomes too large to be read. */
  #shelf(kind: 'files' | 'thumbnails', mediaId: MediaId): string {
    return join(this.#folder, kind, mediaId.slice(0, 2));
  }
}

/** @throws {ChatError} too_large */
async function copied(
  bytes: AsyncIterable<Uint8Array>,
  file: FileHandle,
  maxBytes: number,
): Promise<Pick<ReceivedFile, 'sizeBytes' | 'sha256' | 'head'>> {
  const hash = createHash('sha256');
  const head: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    if (sizeBytes < HEAD_BYTES) head.push(chunk.subarray(0, HEAD_BYTES - sizeBytes));
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw new ChatError('too_large', `a file has at most ${maxBytes} bytes`);
    hash.update(chunk);
    await file.write(chunk);
  }
  return { sizeBytes, sha256: hash.digest('base64url'), head: Buffer.concat(head) };
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** What is not there is nothing. */
async function orNothing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
