/** Which passwords are refused: short ones, guessable ones, ones made of the person's own name. Pure. */
import { commonPasswords, commonWords, keyRows } from './common-passwords.ts';
import { PasswordTooWeak } from './errors.ts';

export type Weakness = 'too-short' | 'common' | 'contains-name';
/** The house may ask for more. */
const MIN_PASSWORD_LENGTH = 12;
/** Shorter parts of a name occur by chance inside good passphrases. */
const MIN_NAME_PART = 4;
/** A password that repeats so short a piece, or has so few different characters, is one of the first to be tried. */
const MIN_PERIOD = 5;

/** @param minLength in characters @throws {PasswordTooWeak} */
export function requireGoodPassword(password: string, person: { displayName: string; email: string }, minLength?: number): void {
  const weakness = weaknessOf(password, person, minLength);
  if (weakness) throw new PasswordTooWeak(weakness, weakness === 'too-short' ? minLength : undefined);
}

/** @param minLength in characters */
export function weaknessOf(
  password: string,
  person: { displayName: string; email: string },
  minLength = MIN_PASSWORD_LENGTH,
): Weakness | undefined {
  if (Array.from(password).length < minLength) return 'too-short';
  const text = password.normalize('NFKC').toLowerCase();
  if (isCommon(text)) return 'common';
  return nameParts(person).some((part) => text.includes(part) || unmask(text).includes(part)) ? 'contains-name' : undefined;
}

function isCommon(text: string): boolean {
  if (commonPasswords.has(text)) return true;
  if (new Set(text).size < MIN_PERIOD || period(text) < MIN_PERIOD) return true;
  return isKeyRun(text) || isCommonWord(text) || isCommonWord(text.slice(0, period(text)));
}

/** A common word dressed up: digits and signs around it, look-alike characters inside it ("P@ssw0rd2024!"). */
function isCommonWord(text: string): boolean {
  const bare = text.replace(/^[^\p{L}@$]+|[^\p{L}]+$/gu, '');
  const letters = unmask(bare).replace(/[^\p{L}]/gu, '');
  return letters === '' || commonWords.has(bare) || commonWords.has(letters);
}

const lookAlikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

function unmask(text: string): string {
  return text.replace(/[013457@$!]/g, (sign) => lookAlikes[sign] ?? sign);
}

/** Length of the shortest piece whose repetition gives the text. */
function period(text: string): number {
  for (let length = 1; length < text.length; length++) {
    if (text.slice(length) === text.slice(0, text.length - length)) return length;
  }
  return text.length;
}

/** Made of nothing but neighbours on the keyboard or in the alphabet, in runs of at least three (the last may be cut off). */
function isKeyRun(text: string): boolean {
  for (let at = 0; at < text.length;) {
    const length = Math.max(...keyRows.map((row) => runLength(row, text, at)));
    if (length === 0 || (length < 3 && at + length < text.length)) return false;
    at += length;
  }
  return true;
}

function runLength(row: string, text: string, at: number): number {
  const start = row.indexOf(text.charAt(at));
  if (start < 0) return 0;
  let length = 1;
  while (at + length < text.length && row.charAt(start + length) === text.charAt(at + length)) length++;
  return length;
}

function nameParts({ displayName, email }: { displayName: string; email: string }): string[] {
  const local = email.split('@')[0] ?? '';
  const parts = [...displayName.split(/[^\p{L}\p{N}]+/u), displayName, email, local, ...local.split(/[^\p{L}\p{N}]+/u)];
  return parts.map((part) => part.normalize('NFKC').toLowerCase()).filter((part) => part.length >= MIN_NAME_PART);
}
