/** What a mail that came back says: a report of failure (RFC 3464), a calendar's answer, a machine's remark, or words of a person. */
import { simpleParser, type ParsedMail } from 'mailparser';
import type { Incoming } from '../outbox-ports.ts';

export async function readIncoming(source: Buffer, isFromNobody: boolean): Promise<Incoming> {
  const mail = await simpleParser(source, { keepDeliveryStatus: true, skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true });
  const report = partOf(mail, 'message/delivery-status');
  if (report !== undefined) {
    const failure = failureOf(report);
    return failure === undefined ? { kind: 'automatic' } : { kind: 'failure', words: failure };
  }
  const calendar = partOf(mail, 'text/calendar') ?? partOf(mail, 'application/ics');
  if (calendar !== undefined) return { kind: 'calendar', text: calendar };
  // Machines say so (RFC 3834), or have no address themselves.
  const automatic = mail.headers.get('auto-submitted');
  return { kind: isFromNobody || (typeof automatic === 'string' && !/^no\b/i.test(automatic)) ? 'automatic' : 'words' };
}

function partOf({ attachments }: ParsedMail, type: string): string | undefined {
  return attachments.find(({ contentType }) => contentType.toLowerCase() === type)?.content.toString('utf8');
}

/** @returns undefined: it reports no failure, but a delay or success */
function failureOf(report: string): string | undefined {
  // Each recipient is a paragraph; lines go on with a blank (RFC 3464 2.1).
  const paragraphs = report.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n\r?\n/);
  const failed = paragraphs.find((paragraph) => /^Action:\s*failed\b/im.test(paragraph));
  if (failed === undefined) return undefined;
  const said = /^Diagnostic-Code:\s*(?:[\w-]+\s*;)?\s*(.+)$/im.exec(failed)?.[1] ?? /^Status:\s*(.+)$/im.exec(failed)?.[1] ?? 'failed';
  return said.trim().slice(0, 500);
}
