/** What comes back to letters, as the mail servers and calendars of others send it. */
import { createTransport, type SendMailOptions } from 'nodemailer';

/** @returns 'taken', or the words of the refusal */
export async function handIn(port: number, envelope: { from: string; to: string }, message: SendMailOptions): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  try {
    await transport.sendMail({ envelope, from: envelope.from || 'MAILER-DAEMON@example.net', to: envelope.to, subject: 'Re:', ...message });
    return 'taken';
  } catch (error) {
    return error instanceof Error ? error.message : 'failed';
  } finally {
    transport.close();
  }
}

/** The answer to an invitation, and where it goes. */
export function replyOf(invitation: string, answer: 'ACCEPTED' | 'TENTATIVE' | 'DECLINED'): { to: string; message: SendMailOptions } {
  const to = /^ORGANIZER.*mailto:(\S+)$/im.exec(invitation.replaceAll(/\r\n /g, ''))?.[1] ?? '';
  const content = invitation.replace('METHOD:REQUEST', 'METHOD:REPLY').replace('PARTSTAT=NEEDS-ACTION', `PARTSTAT=${answer}`);
  return { to, message: { text: answer, icalEvent: { method: 'REPLY', content } } };
}

/** A report of RFC 3464 about a letter to somebody. */
export function reportOf(email: string, action: 'failed' | 'delayed'): SendMailOptions {
  const raw = [
    ...['From: MAILER-DAEMON@example.net', 'To: saal@example.org', 'Subject: Undelivered Mail', 'MIME-Version: 1.0'],
    ...['Content-Type: multipart/report; report-type=delivery-status; boundary="b"', '', '--b', 'Content-Type: text/plain', '', 'Sorry.'],
    ...['--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example.net', ''],
    ...[`Final-Recipient: rfc822; ${email}`, `Action: ${action}`, 'Status: 5.1.1'],
    ...['Diagnostic-Code: smtp; 550 5.1.1', ' mailbox unavailable', '', '--b--', ''],
  ].join('\r\n');
  return { raw };
}
