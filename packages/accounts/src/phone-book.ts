/** Finding people as in a phone book (decision 0053). Pure. */
import type { PersonId, PhoneBookEntry } from '@saal/protocol';
import { dialOf, digits, germany, otherWritings, type PhoneHome } from './phone-number.ts';

/** What this house shows beside name, picture, department, title, office and the numbers of the desk. */
export type PhoneBookSettings = {
  showsEmail: boolean;
  showsMobile: boolean;
  /** By their e-mail; externals are marked, and have no phone book. */
  isExternal: (email: string) => boolean;
  /** Whether the house has said which e-mails are its own; default: it has not. */
  hasExternals?: boolean;
  /** Where numbers without codes are; default: somewhere in Germany. */
  home?: PhoneHome;
};

/** Where one looks into the phone book from. */
export type PhoneBookSearch = {
  /** Each has to be found, in any order and anywhere in a word: folded, or the digits of a number. Empty: one's own department. */
  words: readonly string[];
  /** Other ways to write the whole as one number. */
  numbers: readonly string[];
  /** Whose department goes before others; undefined: nobody's. */
  seekerId: PersonId | undefined;
};

export type PhoneBookRow = Required<Omit<PhoneBookEntry, 'pictureUrl' | 'external' | 'dial'>> & { pictureVersion: string | null };

/** More words narrow nothing down, and each costs time. */
const MOST_WORDS = 6;

/** The same as `accounts.fold` of the database, without spaces at its ends; a test compares them. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[øłđðı]/g, (letter) => 'olddi'['øłđðı'.indexOf(letter)] ?? letter)
    .replace(/ß/g, 'ss')
    .replace(/æ/g, 'ae')
    .replace(/œ/g, 'oe')
    .replace(/þ/g, 'th')
    .replace(/([aou])e/g, '$1')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** What somebody typed. @param home where numbers without codes are */
export function searchFor(text: string, seekerId?: PersonId, home: PhoneHome = germany): PhoneBookSearch {
  const isNumber = /^[+\d\s()/.-]*\d[+\d\s()/.-]*$/.test(text);
  if (!isNumber) {
    const words = fold(text).split(' ').slice(0, MOST_WORDS);
    // A number within words loses the 0 before it, as stored ones have.
    return { words: words.map((word) => (/^\d+$/.test(word) ? digits(word) : word)).filter((word) => word !== ''), numbers: [], seekerId };
  }
  const number = digits(text);
  return { words: number === '' ? [] : [number], numbers: otherWritings(text, home), seekerId };
}

/** What is shown of somebody. */
export function entryOf(row: PhoneBookRow, settings: PhoneBookSettings): PhoneBookEntry {
  const { id, displayName, pictureVersion, email, mobile, ...facts } = row;
  const shown = { ...facts, ...(settings.showsEmail ? { email } : {}), ...(settings.showsMobile ? { mobile } : {}) };
  const home = settings.home ?? germany;
  const dial = {
    ...(facts.phone !== '' && { phone: dialOf(facts.phone, home) }),
    ...(settings.showsMobile && mobile !== '' && { mobile: dialOf(mobile, home) }),
  };
  return {
    ...{ id, displayName },
    ...(Object.keys(dial).length > 0 && { dial }),
    ...(pictureVersion === null ? {} : { pictureUrl: `/api/people/${id}/picture/${pictureVersion}` }),
    ...Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== '')),
    ...(settings.isExternal(email) ? { external: true } : {}),
  };
}
