/** Formatted text of others, made harmless before any page sees it (client-server API, "m.room.message msgtypes"). */
import createDOMPurify, { type Config } from 'dompurify';

const tags = [
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'p', 'a', 'ul', 'ol', 'li', 'b', 'i', 'u', 's', 'strong', 'em', 'del', 'ins'],
  ...['code', 'pre', 'hr', 'br', 'div', 'span', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'caption', 'sub', 'sup', 'details', 'summary'],
];
// No picture (P01: it would tell a foreign server who reads), no style, no id that could stand for one of ours.
const config: Config = {
  ALLOWED_TAGS: tags,
  ALLOWED_ATTR: ['href', 'title', 'start', 'rel', 'class'],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:)/i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_TRUSTED_TYPE: false,
};

type Purifier = ReturnType<typeof createDOMPurify>;
let purifier: Purifier | undefined;

/** @returns undefined where there is no document to parse it with: the plain text is shown then */
export function safeHtml(html: string): string | undefined {
  purifier ??= purifierHere();
  return purifier?.sanitize(html, config);
}

function purifierHere(): Purifier | undefined {
  if (typeof window === 'undefined') return undefined;
  const made = createDOMPurify(window);
  if (!made.isSupported) return undefined;
  made.addHook('afterSanitizeAttributes', (node) => {
    // Classes only as Matrix has them: the language of a piece of code.
    const names = [...node.classList].filter((name) => node.nodeName === 'CODE' && name.startsWith('language-'));
    if (names.length > 0) node.setAttribute('class', names.join(' '));
    else node.removeAttribute('class');
    if (node.nodeName !== 'A') return;
    node.setAttribute('rel', 'noopener noreferrer');
    // The name of a person or a room, written as an address: nobody is led to the foreign host that it is on.
    if (/^https?:\/\/matrix\.to\//i.test(node.getAttribute('href') ?? '')) node.removeAttribute('href');
  });
  return made;
}
