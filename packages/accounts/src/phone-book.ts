/** Finding people as in a phone book (decision 0053). Pure. */
import type { PersonId, PhoneBookEntry } from '@saal/protocol';

/** What this house shows beside name, picture, department, title, office and the numbers of the desk. */
export type PhoneBookSettings = {
  showsEmail: boolean;
  showsMobile: boolean;
  /** By their e-mail; externals are marked, and have no phone book. */
  isExternal: (email: string) => boolean;
};

/** Where one looks into the phone book from. */
export type PhoneBookSearch = {
  /** Each has to be found, in any order and anywhere in a word: folded, or the digits of a number. Empty: one's own department. */
  words: readonly string[];
  /** Other ways to write the whole as one number. */
  numbers: readonly string[];
  seekerId: PersonId;
};

export type PhoneBookRow = Required<Omit<PhoneBookEntry, 'pictureUrl' | 'external'>> & { pictureVersion: string | null };

/** More words narrow nothing down, and each costs time. */
const MOST_WORDS = 6;
/** Numbers of other countries begin with +, 00 or their code; the own one may be left out. */
const OWN_COUNTRY = '49';

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

/** The same as `accounts.digits`. */
export function digits(text: string): string {
  return text
    .replaceAll('(0)', '')
    .replace(/[^0-9]/g, '')
    .replace(/^0+/, '');
}

/** What somebody typed. */
export function searchFor(text: string, seekerId: PersonId): PhoneBookSearch {
  const isNumber = /^[+\d\s()/.-]*\d[+\d\s()/.-]*$/.test(text);
  if (!isNumber) {
    const words = fold(text).split(' ').slice(0, MOST_WORDS);
    // A number within words loses the 0 before it, as stored ones have.
    return { words: words.map((word) => (/^\d+$/.test(word) ? digits(word) : word)).filter((word) => word !== ''), numbers: [], seekerId };
  }
  const number = digits(text);
  const national = number.startsWith(OWN_COUNTRY) ? digits(number.slice(OWN_COUNTRY.length)) : '';
  return { words: number === '' ? [] : [number], numbers: national === '' ? [] : [national], seekerId };
}

/** What is shown of somebody. */
export function entryOf(row: PhoneBookRow, settings: PhoneBookSettings): PhoneBookEntry {
  const { id, displayName, pictureVersion, email, mobile, ...facts } = row;
  const shown = { ...facts, ...(settings.showsEmail ? { email } : {}), ...(settings.showsMobile ? { mobile } : {}) };
  return {
    ...{ id, displayName },
    ...(pictureVersion === null ? {} : { pictureUrl: `/api/people/${id}/picture/${pictureVersion}` }),
    ...Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== '')),
    ...(settings.isExternal(email) ? { external: true } : {}),
  };
}
