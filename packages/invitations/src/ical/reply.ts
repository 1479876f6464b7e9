/** What a calendar answers (RFC 5546 3.2.3). */
import ICAL from 'ical.js';
import type { Answer } from '../mail-ports.ts';
import type { CalendarReply } from '../outbox-ports.ts';

const answers: Readonly<Record<string, Answer>> = { ACCEPTED: 'accepted', TENTATIVE: 'tentative', DECLINED: 'declined' };

/** @returns undefined: no calendar, or one that answers nothing */
export function readReply(text: string): CalendarReply | undefined {
  const calendar = parsed(text);
  if (calendar?.name !== 'vcalendar' || String(calendar.getFirstPropertyValue('method')).toUpperCase() !== 'REPLY') return undefined;
  const event = calendar.getFirstSubcomponent('vevent');
  const attendee = event?.getFirstProperty('attendee');
  const address = attendee?.getFirstValue();
  const answer = answers[String(attendee?.getFirstParameter('partstat')).toUpperCase()];
  const uid = event?.getFirstPropertyValue('uid');
  if (typeof address !== 'string' || typeof uid !== 'string' || answer === undefined) return undefined;
  const sequence = Number(event?.getFirstPropertyValue('sequence') ?? NaN);
  return {
    ...{
      email: address
        .replace(/^mailto:/i, '')
        .trim()
        .toLowerCase(),
      answer,
      uid,
    },
    sequence: Number.isInteger(sequence) ? sequence : undefined,
  };
}

function parsed(text: string): ICAL.Component | undefined {
  try {
    return ICAL.Component.fromString(text);
  } catch {
    return undefined; // anybody may send anything: what cannot be read answers nothing
  }
}
