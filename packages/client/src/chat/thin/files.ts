/** Files of a meeting's chat: sent with their progress, and shown by addresses of copies in this browser. */
import type { FileSource } from '../model.ts';
import { ChatFailed } from '../chat-failed.ts';
import { isMadeSmall } from '../made-small.ts';
import type { FilePlace } from './message-content.ts';
import { answerOf, type MatrixRequests } from './matrix-requests.ts';
import { isRecord } from '../../wire-guards.ts';
import { textIn } from './room-event.ts';

/** Of no server. */
const WAITING = 'mxc://waiting/';
const uploadPath = '/_matrix/media/v3/upload';

export class RoomFiles {
  readonly #requests: MatrixRequests;
  readonly #urls = new Map<string, Promise<string>>();
  readonly #waiting = new Map<string, File>();

  constructor(requests: MatrixRequests) {
    this.#requests = requests;
  }

  /** @param progress 0..1. @returns `mxc://server/id`. @throws {ChatFailed} */
  async upload(file: Blob, name: string, progress: (done: number) => void, signal: AbortSignal): Promise<string> {
    const path = `${uploadPath}?filename=${encodeURIComponent(name)}`;
    const type = file.type === '' ? 'application/octet-stream' : file.type;
    // Only XMLHttpRequest tells how far it is; outside of browsers there is none.
    const answer =
      typeof XMLHttpRequest === 'undefined'
        ? await answerOf(await this.#requests.send(path, { method: 'POST', headers: { 'content-type': type }, body: file, signal }))
        : await this.#uploadByXhr(path, type, file, progress, signal);
    const url = textIn(answer, 'content_uri');
    if (url === undefined) throw new ChatFailed('failed', 'no place for the file');
    return url;
  }

  /** @returns the place of a file on its way: what is sent is shown from this browser. */
  waits(key: string, file: File): string {
    const place = `${WAITING}${key}`;
    this.#waiting.set(place, file);
    return place;
  }

  /** The same address for the same file, until the room is closed. @throws {ChatFailed} */
  url(file: FileSource, thumbnail?: { widthPx: number; heightPx: number }): Promise<string> {
    const small = isMadeSmall(file) ? thumbnail : undefined;
    const { url } = file.handle as FilePlace;
    const waiting = this.#waiting.get(url);
    const path = waiting ? url : pathOf(url, small);
    const known = this.#urls.get(path);
    if (known) return known;
    const made = waiting ? Promise.resolve(urlOf(waiting, file.mimeType)) : this.#open(path, small ? 'image/jpeg' : file.mimeType);
    this.#urls.set(path, made);
    made.catch(() => this.#urls.delete(path)); // Asked again, it is tried again.
    return made;
  }

  close(): void {
    for (const made of this.#urls.values()) {
      made.then(
        (url) => URL.revokeObjectURL(url),
        () => undefined, // there was nothing to give back
      );
    }
    this.#urls.clear();
    this.#waiting.clear();
  }

  async #open(path: string, mimeType: string): Promise<string> {
    const response = await this.#requests.send(path, { method: 'GET' });
    if (!response.ok) throw new ChatFailed(response.status === 404 ? 'not_found' : 'failed', `the file answers ${response.status}`);
    const type = response.headers.get('content-type') ?? mimeType;
    return urlOf(await response.blob(), type);
  }

  async #uploadByXhr(
    path: string,
    type: string,
    file: Blob,
    progress: (done: number) => void,
    signal: AbortSignal,
  ): Promise<Record<string, unknown>> {
    // Whoever uploads has read before, so there is a token.
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', this.#requests.baseUrl + path);
      request.setRequestHeader('authorization', this.#requests.authorization);
      request.setRequestHeader('content-type', type);
      request.responseType = 'json';
      request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
      request.onerror = () => reject(new ChatFailed('offline', 'the server could not be reached'));
      request.onabort = () => reject(new ChatFailed('aborted', 'taken back'));
      request.onload = () => {
        const answer: unknown = request.response;
        if (request.status === 200 && isRecord(answer)) resolve(answer);
        else answerOf(new Response(JSON.stringify(answer), { status: request.status })).then(resolve, reject);
      };
      signal.addEventListener('abort', () => request.abort(), { once: true });
      request.send(file);
    });
  }
}

const urlOf = (blob: Blob, type: string): string => URL.createObjectURL(new Blob([blob], { type: harmless(type) }));

/** A copy opened from here is of our own origin, so it must never be a page (C06). */
function harmless(mimeType: string): string {
  const shown = /^(?:image\/(?:png|jpeg|gif|webp|avif)|audio\/[\w.+-]+|video\/[\w.+-]+|application\/pdf)$/;
  return shown.test(mimeType) ? mimeType : 'application/octet-stream';
}

function pathOf(url: string, thumbnail?: { widthPx: number; heightPx: number }): string {
  const [, server, id] = /^mxc:\/\/([^/?#]+)\/([\w-]+)$/.exec(url) ?? [];
  if (server === undefined || id === undefined) throw new ChatFailed('not_found', 'this is no place of a file');
  const place = `${encodeURIComponent(server)}/${id}`;
  if (!thumbnail) return `/_matrix/client/v1/media/download/${place}`;
  const size = `width=${Math.ceil(thumbnail.widthPx)}&height=${Math.ceil(thumbnail.heightPx)}`;
  return `/_matrix/client/v1/media/thumbnail/${place}?${size}&method=scale`;
}

/** Of a picture its size, so that its place is kept before it is there. */
export async function sizeOf(file: Blob): Promise<{ widthPx: number; heightPx: number } | undefined> {
  if (!file.type.startsWith('image/') || typeof createImageBitmap === 'undefined') return undefined;
  try {
    const picture = await createImageBitmap(file);
    const size = { widthPx: picture.width, heightPx: picture.height };
    picture.close();
    return size;
  } catch {
    return undefined; // Named a picture, but none that this browser shows: a file then.
  }
}
