/** What stands of a meeting in the text of an appointment. Pure, but for the browser's own parser of HTML. */

const ID = 'saal-meeting';

export type InvitationWords = { join: string; number: string; passcode: string };
export type InvitationFacts = { url: string; number: string; passcode: string };

/** In the place of what stood there of the meeting; else at the end. Everything else stays as it was. */
export function withInvitation(html: string, { url, number, passcode }: InvitationFacts, words: InvitationWords): string {
  const page = withoutBlocks(html);
  const block = page.createElement('div');
  block.id = ID;
  const line = (...parts: (string | Node)[]): void => {
    const paragraph = page.createElement('p');
    paragraph.append(...parts);
    block.append(paragraph);
  };
  const link = page.createElement('a');
  link.href = url;
  link.textContent = url;
  line(`${words.join} `, link);
  line(`${words.number} ${number.replace(/(\d{3})(?=\d)/g, '$1 ')} · ${words.passcode} ${passcode}`);
  page.body.append(block);
  return page.documentElement.outerHTML;
}

export function withoutInvitation(html: string): string {
  return withoutBlocks(html).documentElement.outerHTML;
}

/** Outlook on the web puts "x_" before names of its own. */
function withoutBlocks(html: string): Document {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const block of page.querySelectorAll(`[id$="${ID}"]`)) block.remove();
  return page;
}
