import { expect, test } from 'vitest';
import { readReply } from '../ical/reply.ts';
import { readIncoming } from './incoming-mail.ts';

/** As Debian's Thunderbird sent it, but for names; the calendar is in there twice. */
const reply = [
  ...['BEGIN:VCALENDAR', 'PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN', 'VERSION:2.0', 'METHOD:REPLY', 'BEGIN:VEVENT'],
  ...[
    'LAST-MODIFIED:20261129T195520Z',
    'DTSTAMP:20261129T195520Z',
    'UID:5V3OMxbVZbLModox9c2oDQ@saal',
    'SUMMARY:Anhörung',
    'STATUS:CONFIRMED',
  ],
  ...['ORGANIZER;CN=Anna Huber:mailto:saal+aa5635b939148e40ad51e9cba39cab5a.eca742', ' 16bb410ccaf1bb@stadt.example'],
  ...['ATTENDEE;CN=Jürgen Groß;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:mailto:jue', ' rgen.gross@example.net'],
  ...['DTSTART:20261208T080000Z', 'DTEND:20261208T084500Z', 'SEQUENCE:2', 'END:VEVENT', 'END:VCALENDAR', ''],
].join('\r\n');
const part = (head: string, body: string): string => `${head}\r\nContent-transfer-encoding: 8BIT\r\n\r\n${body}\r\n`;
const mail = [
  ...[
    'MIME-version: 1.0',
    'From: =?UTF-8?B?SsO8cmdlbiBHcm/Dnw==?= <juergen.gross@example.net>',
    'To: Anna Huber',
    ' <saal+1@stadt.example>',
  ],
  ...['Subject: =?UTF-8?Q?Akzeptiert=3A_?=', 'Content-type: multipart/mixed; boundary="B_(ID_1)"', '', '', '--B_(ID_1)'],
  ...['Content-type: multipart/alternative;', ' boundary="B_(ID_2)"', '', '', '--B_(ID_2)'],
  ...[part('Content-type: text/plain; charset=UTF-8', 'Jürgen Groß hat Ihre Termineinladung akzeptiert.\r\n'), '--B_(ID_2)'],
  ...[part('Content-type: text/calendar; method=REPLY; charset=UTF-8', reply), '--B_(ID_2)--', '', '--B_(ID_1)'],
  ...[
    part('Content-type: application/ics; name=invite.ics\r\nContent-disposition: attachment; filename=invite.ics', reply),
    '--B_(ID_1)--',
    '',
  ],
].join('\r\n');

test("Thunderbird's answer is read: who, what, of which version", async () => {
  const incoming = await readIncoming(Buffer.from(mail), false);
  expect(incoming.kind === 'calendar' && readReply(incoming.text)).toEqual({
    ...{ email: 'juergen.gross@example.net', answer: 'accepted', uid: '5V3OMxbVZbLModox9c2oDQ@saal', sequence: 2 },
  });
});
