/** The words of a text, as they are kept and looked for. Pure. */

const WORD = /[\p{L}\p{N}]+/gu;
/** A text of more different words is found by its first ones. */
const MOST_WORDS = 2_000;
const MOST_TERMS = 12;
const LONGEST = 64;
/** Endings of German and English; the longest first. Looked for is what stands before them, and whatever goes on from there. */
const ENDINGS = ['ungen', 'innen', 'ern', 'ies', 'ing', 'en', 'er', 'es', 'ed', 'em', 'e', 'n', 's', 'y'];
const SHORTEST_STEM = 4;

/**
 * What a text is found by: each word without capitals and accents, and with umlauts written out as well.
 * `Prüfbögen` is kept as `prufbogen` and `pruefboegen`.
 */
export function wordsOf(text: string): string[] {
  const found = new Set<string>();
  for (const [word] of text.matchAll(WORD)) {
    for (const form of formsOf(word)) found.add(form);
    if (found.size >= MOST_WORDS) break;
  }
  return [...found].slice(0, MOST_WORDS);
}

/** What somebody looks for: beginnings of words, all of which must be there. */
export function searchTerms(text: string): string[] {
  const terms = new Set<string>();
  for (const [word] of text.matchAll(WORD)) {
    const [plain] = formsOf(word);
    if (plain !== undefined && plain !== '') terms.add(stem(plain));
    if (terms.size >= MOST_TERMS) break;
  }
  return [...terms];
}

/** The words of a text, as they are written there, that were found by these terms. */
export function wordsFoundIn(text: string, terms: readonly string[]): string[] {
  const words = [...text.matchAll(WORD)].map(([word]) => word);
  return words.filter((word) => formsOf(word).some((form) => terms.some((term) => form.startsWith(term))));
}

function formsOf(word: string): string[] {
  const lower = word.toLowerCase().replaceAll('ß', 'ss').slice(0, LONGEST);
  const plain = withoutAccents(lower);
  const spelled = withoutAccents(lower.normalize('NFC').replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue'));
  return spelled === plain ? [plain] : [plain, spelled];
}

const withoutAccents = (text: string): string => text.normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, '');

/** `sitzungen` gives `sitz`, which finds `Sitzung` as well; short words and numbers stay. */
function stem(word: string): string {
  if (/\d/.test(word)) return word;
  const ending = ENDINGS.find((one) => word.endsWith(one) && word.length - one.length >= SHORTEST_STEM);
  return ending === undefined ? word : word.slice(0, -ending.length);
}
