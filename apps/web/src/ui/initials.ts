/** First letters of the first and the last word, without titles: "Dr. Eva Maria Huber" -> "EH". */
export function initialsOf(name: string): string {
  const words = name.split(/[\s,]+/u).filter((word) => /\p{L}|\p{N}/u.test(word) && !/^\p{L}{1,4}\.$/u.test(word));
  const first = words[0] ?? name.trim();
  const last = words.length > 1 ? words.at(-1) : undefined;
  return `${initial(first)}${last === undefined ? '' : initial(last)}`;
}

function initial(word: string): string {
  return (/[\p{L}\p{N}]\p{M}*/u.exec(word)?.[0] ?? '').toLocaleUpperCase('de');
}

/** Two colours nearer to each other than this look the same. */
export const hueStepDeg = 15;

/** A hue in degrees that stays with a name (FNV-1a), in steps so that two colours differ visibly or not at all. */
export function hueOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name.trim().toLowerCase()) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return (hash % (360 / hueStepDeg)) * hueStepDeg;
}
