/** Letters about interviews, in the applicant's language. Plain words; what is to be done stands first. */
import type { Language } from '@saal/protocol';

type Said = { name: string; title: string; day: string; from: string; to: string; zone: string };
type Words = {
  invited: (said: Said) => string;
  changed: (said: Said) => string;
  cancelled: (said: Said) => string;
  reminded: (said: Said) => string;
  inviteText: (said: Said) => string[];
  changeText: (said: Said) => string[];
  cancelText: (said: Said) => string[];
  reminderText: (said: Said) => string[];
  how: string[];
  enter: string;
  /** For people of a panel. */
  day: string;
  closing: string;
};

const whenDe = ({ day, from, to, zone }: Said): string => `${day}\n${from} bis ${to} Uhr (${zone})`;
const whenEn = ({ day, from, to, zone }: Said): string => `${day}\n${from} to ${to} (${zone})`;

export const interviewWords: Readonly<Record<Language, Words>> = {
  de: {
    invited: ({ title }) => `Einladung zum Gespräch: ${title}`,
    changed: ({ title }) => `Neuer Termin für Ihr Gespräch: ${title}`,
    cancelled: ({ title }) => `Ihr Gespräch entfällt: ${title}`,
    reminded: ({ title }) => `Erinnerung an Ihr Gespräch: ${title}`,
    inviteText: (said) => [`Guten Tag ${said.name},`, 'wir laden Sie zu einem Gespräch per Video ein. Es findet statt am', whenDe(said)],
    changeText: (said) => [`Guten Tag ${said.name},`, 'der Termin Ihres Gesprächs hat sich geändert. Es gilt jetzt:', whenDe(said)],
    cancelText: (said) => [`Guten Tag ${said.name},`, 'Ihr Gespräch zu diesem Termin findet nicht statt:', whenDe(said)],
    reminderText: (said) => [`Guten Tag ${said.name},`, 'wir erinnern Sie an Ihr Gespräch per Video:', whenDe(said)],
    how: [
      'Öffnen Sie zur angegebenen Zeit den Link. Ein Browser genügt, ein Konto brauchen Sie nicht. Sie warten kurz, bis Sie hereingebeten werden.',
    ],
    enter: 'Zum Gespräch',
    day: 'Zu Ihren Gesprächen',
    closing: 'Mit freundlichen Grüßen',
  },
  en: {
    invited: ({ title }) => `Invitation to an interview: ${title}`,
    changed: ({ title }) => `New time of your interview: ${title}`,
    cancelled: ({ title }) => `Your interview is cancelled: ${title}`,
    reminded: ({ title }) => `Reminder of your interview: ${title}`,
    inviteText: (said) => [`Dear ${said.name},`, 'We invite you to an interview by video. It takes place on', whenEn(said)],
    changeText: (said) => [`Dear ${said.name},`, 'The time of your interview has changed. It is now:', whenEn(said)],
    cancelText: (said) => [`Dear ${said.name},`, 'Your interview at this time does not take place:', whenEn(said)],
    reminderText: (said) => [`Dear ${said.name},`, 'This is a reminder of your interview by video:', whenEn(said)],
    how: ['Open the link at the given time. A browser is enough, and you need no account. You wait for a moment until you are asked in.'],
    enter: 'Go to the interview',
    day: 'Go to your interviews',
    closing: 'Kind regards',
  },
};
