/** The content of an event as what pages draw. Nothing of it is trusted: it may come from any client. */
import type { MatrixEvent } from 'matrix-js-sdk';
import { DecryptionFailureCode } from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { FileSource, MessageBody, SealedBecause } from '../model.ts';
import { safeHtml } from '../safe-html.ts';
import { isObject, numberOf, textOf, type Content } from './content.ts';
import { oneLine, plainWords } from './plain-words.ts';
import { isPollStart, pollOf } from './poll-content.ts';
import { voiceOf } from './voice-content.ts';

/** Where a file lies, and the keys to it when it is sealed. */
export interface FileHandle {
  /** `mxc://server/id` */
  url: string;
  /** As Matrix describes a sealed file (client-server API, "Sending encrypted attachments"), for the crypto library. */
  sealed?: string;
  thumbnail?: { url: string; sealed?: string; mimeType: string };
}

const known = new WeakMap<object, MessageBody>();

export function bodyOf(event: MatrixEvent): MessageBody {
  if (event.isRedacted()) return { type: 'deleted' };
  if (event.isDecryptionFailure()) return sealedBody(event);
  if (event.isEncrypted() && event.getClearContent() === null) return { type: 'sealed', isWaiting: true };
  const content: Content = event.getContent();
  const before = known.get(content);
  if (before) return before;
  const poll = isPollStart(event.getType()) ? pollOf(content) : undefined;
  const body = poll
    ? { type: 'poll' as const, poll }
    : bodyOfContent(content, isObject(content['m.relates_to']) && 'm.in_reply_to' in content['m.relates_to']);
  known.set(content, body);
  return body;
}

function sealedBody(event: MatrixEvent): MessageBody {
  const because = reasons[event.decryptionFailureReason ?? ''];
  return { type: 'sealed', isWaiting: because === undefined && isYoung(event), ...(because === undefined ? {} : { because }) };
}

const reasons: Partial<Record<string, SealedBecause>> = {
  [DecryptionFailureCode.HISTORICAL_MESSAGE_USER_NOT_JOINED]: 'before-joining',
  [DecryptionFailureCode.HISTORICAL_MESSAGE_BACKUP_UNCONFIGURED]: 'unconfirmed',
};

/** How long a key may be under way to this device before words say that it will not come. */
export const KEY_COMES_WITHIN_MS = 60_000;
const isYoung = (event: MatrixEvent): boolean => event.localTimestamp > Date.now() - KEY_COMES_WITHIN_MS;

/** @param isReply then old clients put what is answered before their words */
export function bodyOfContent(content: Content, isReply = false): MessageBody {
  const words = textOf(content['body']) ?? '';
  const text = isReply ? withoutQuote(words) : words;
  const type = { 'm.image': 'image', 'm.file': 'file', 'm.audio': 'audio', 'm.video': 'video' } as const;
  const kind = type[content['msgtype'] as keyof typeof type] as (typeof type)[keyof typeof type] | undefined;
  const file = kind && fileOf(content);
  if (kind && file) {
    // With a file name of its own, the body is a caption.
    const caption = textOf(content['filename']) !== undefined && words !== file.fileName ? words : undefined;
    return { type: kind, ...(caption === undefined ? {} : { text: caption }), file };
  }
  const formatted = content['format'] === 'org.matrix.custom.html' ? textOf(content['formatted_body']) : undefined;
  const html = formatted === undefined ? undefined : safeHtml(formatted.replace(/<mx-reply>.*?<\/mx-reply>/s, ''));
  return { type: 'text', text, ...(html === undefined ? {} : { html }) };
}

/** Without the lines "> ..." and the empty one after them, which once stood before every answer. */
export function withoutQuote(text: string): string {
  return text.startsWith('> ') ? text.replace(/^(?:> .*\n)+\n?/, '') : text;
}

function fileOf(content: Content): FileSource | undefined {
  const info = isObject(content['info']) ? content['info'] : {};
  const place = placeOf(content['url'], content['file']);
  if (!place) return undefined;
  const thumbnail = placeOf(info['thumbnail_url'], info['thumbnail_file']);
  const thumbnailInfo = isObject(info['thumbnail_info']) ? info['thumbnail_info'] : {};
  const handle: FileHandle = {
    ...place,
    ...(thumbnail ? { thumbnail: { ...thumbnail, mimeType: textOf(thumbnailInfo['mimetype']) ?? 'image/jpeg' } } : {}),
  };
  const [widthPx, heightPx, durationMs] = [numberOf(info['w']), numberOf(info['h']), numberOf(info['duration'])];
  return {
    fileName: textOf(content['filename']) ?? textOf(content['body']) ?? '',
    mimeType: textOf(info['mimetype']) ?? 'application/octet-stream',
    sizeBytes: numberOf(info['size']) ?? 0,
    ...(widthPx === undefined || heightPx === undefined ? {} : { widthPx, heightPx }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...voiceOf(content),
    handle,
  };
}

function placeOf(url: unknown, sealed: unknown): { url: string; sealed?: string } | undefined {
  const sealedUrl = isObject(sealed) ? textOf(sealed['url']) : undefined;
  const place = sealedUrl ?? textOf(url);
  if (!place?.startsWith('mxc://')) return undefined;
  return { url: place, ...(sealedUrl === undefined ? {} : { sealed: JSON.stringify(sealed) }) };
}

/** In one line: for lists, quotes and notifications. */
export function previewOf(body: MessageBody): string | undefined {
  switch (body.type) {
    case 'text':
      return body.html === undefined ? oneLine(body.text) : plainWords(body.html);
    case 'image':
    case 'file':
    case 'audio':
    case 'video':
      return body.text ?? body.file.fileName;
    case 'poll':
      return body.poll.question;
    case 'sealed':
    case 'deleted':
      return undefined;
  }
}
