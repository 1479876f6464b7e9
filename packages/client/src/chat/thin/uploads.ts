/** Files on their way into the room of a meeting: shown at once, with their progress, until they are a message. */
import { withoutCameraWords } from '@saal/protocol/camera-words';
import { randomId } from '../../random-id.ts';
import { ChatFailed } from '../chat-failed.ts';
import { sizeOf, type RoomFiles } from './files.ts';
import { fileContent } from './message-content.ts';
import type { Outbox } from './outbox.ts';

export interface UploadsOptions {
  files: RoomFiles;
  outbox: Outbox;
  nowMs: () => number;
}

interface Upload {
  file: File;
  durationMs: number | undefined;
  abort: AbortController;
}

export class Uploads {
  readonly #options: UploadsOptions;
  readonly #all = new Map<string, Upload>();

  constructor(options: UploadsOptions) {
    this.#options = options;
  }

  /** @returns when it is a message. @throws {ChatFailed} */
  send(file: File, durationMs: number | undefined): Promise<void> {
    const { files, outbox, nowMs } = this.#options;
    const key = randomId();
    this.#all.set(key, { file, durationMs, abort: new AbortController() });
    outbox.prepare({ key, atMs: nowMs(), content: fileContent(files.waits(key, file), factsOf(file, file, durationMs)), uploaded: 0 });
    return this.#upload(key);
  }

  /** @returns undefined: this is no file on its way. @throws {ChatFailed} */
  retry(key: string): Promise<void> | undefined {
    const upload = this.#all.get(key);
    if (!upload) return undefined;
    upload.abort = new AbortController();
    this.#options.outbox.change(key, { failed: undefined, uploaded: 0 });
    return this.#upload(key);
  }

  /** The network is back: what it has stopped goes on by itself. */
  resume(): void {
    for (const { key, failed } of this.#options.outbox.all) if (failed === 'offline') this.retry(key)?.catch(() => undefined); // It says so where it is shown.
  }

  discard(key: string): void {
    this.#all.get(key)?.abort.abort();
    this.#all.delete(key);
  }

  close(): void {
    for (const { abort } of this.#all.values()) abort.abort();
  }

  async #upload(key: string): Promise<void> {
    const { files, outbox } = this.#options;
    const upload = this.#all.get(key);
    if (!upload) return;
    const { file, durationMs, abort } = upload;
    try {
      const sent = /^(?:image|video)\//.test(file.type) ? await withoutCameraWords(file) : file;
      const size = await sizeOf(sent);
      const url = await files.upload(sent, file.name, (uploaded) => outbox.change(key, { uploaded }), abort.signal);
      this.#all.delete(key);
      await outbox.complete(key, fileContent(url, { ...factsOf(file, sent, durationMs), ...size }));
    } catch (error) {
      const code = error instanceof ChatFailed ? error.code : 'failed';
      if (this.#all.get(key) === upload) outbox.change(key, { failed: code });
      throw error;
    }
  }
}

const factsOf = ({ name: fileName, type: mimeType }: File, { size: sizeBytes }: Blob, durationMs: number | undefined) => ({
  ...{ fileName, mimeType, sizeBytes, durationMs },
});
