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
  const newest = useRef<{ key: string; atMs: number }>(undefined);
  useEffect(() => {
    const last = items.at(-1);
    const before = newest.current;
    if (!last) return;
    newest.current = { key: last.key, atMs: last.atMs };
    if (!before || before.key === last.key) return;
    const from = items.findIndex((item) => item.key === before.key);
    if (from < 0) return; // another place of the room is shown
    const words = items
      .slice(from + 1)
      .flatMap((item) => (item.kind === 'message' && !item.isOwn ? [item] : []))
      .map((message) => `${message.sender.displayName}: ${lineOf(message, (kind) => t(`kind.${kind}`)).slice(0, maxSpoken)}`);
    if (words.length > 0) setSaid(words.length > 3 ? t('list.manyNew', { count: words.length }) : words.join('\n'));
  }, [items, t]);
  return said;
}
