/** How a file is delivered, by what it is found to be (client-server API, "Serving inline content"). Pure. */

const pictures = new Set(['image/jpeg', 'image/gif', 'image/png', 'image/apng', 'image/webp', 'image/avif']);
const played = [
  ...['video/mp4', 'video/webm', 'video/ogg', 'video/quicktime', 'audio/mp4', 'audio/webm', 'audio/aac', 'audio/mpeg', 'audio/ogg'],
  ...['audio/wav', 'audio/x-wav', 'audio/flac', 'audio/x-m4a', 'video/x-m4v'],
];
/**
 * Shown in place. DEVIATION: client-server API, "Serving inline content" also allows plain text: but no first bytes prove it, and
 * what its sender calls text may be more to a browser.
 */
const shown = new Set([...pictures, ...played]);
/** Have no first bytes to know them by; harmless to whom they are handed as a file. */
const plain = new Set(['text/plain', 'text/csv', 'text/markdown', 'text/calendar', 'application/json']);
export const NO_TYPE = 'application/octet-stream';

/**
 * @param found in the first bytes
 * @param claimed by who sent it
 */
export function typeOf(found: string | undefined, claimed: string | undefined, head: Uint8Array): string {
  // Parts of a format that browsers run as a page are handed out as bytes.
  if (found !== undefined) return /html|xml|svg|javascript/.test(found) && !found.startsWith('application/vnd.') ? NO_TYPE : found;
  const bare = bareType(claimed);
  return plain.has(bare) && !head.includes(0) ? bare : NO_TYPE;
}

/** Without its parameters. */
export function bareType(type: string | undefined): string {
  return (type ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

export const isShown = (type: string): boolean => shown.has(bareType(type));
/** Not of moving ones of the old kind: clients show those whole. */
export const hasThumbnail = (type: string): boolean => pictures.has(type) && type !== 'image/gif';

/** RFC 6266: whole names as UTF-8, and nothing in them that ends the header. */
export function dispositionOf(type: string, name: string | undefined): string {
  const way = isShown(type) ? 'inline' : 'attachment';
  const shownName = withoutTricks(name ?? '');
  if (shownName === '') return way;
  return `${way}; filename*=UTF-8''${encodeURIComponent(shownName).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)}`;
}

/** Controls, marks that turn the direction of writing (C04), and folders. */
export function withoutTricks(name: string): string {
  return name
    .toWellFormed()
    .replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '')
    .replace(/[/\\]/g, '_')
    .slice(0, 200)
    .toWellFormed()
    .trim();
}
