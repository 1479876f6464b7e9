/** What the columns of a list of applicants hold, by the names in its first line. Pure. */
import type { ApplicantField } from '@saal/protocol';

export type Columns = readonly (ApplicantField | null)[];

/** As offices and talent-management systems name them; compared without case, spaces and marks. */
const names: Record<ApplicantField, readonly string[]> = {
  name: ['name', 'vollername', 'fullname', 'bewerber', 'bewerberin', 'bewerbername', 'applicant', 'candidate', 'kandidat', 'kandidatin'],
  firstName: ['vorname', 'firstname', 'givenname', 'rufname'],
  lastName: ['nachname', 'familienname', 'zuname', 'lastname', 'surname', 'familyname'],
  email: ['email', 'mail', 'emailadresse', 'mailadresse', 'emailaddress', 'epost', 'elektronischepost'],
  panel: ['kommission', 'auswahlkommission', 'gremium', 'panel', 'runde', 'gruppe'],
  date: ['datum', 'tag', 'termin', 'date', 'day'],
  time: ['uhrzeit', 'zeit', 'beginn', 'time', 'start', 'starttime'],
  language: ['sprache', 'language', 'lang'],
};
const fieldOf = new Map(
  Object.entries(names).flatMap(([field, words]) => words.map((word) => [word, field as ApplicantField] as const)), // Object.entries forgets the type of keys
);

/** @returns field of each column; null where the name says nothing, or another column before it had that field */
export function guessColumns(header: readonly string[]): Columns {
  const used = new Set<ApplicantField>();
  return header.map((title) => {
    const field = fieldOf.get(plain(title));
    if (field === undefined || used.has(field)) return null;
    used.add(field);
    return field;
  });
}

/** Whether these columns say enough: an address, and a name in one column or two. */
export function isEnough(columns: Columns): boolean {
  return columns.includes('email') && (columns.includes('name') || columns.includes('lastName'));
}

function plain(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
}
