/** One letter that was sent several times: each try has an id that follows from the letter, so that asking twice makes one. Pure. */
import type { KnownLetter, LetterState } from './mail-ports.ts';

/** How often one letter is sent again at most: then it is time for another way. */
export const MOST_TRIES = 5;

/** @param idOf 0: the first, then each that was sent again. @returns undefined: none was sent */
export function lastTry(known: readonly KnownLetter[], idOf: (again: number) => string): KnownLetter | undefined {
  const byId = new Map(known.map((letter) => [letter.id, letter]));
  return Array.from({ length: MOST_TRIES + 1 }, (_, again) => byId.get(idOf(again))).findLast((letter) => letter !== undefined);
}

/** @returns undefined: there was no first one, or enough of them */
export function nextTry(known: readonly KnownLetter[], idOf: (again: number) => string): string | undefined {
  const ids = new Set(known.map(({ id }) => id));
  if (!ids.has(idOf(0))) return undefined;
  return Array.from({ length: MOST_TRIES }, (_, index) => idOf(index + 1)).find((id) => !ids.has(id));
}

/** It did not arrive, or nobody knows. */
export function isDoubtful(state: LetterState | undefined): boolean {
  return state === 'bounced' || state === 'unknown';
}
