/** Letters to people who are invited by name, in their language. Plain words; what is to be done stands first. */
import type { Language } from '@saal/protocol';

/**
 * `inviter`: empty when nobody knows any more who that was. `place`: rooms that are booked, or empty. `withdrawn`: of what is
 * cancelled, this person alone is invited no more.
 */
export type Said = { name: string; inviter: string; title: string; when: string; place: string; withdrawn: boolean };
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

/** The line of the time, and one below it where there are rooms beside the link. */
const withPlace = {
  de: ({ when, place }: Said): string => (place === '' ? when : `${when}\nOrt: ${place}, oder per Video`),
  en: ({ when, place }: Said): string => (place === '' ? when : `${when}\nPlace: ${place}, or by video`),
};

export const invitationWords: Readonly<Record<Language, Words>> = {
  de: {
    invited: {
      subject: ({ title }) => `Einladung: ${title}`,
      text: (said) => [
        `Guten Tag ${said.name},`,
        said.inviter === ''
          ? `Sie sind zu einer Videobesprechung eingeladen: ${said.title}`
          : `${said.inviter} lädt Sie zu einer Videobesprechung ein: ${said.title}`,
        withPlace.de(said),
      ],
    },
    changed: {
      subject: ({ title }) => `Geändert: ${title}`,
      text: (said) => [
        `Guten Tag ${said.name},`,
        `zu Ihrer Einladung gibt es eine Änderung. Jetzt gilt: ${said.title}`,
        withPlace.de(said),
      ],
    },
    cancelled: {
      subject: ({ title }) => `Abgesagt: ${title}`,
      text: ({ name, inviter, title, when, withdrawn }) => {
        if (!withdrawn) return [`Guten Tag ${name},`, `die Videobesprechung findet nicht statt: ${title}`, when];
        const who = inviter === '' ? 'Ihre Einladung wurde' : `${inviter} hat Ihre Einladung`;
        return [`Guten Tag ${name},`, `${who} zurückgenommen: ${title}`, when];
      },
    },
    reminded: {
      subject: ({ title }) => `Erinnerung: ${title}`,
      text: (said) => [`Guten Tag ${said.name},`, `wir erinnern Sie an die Videobesprechung: ${said.title}`, withPlace.de(said)],
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
      text: (said) => [
        `Dear ${said.name},`,
        said.inviter === ''
          ? `You are invited to a video meeting: ${said.title}`
          : `${said.inviter} invites you to a video meeting: ${said.title}`,
        withPlace.en(said),
      ],
    },
    changed: {
      subject: ({ title }) => `Changed: ${title}`,
      text: (said) => [`Dear ${said.name},`, `Your invitation has changed. It is now: ${said.title}`, withPlace.en(said)],
    },
    cancelled: {
      subject: ({ title }) => `Cancelled: ${title}`,
      text: ({ name, inviter, title, when, withdrawn }) => {
        if (!withdrawn) return [`Dear ${name},`, `The video meeting does not take place: ${title}`, when];
        const what = inviter === '' ? 'Your invitation was withdrawn' : `${inviter} has withdrawn your invitation`;
        return [`Dear ${name},`, `${what}: ${title}`, when];
      },
    },
    reminded: {
      subject: ({ title }) => `Reminder: ${title}`,
      text: (said) => [`Dear ${said.name},`, `This is a reminder of the video meeting: ${said.title}`, withPlace.en(said)],
    },
    personal:
      'The link is for you alone. A browser is enough, and you need no account. There you can also accept or decline, and try your camera.',
    enter: 'Open invitation',
    when: ({ day, from, to, zone }) => `${day}, ${from} to ${to} (${zone})`,
    again: 'This date repeats; all dates are in the invitation.',
  },
};
