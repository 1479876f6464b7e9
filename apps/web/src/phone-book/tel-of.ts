import type { PhoneBookEntry } from '@saal/protocol';

/** Where a number of somebody leads. Servers before this one tell only how it is written. */
export function telOf({ dial, ...entry }: PhoneBookEntry, which: 'phone' | 'mobile'): string {
  return `tel:${dial?.[which] ?? (entry[which] ?? '').replace(/\(0\)|[^+\d]/g, '')}`;
}
