/** Between the content of a message and what pages show of it. */
import type { FileSource, MessageBody, OutgoingText } from '../model.ts';
import { numberIn, recordIn, textIn } from './room-event.ts';

type Content = Record<string, unknown>;
/** What `FileSource.handle` is here. */
export interface FilePlace {
  /** `mxc://server/id` */
  url: string;
}

const kinds = { 'm.image': 'image', 'm.file': 'file', 'm.audio': 'audio', 'm.video': 'video' } as const;

/** @returns harmless HTML, where there is some */
export type HtmlOf = (content: Content) => string | undefined;

export function bodyOf(content: Content, htmlOf: HtmlOf = () => undefined): MessageBody {
  const words = textIn(content, 'body') ?? textIn(content, 'org.matrix.msc1767.text') ?? '';
  const msgtype = textIn(content, 'msgtype') ?? '';
  const type = Object.hasOwn(kinds, msgtype) ? kinds[msgtype as keyof typeof kinds] : undefined;
  const file = type && fileOf(content);
  if (!type || !file) {
    const html = htmlOf(content);
    return { type: 'text', text: recordIn(content, 'm.relates_to') ? withoutQuote(words) : words, ...(html === undefined ? {} : { html }) };
  }
  const hasCaption = textIn(content, 'filename') !== undefined && words !== file.fileName;
  return { type, file, ...(hasCaption ? { text: words } : {}) };
}

/** Without the lines "> ..." that once stood before every answer. */
function withoutQuote(text: string): string {
  return text.startsWith('> ') ? text.replace(/^(?:> .*\n)+\n?/, '') : text;
}

function fileOf(content: Content): FileSource | undefined {
  const url = textIn(content, 'url');
  if (url?.startsWith('mxc://') !== true) return undefined;
  const info = recordIn(content, 'info');
  const [widthPx, heightPx, durationMs] = [numberIn(info, 'w'), numberIn(info, 'h'), numberIn(info, 'duration')];
  const handle: FilePlace = { url };
  return {
    fileName: textIn(content, 'filename') ?? textIn(content, 'body') ?? '',
    mimeType: textIn(info, 'mimetype') ?? 'application/octet-stream',
    sizeBytes: numberIn(info, 'size') ?? 0,
    ...(widthPx === undefined || heightPx === undefined ? {} : { widthPx, heightPx }),
    ...(durationMs === undefined ? {} : { durationMs }),
    handle,
  };
}

export function textContent({ text, mentions, replyTo, threadRoot }: Omit<OutgoingText, 'markdown'>): Content {
  const reply = replyTo === undefined ? {} : { 'm.in_reply_to': { event_id: replyTo } };
  const thread = threadRoot === undefined ? {} : { rel_type: 'm.thread', event_id: threadRoot };
  const relation = { ...thread, ...reply };
  return {
    ...{ msgtype: 'm.text', body: text, 'm.mentions': mentions.length === 0 ? {} : { user_ids: [...mentions] } },
    ...(Object.keys(relation).length === 0 ? {} : { 'm.relates_to': relation }),
  };
}

/** The words of a change; clients that know no changes show them as a message of its own. */
export function changeContent(eventId: string, message: Pick<OutgoingText, 'text' | 'mentions'>): Content {
  const next = textContent(message);
  return { ...next, body: `* ${message.text}`, 'm.new_content': next, 'm.relates_to': { rel_type: 'm.replace', event_id: eventId } };
}

export interface FileFacts {
  fileName: string;
  mimeType: string;
  sizeBytes: number;
  widthPx?: number | undefined;
  heightPx?: number | undefined;
  durationMs?: number | undefined;
}

export function fileContent(url: string, { fileName, mimeType, sizeBytes, widthPx, heightPx, durationMs }: FileFacts): Content {
  const [family] = mimeType.split('/');
  const msgtype = family === 'image' || family === 'audio' || family === 'video' ? `m.${family}` : 'm.file';
  const size = widthPx === undefined || heightPx === undefined ? {} : { w: widthPx, h: heightPx };
  const info = { mimetype: mimeType, size: sizeBytes, ...size, ...(durationMs === undefined ? {} : { duration: Math.round(durationMs) }) };
  return { msgtype, body: fileName, filename: fileName, url, info };
}
