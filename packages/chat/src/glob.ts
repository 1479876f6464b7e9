/**
 * Patterns with `*` and `?`, as push rules have them; upper and lower case are one.
 * The pattern is a stranger's and so is the text: each character is looked at once, with all places of the pattern it may stand at.
 */

/** Longer ones fit nothing. */
export const MAX_PATTERN = 255;
/** What comes later in a text is not searched. */
const MAX_TEXT = 16_384;

export type Glob = (text: string) => boolean;

/** The pattern is the whole text. */
export function wholeGlob(pattern: string): Glob {
  return compiled(pattern, 'whole');
}

/** The pattern is somewhere in the text, between characters that are not letters of a-z, digits or `_`. */
export function wordGlob(pattern: string): Glob {
  return compiled(pattern, 'word');
}

/** Like {@link wordGlob}, where `*` and `?` are only characters. */
export function containsWord(text: string, word: string): boolean {
  const [searched, wanted] = [text.slice(0, MAX_TEXT).toLowerCase(), word.toLowerCase()];
  if (wanted === '') return false;
  for (let at = searched.indexOf(wanted); at >= 0; at = searched.indexOf(wanted, at + 1)) {
    if (isEdge(searched, at) && isEdge(searched, at + wanted.length)) return true;
  }
  return false;
}

function compiled(pattern: string, mode: 'whole' | 'word'): Glob {
  const wanted = pattern.toLowerCase();
  if (wanted.length > MAX_PATTERN || (mode === 'word' && wanted === '')) return () => false;
  if (!/[*?]/.test(wanted)) {
    return mode === 'whole' ? (text) => text.toLowerCase() === wanted : (text) => containsWord(text, wanted);
  }
  return (text) => fits(wanted, text.slice(0, MAX_TEXT).toLowerCase(), mode);
}

function fits(pattern: string, text: string, mode: 'whole' | 'word'): boolean {
  let places = new Set<number>();
  const enter = (into: Set<number>, place: number): void => {
    into.add(place);
    // A star may stand for nothing.
    if (pattern[place] === '*' && !into.has(place + 1)) enter(into, place + 1);
  };
  const mayBegin = (at: number): boolean => (mode === 'whole' ? at === 0 : isEdge(text, at));
  const mayEnd = (at: number): boolean => (mode === 'whole' ? at === text.length : isEdge(text, at));
  for (let at = 0; at <= text.length; at++) {
    if (mayBegin(at)) enter(places, 0);
    if (places.has(pattern.length) && mayEnd(at)) return true;
    const next = new Set<number>();
    for (const place of places) {
      const wanted = pattern[place];
      if (wanted === '*') enter(next, place);
      else if (wanted !== undefined && (wanted === '?' || wanted === text[at])) enter(next, place + 1);
    }
    places = next;
  }
  return false;
}

/** Whether no word goes on over this place. */
function isEdge(text: string, at: number): boolean {
  return at === 0 || at === text.length || !/\w/.test(text[at - 1] ?? '') || !/\w/.test(text[at] ?? '');
}
