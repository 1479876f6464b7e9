import type { TimelineItem } from '@saal/client';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lineOf } from './rows.ts';

/** Longer words are cut: who wants all of it goes to the message. */
const maxSpoken = 240;

/** "Name: text" of what others wrote since the list was opened, for a live region. Older lines that are loaded are not said. */
export function useNewWords(items: readonly TimelineItem[]): string {
  const { t } = useTranslation('chat');
  const [said, setSaid] = useState('');
  const newest = useRef<string>(undefined);
  // Sealed lines are said when they are opened.
  const sealed = useRef(new Set<string>());
  useEffect(() => {
    const last = items.at(-1);
    if (!last) return;
    const before = newest.current;
    newest.current = last.key;
    const from = items.findIndex((item) => item.key === before);
    if (from < 0) return; // just opened, or another place of the room is shown
    const words: string[] = [];
    for (const [at, item] of items.entries()) {
      if (item.kind !== 'message' || item.isOwn || (at <= from && !sealed.current.has(item.key))) continue;
      const isClosed = item.body.type === 'sealed' && item.body.isWaiting;
      if (isClosed) sealed.current.add(item.key);
      else sealed.current.delete(item.key);
      if (!isClosed) words.push(`${item.sender.displayName}: ${lineOf(item, (kind) => t(`kind.${kind}`)).slice(0, maxSpoken)}`);
    }
    if (words.length > 0) setSaid(words.length > 3 ? t('list.manyNew', { count: words.length }) : words.join('\n'));
  }, [items, t]);
  return said;
}
