/** A timeline as lines of a page: where a day begins, whose words follow their own, where what is new begins. Pure. */
import type { Message, RoomNotice, TimelineItem } from '@saal/client';

export interface Row {
  key: string;
  item: Message | RoomNotice;
  /** The first of its day. */
  beginsDay: boolean;
  /** The first that was not read when the room was opened. */
  beginsNew: boolean;
  /** Follows the same person's words closely: name and picture are not repeated. */
  follows: boolean;
}

/** Words of one person within this time stand together. */
const togetherMs = 5 * 60_000;

/**
 * @param items oldest first
 * @param readUpTo event after which everything is new; undefined or unknown: no line
 */
export function rowsOf(items: readonly TimelineItem[], readUpTo: string | undefined, timeZone: string): Row[] {
  const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone });
  const read = readUpTo === undefined ? -1 : items.findIndex((item) => item.eventId === readUpTo);
  const firstNew = read < 0 ? -1 : items.findIndex((item, at) => at > read && item.kind === 'message' && !item.isOwn);
  let lastDay = '';
  let before: TimelineItem | undefined;
  return items.map((item, at) => {
    const day = dayOf.format(item.atMs);
    const beginsDay = day !== lastDay;
    const beginsNew = at === firstNew;
    const follows = !beginsDay && !beginsNew && before !== undefined && standTogether(before, item);
    lastDay = day;
    before = item;
    return { key: item.key, item, beginsDay, beginsNew, follows };
  });
}

function standTogether(before: TimelineItem, item: TimelineItem): boolean {
  if (before.kind !== 'message' || item.kind !== 'message') return false;
  return before.sender.userId === item.sender.userId && item.atMs - before.atMs < togetherMs && item.replyTo === undefined;
}

/** What a message says in one line: for quotes, announcements and the list of rooms. Files are told by `nameOfKind`. */
export function lineOf(message: Message, words: (kind: Exclude<Message['body']['type'], 'text'> | 'voice') => string): string {
  const { body } = message;
  switch (body.type) {
    case 'text':
      return body.text;
    case 'sealed':
    case 'deleted':
      return words(body.type);
    case 'image':
    case 'file':
    case 'audio':
    case 'video':
      if (body.file.waveform) return body.text ?? words('voice');
      return body.text ?? `${words(body.type)}: ${body.file.fileName}`;
    case 'poll':
      return `${words(body.type)}: ${body.poll.question}`;
  }
}
