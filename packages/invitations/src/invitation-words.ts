/** Letters to people who are invited by name, in their language. Plain words; what is to be done stands first. */
import type { Language } from '@saal/protocol';

export type Said = { name: string; inviter: string; title: string; when: string };
type Part = { subject: (said: Said) => string; text: (said: Said) => string[] };
type Words = Record<'invited' | 'changed' | 'cancelled' | 'reminded', Part> & {
  /** For somebody external. */
  personal: string;
  enter: string;
  /** "Dienstag, 1. Dezember 2026, 09:00 bis 10:00 Uhr (Mitteleuropäische Zeit)" */
  when: (parts: { day: string; from: string; to: string; zone: string }) => string;
  /** The rule goes on behind the first date. */
  again: string;
};

export const invitationWords: Readonly<Record<Language, Words>> = {
  de: {
    invited: {
      subject: ({ title }) => `Einladung: ${title}`,
      text: ({ name, inviter, title, when }) => [`Guten Tag ${name},`, `${inviter} lädt Sie zu einer Videobesprechung ein: ${title}`, when],
    },
    changed: {
      subject: ({ title }) => `Geändert: ${title}`,
      text: ({ name, title, when }) => [`Guten Tag ${name},`, `zu Ihrer Einladung gibt es eine Änderung. Jetzt gilt: ${title}`, when],
    },
    cancelled: {
      subject: ({ title }) => `Abgesagt: ${title}`,
      text: ({ name, inviter, title, when }) => [`Guten Tag ${name},`, `${inviter} hat Ihre Einladung zurückgenommen: ${title}`, when],
    },
    reminded: {
      subject: ({ title }) => `Erinnerung: ${title}`,
      text: ({ name, title, when }) => [`Guten Tag ${name},`, `wir erinnern Sie an die Videobesprechung: ${title}`, when],
    },
    personal:
      'Der Link ist nur für Sie. Ein Browser genügt, ein Konto brauchen Sie nicht. Dort können Sie auch zu- oder absagen und Ihre Kamera ausprobieren.',
    enter: 'Zur Einladung',
    when: ({ day, from, to, zone }) => `${day}, ${from} bis ${to} Uhr (${zone})`,
    again: 'Der Termin wiederholt sich; alle Termine stehen in der Einladung.',
  },
  en: {
    invited: {
      subject: ({ title }) => `Invitation: ${title}`,
      text: ({ name, inviter, title, when }) => [`Dear ${name},`, `${inviter} invites you to a video meeting: ${title}`, when],
    },
    changed: {
      subject: ({ title }) => `Changed: ${title}`,
      text: ({ name, title, when }) => [`Dear ${name},`, `Your invitation has changed. It is now: ${title}`, when],
    },
    cancelled: {
      subject: ({ title }) => `Cancelled: ${title}`,
      text: ({ name, inviter, title, when }) => [`Dear ${name},`, `${inviter} has withdrawn your invitation: ${title}`, when],
    },
    reminded: {
      subject: ({ title }) => `Reminder: ${title}`,
      text: ({ name, title, when }) => [`Dear ${name},`, `This is a reminder of the video meeting: ${title}`, when],
    },
    personal:
      'The link is for you alone. A browser is enough, and you need no account. There you can also accept or decline, and try your camera.',
    enter: 'Open invitation',
    when: ({ day, from, to, zone }) => `${day}, ${from} to ${to} (${zone})`,
    again: 'This date repeats; all dates are in the invitation.',
  },
};
