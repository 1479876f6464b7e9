/** The audit as a table for a spreadsheet. Pure. */
import { csvOf } from '@saal/foundation/pure';
import type { AuditEntryView, Language } from '@saal/protocol';
import type { z } from 'zod';

const heads: Record<Language, string[]> = {
  de: ['Zeitpunkt', 'Aktion', 'Wer (Name)', 'Wer (Kennung)', 'Was', 'Was (Name)', 'Was (Kennung)', 'Netz', 'Angaben'],
  en: ['Time', 'Action', 'Who (name)', 'Who (id)', 'What', 'What (name)', 'What (id)', 'Network', 'Details'],
};

/** The byte order mark tells spreadsheets that it is UTF-8. */
export function auditHead(language: Language): string {
  return `\ufeff${csvOf([heads[language]])}`;
}

/** Codes, not words: what sorts and filters a table wants them stable. */
export function auditRows(entries: readonly z.output<typeof AuditEntryView>[]): string {
  return csvOf(
    entries.map(({ atMs, action, actor, subject, network, details }) => [
      ...[new Date(atMs).toISOString(), action, actor?.name ?? '', actor?.id ?? ''],
      ...[subject?.kind ?? '', subject?.name ?? '', subject?.id ?? '', network ?? ''],
      Object.entries(details)
        .map(([key, value]) => `${key}: ${String(value)}`)
        .join(', '),
    ]),
  );
}
