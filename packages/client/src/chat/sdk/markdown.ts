/** What a person types, as the content of an event: words for all, and formatted text where markdown makes a difference. */
import { Marked, type Tokens } from 'marked';
import type { OutgoingText } from '../model.ts';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    // Typed HTML is text like any other; a picture is the address that it was.
    html: ({ text }: Tokens.HTML | Tokens.Tag) => escapeHtml(text),
    image: ({ href }: Tokens.Image) => escapeHtml(href),
  },
});

/** A name in the text that stands for a person. */
export interface Mention {
  userId: string;
  displayName: string;
}

type Words = {
  msgtype: 'm.text';
  body: string;
  format?: 'org.matrix.custom.html';
  formatted_body?: string;
  'm.mentions': { user_ids?: string[] };
};

/** @param mentions people whose `@name` in the text becomes a link to them */
export function wordsOf({ text, markdown }: Pick<OutgoingText, 'text' | 'markdown'>, mentions: readonly Mention[]): Words {
  const plain = escapeHtml(text).replaceAll('\n', '<br>');
  let html = markdown ? marked.parse(text, { async: false }).trim() : plain;
  const single = /^<p>((?:(?!<p>).)*)<\/p>$/s.exec(html)?.[1];
  if (single !== undefined) html = single;
  // Longest first, so that one name does not take a piece of another.
  for (const { userId, displayName } of mentions.toSorted((a, b) => b.displayName.length - a.displayName.length)) {
    const pill = `<a href="https://matrix.to/#/${encodeURIComponent(userId)}">${escapeHtml(displayName)}</a>`;
    html = html.replaceAll(`@${escapeHtml(displayName)}`, () => pill);
  }
  const userIds = mentions.map(({ userId }) => userId);
  return {
    ...{ msgtype: 'm.text', body: text },
    ...(html === plain ? {} : { format: 'org.matrix.custom.html', formatted_body: html }),
    'm.mentions': userIds.length === 0 ? {} : { user_ids: userIds },
  };
}
