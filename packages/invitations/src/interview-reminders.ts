/** When applicants are reminded of their interview: as the house says of its kind, or as usual. Pure. */
import type { Language } from '@saal/protocol';
import { MINUTE_MS } from './campaign-slots.ts';

const HOUR_MS = 60 * MINUTE_MS;

type Reminder = {
  key: string;
  beforeMs: number;
  /** How much later than the invitation at least: nobody is reminded of what they just read. */
  afterMs: number;
};
/** Of a campaign of no kind. */
const usualReminders: readonly Reminder[] = [
  { key: 'day', beforeMs: 24 * HOUR_MS, afterMs: 2 * HOUR_MS },
  { key: 'hour', beforeMs: HOUR_MS, afterMs: HOUR_MS },
];

/** What the house says of a kind of meetings, as far as letters follow it. */
export type KindOfLetters = { remindersMin: readonly number[]; mailText: Readonly<Record<Language, string>> };

/** Those of a kind are named by their minutes: a change of the kind holds for what is planned or moved from then on. */
export function remindersOf(kind: KindOfLetters | undefined): readonly Reminder[] {
  if (!kind) return usualReminders;
  return [...new Set(kind.remindersMin)].map((beforeMin) => {
    const beforeMs = beforeMin * MINUTE_MS;
    return { key: `${beforeMin} min`, beforeMs, afterMs: Math.min(beforeMs, 2 * HOUR_MS) };
  });
}
