/** Formatted text as the words of it, in one line. Pure. */

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };
/** Between these words do not run together. */
const block = /<\/?(?:p|div|br|li|ul|ol|h[1-6]|tr|td|th|pre|blockquote|hr|summary)\b[^>]*>/gi;

/** @param html made harmless and written by a browser: its signs are `&lt;`, its tags complete */
export function plainWords(html: string): string {
  return oneLine(
    html
      .replaceAll(block, ' ')
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll(/&(\w+|#\d+);/g, (whole, name: string) =>
        name.startsWith('#') ? String.fromCodePoint(Math.min(Number(name.slice(1)), 0x10ffff)) : (named[name] ?? whole),
      ),
  );
}

export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
