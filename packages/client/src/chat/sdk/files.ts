/** Files on their way to the server and back; sealed in encrypted rooms. */
import { withoutCameraWords } from '@saal/protocol/camera-words';
import type { MatrixClient } from 'matrix-js-sdk';
import { ChatFailed } from '../chat-failed.ts';
import { isMadeSmall } from '../made-small.ts';
import type { FileSource } from '../model.ts';
import type { FileHandle } from './message-body.ts';
import { sealer, type Sealer } from './sealer.ts';
import type { OutgoingFile } from './send-queue.ts';
import { thumbnailOf } from './thumbnail.ts';
import { voiceContent } from './voice-content.ts';

interface UploadOptions {
  sealed: boolean;
  progress: (ratio: number) => void;
  signal: AbortSignal;
}

/** @returns the content of the message that shows it. @throws what the library throws */
export async function uploadFile(client: MatrixClient, file: OutgoingFile, options: UploadOptions): Promise<Record<string, unknown>> {
  const mimeType = file.blob.type === '' ? 'application/octet-stream' : file.blob.type;
  const isPicture = mimeType.startsWith('image/');
  const blob = isPicture || mimeType.startsWith('video/') ? await withoutCameraWords(file.blob) : file.blob;
  const picture = isPicture ? await thumbnailOf(blob) : undefined;
  const small =
    picture?.thumbnail === undefined
      ? undefined
      : await placed(client, picture.thumbnail, { sealed: options.sealed, progress: () => undefined, signal: options.signal });
  const place = await placed(client, blob, options);
  return {
    ...{ msgtype: `m.${kindOf(mimeType)}`, body: file.fileName, filename: file.fileName },
    ...('file' in place ? { file: { ...place.file, mimetype: mimeType } } : place),
    info: {
      ...{ mimetype: mimeType, size: blob.size },
      ...(file.durationMs === undefined ? {} : { duration: Math.round(file.durationMs) }),
      ...(picture ? { w: picture.widthPx, h: picture.heightPx } : {}),
      ...(small === undefined ? {} : 'file' in small ? { thumbnail_file: small.file } : { thumbnail_url: small.url }),
      ...(small === undefined ? {} : { thumbnail_info: { mimetype: picture?.thumbnail?.type } }),
    },
    ...(file.waveform === undefined ? {} : voiceContent(file.waveform, file.durationMs ?? 0)),
  };
}

type Place = { url: string } | { file: Record<string, unknown> };

async function placed(client: MatrixClient, blob: Blob, { sealed, progress, signal }: UploadOptions): Promise<Place> {
  if (signal.aborted) throw new ChatFailed('aborted', 'taken back');
  const secret = sealed ? await (await sealer()).seal(blob) : undefined;
  const body = secret?.blob ?? blob;
  const aborter = new AbortController();
  const stop = (): void => aborter.abort();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const { content_uri: url } = await client.uploadContent(body, {
      // Neither name nor kind of a sealed file is told to the server.
      includeFilename: false,
      type: secret ? 'application/octet-stream' : blob.type || 'application/octet-stream',
      progressHandler: ({ loaded, total }) => progress(total > 0 ? loaded / total : 0),
      abortController: aborter,
    });
    return secret ? { file: { ...secret.description, url } } : { url };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function kindOf(mimeType: string): 'image' | 'audio' | 'video' | 'file' {
  const [kind] = mimeType.split('/');
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'file';
}

/** Addresses of files that a room shows. Decrypted copies live until the room is closed. */
export class FileUrls {
  readonly #client: MatrixClient;
  readonly #fetch: typeof fetch;
  readonly #made = new Map<string, Promise<string>>();

  constructor(client: MatrixClient, fetcher: typeof fetch) {
    this.#client = client;
    this.#fetch = fetcher;
  }

  /** @throws {ChatFailed} not_found, offline, damaged */
  url(file: FileSource, thumbnail?: { widthPx: number; heightPx: number }): Promise<string> {
    const handle = file.handle as FileHandle;
    const small = thumbnail ? handle.thumbnail : undefined;
    const { url, sealed } = small ?? handle;
    if (sealed === undefined) return Promise.resolve(plainUrl(url, small || !isMadeSmall(file) ? undefined : thumbnail));
    const known = this.#made.get(url);
    if (known) return known;
    const making = this.#open(url, sealed, small?.mimeType ?? file.mimeType);
    this.#made.set(url, making);
    making.catch(() => this.#made.delete(url)); // asked again, it is tried again
    return making;
  }

  close(): void {
    for (const url of this.#made.values()) {
      url.then(
        (made) => URL.revokeObjectURL(made),
        () => undefined, // there was nothing to give back
      );
    }
    this.#made.clear();
  }

  async #open(url: string, sealed: string, mimeType: string): Promise<string> {
    const headers = { authorization: `Bearer ${this.#client.getAccessToken() ?? ''}` };
    const response = await this.#fetch(this.#client.baseUrl + plainUrl(url), { headers });
    if (!response.ok) throw new ChatFailed(response.status === 404 ? 'not_found' : 'failed', `the file answers ${response.status}`);
    const clear = opened(await sealer(), new Uint8Array(await response.arrayBuffer()), sealed);
    return URL.createObjectURL(new Blob([clear], { type: harmless(mimeType) }));
  }
}

/** @throws {ChatFailed} damaged */
function opened(by: Sealer, sealed: Uint8Array, description: string): Uint8Array<ArrayBuffer> {
  try {
    return by.open(sealed, description);
  } catch (cause) {
    throw new ChatFailed('damaged', 'it is not what was sealed', { cause });
  }
}

/** A copy opened from here is of our own origin, so it must never be a page (C09). */
function harmless(mimeType: string): string {
  const shown = /^(?:image\/(?:png|jpeg|gif|webp|avif)|audio\/[\w.+-]+|video\/[\w.+-]+|application\/pdf)$/;
  return shown.test(mimeType) ? mimeType : 'application/octet-stream';
}

/** By the cookie of our session, so that `<img>` can show it. */
function plainUrl(address: string, thumbnail?: { widthPx: number; heightPx: number }): string {
  const [, server, id] = /^mxc:\/\/([^/?#]+)\/([\w-]+)$/.exec(address) ?? [];
  if (server === undefined || id === undefined) throw new ChatFailed('not_found', 'this is no place of a file');
  const place = `${encodeURIComponent(server)}/${id}`;
  if (!thumbnail) return `/_matrix/client/v1/media/download/${place}`;
  const query = `width=${Math.ceil(thumbnail.widthPx)}&height=${Math.ceil(thumbnail.heightPx)}&method=scale`;
  return `/_matrix/client/v1/media/thumbnail/${place}?${query}`;
}
