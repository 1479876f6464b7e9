/** Title and description of a page, from its head. Pure; what it gives is text, never to be shown as anything else. */

const MAX_WORDS = 300;
const taken = ['og:title', 'og:description', 'og:site_name', 'og:type'] as const;

export function pageWords(page: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [tag] of page.matchAll(/<meta\s[^<>]{1,2000}>/gi)) {
    const [name, content] = [attribute(tag, 'property') ?? attribute(tag, 'name'), attribute(tag, 'content')];
    if (name === undefined || content === undefined) continue;
    const key = taken.find((one) => one === name.toLowerCase()) ?? (name.toLowerCase() === 'description' ? 'description' : undefined);
    if (key !== undefined) found[key] ??= words(content);
  }
  const title = /<title[^<>]{0,200}>([^<]{1,2000})</i.exec(page)?.[1];
  const { description, ...told } = found;
  return {
    ...(title === undefined ? {} : { 'og:title': words(title) }),
    ...(description === undefined ? {} : { 'og:description': description }),
    ...told,
  };
}

function attribute(tag: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(tag);
  return match?.[1] ?? match?.[2];
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function words(html: string): string {
  const text = html.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return Object.hasOwn(entities, name.toLowerCase()) ? (entities[name.toLowerCase()] ?? whole) : whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '';
  });
  return text
    .replace(/[\p{Cc}\p{Bidi_Control}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_WORDS)
    .toWellFormed();
}
