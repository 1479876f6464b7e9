/** The overview as a table for a spreadsheet, which runs nothing of it (C08). */
import type { InterviewState, InterviewView, Language, MeetingId } from '@saal/protocol';

const states: Record<Language, Record<InterviewState, string>> = {
  de: {
    ...{
      draft: 'Entwurf',
      queued: 'wird versandt',
      planned: 'geplant',
      sent: 'eingeladen',
      bounced: 'unzustellbar',
      unknown: 'Versand ungewiss',
    },
    ...{ accepted: 'zugesagt', tentative: 'vorläufig zugesagt', declined: 'abgesagt', waiting: 'wartet', running: 'läuft' },
    ...{ done: 'geführt', missed: 'nicht erschienen', cancelled: 'aufgehoben' },
  },
  en: {
    ...{
      draft: 'draft',
      queued: 'being sent',
      planned: 'planned',
      sent: 'invited',
      bounced: 'undeliverable',
      unknown: 'sending uncertain',
    },
    ...{ accepted: 'accepted', tentative: 'tentative', declined: 'declined', waiting: 'waiting', running: 'running' },
    ...{ done: 'done', missed: 'did not come', cancelled: 'cancelled' },
  },
};
const heads: Record<Language, string[]> = {
  de: ['Name', 'E-Mail', 'Kommission', 'Datum', 'Uhrzeit', 'Stand', 'Link'],
  en: ['Name', 'E-mail', 'Panel', 'Date', 'Time', 'State', 'Link'],
};

/**
 * With the links, so that an office that writes its own letters has what it needs.
 * @returns semicolons, CRLF, with a byte order mark: what German spreadsheets open by a double click
 */
export function interviewTable(
  interviews: readonly InterviewView[],
  { timeZone, language, linkTo }: { timeZone: string; language: Language; linkTo: ReadonlyMap<MeetingId, string> },
): string {
  const locale = language === 'de' ? 'de-DE' : 'en-GB';
  const date = new Intl.DateTimeFormat(locale, { timeZone, day: '2-digit', month: '2-digit', year: 'numeric' });
  const time = new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit' });
  const rows = interviews.map(({ name, email, panel, startsAtMs, state, meetingId }) => [
    ...[name, email, panel],
    ...(startsAtMs === null ? ['', ''] : [date.format(startsAtMs), time.format(startsAtMs)]),
    states[language][state],
    (meetingId && linkTo.get(meetingId)) ?? '',
  ]);
  return `\ufeff${[heads[language], ...rows].map((row) => `${row.map(cell).join(';')}\r\n`).join('')}`;
}

function cell(value: string): string {
  const harmless = /^\s*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[";\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
