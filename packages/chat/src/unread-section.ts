/** How much is unread in a room, as `/sync` tells it. */
import type { JsonObject } from './json.ts';
import { MAIN_THREAD } from './notices.ts';
import type { UnreadCounts } from './push-ports.ts';

/** @param byThread the client counts threads for themselves; otherwise they are in the one number of the room */
export function unreadSection(threads: ReadonlyMap<string, UnreadCounts>, byThread: boolean): JsonObject {
  if (!byThread) return { unread_notifications: told([...threads.values()]) };
  const ofMain = threads.get(MAIN_THREAD);
  const others = [...threads].filter(([thread]) => thread !== MAIN_THREAD);
  return {
    unread_notifications: told(ofMain ? [ofMain] : []),
    ...(others.length > 0 ? { unread_thread_notifications: Object.fromEntries(others.map(([id, counts]) => [id, told([counts])])) } : {}),
  };
}

function told(counts: readonly UnreadCounts[]): JsonObject {
  const sum = (of: (one: UnreadCounts) => number): number => counts.reduce((all, one) => all + of(one), 0);
  return { notification_count: sum(({ notifications }) => notifications), highlight_count: sum(({ highlights }) => highlights) };
}
