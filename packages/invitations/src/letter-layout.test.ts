import { expect, test } from 'vitest';
import { layOut } from './letter-layout.ts';
import type { Letter } from './mail-ports.ts';

const house = { name: 'Stadt & Land', imprintUrl: 'https://stadt.example/impressum' };
const letter: Letter = {
  ...{ id: '1', subjectId: 'one', to: { name: 'Bob', email: 'bob@example.net' }, language: 'de' },
  ...{ subject: 'Gespräch <script>alert(1)</script>', paragraphs: ['Guten Tag "Bob" & Co,\nzweite Zeile <img src=x>'] },
  action: { label: 'Zum Gespräch', url: 'https://saal.example.org/m/1?a="b"#geheim' },
  calendar: {
    ...{ uid: 'u', sequence: 0, method: 'REQUEST', summary: '', description: '', startsAtMs: 0, durationMin: 30 },
    ...{ timeZone: 'Europe/Berlin', organizerName: 'Anna' },
  },
};

test('what people wrote stays words, and nothing is fetched from anywhere', () => {
  const { html } = layOut(letter, house, true);
  expect(html).not.toMatch(/<script|<img|<link|url\(|@import|src=x>/);
  expect(html).toContain('Gespräch &lt;script&gt;alert(1)&lt;/script&gt;');
  expect(html).toContain('Guten Tag &quot;Bob&quot; &amp; Co,<br>zweite Zeile &lt;img src=x&gt;');
  expect(html).toContain('href="https://saal.example.org/m/1?a=&quot;b&quot;#geheim"');
});

test('it says its language, has one heading, and its tables are no tables to a screen reader', () => {
  const { html } = layOut({ ...letter, language: 'en' }, house, true);
  expect(html).toContain('<html lang="en">');
  expect(html.match(/<h1/g)).toHaveLength(1);
  expect(html.match(/<table(?! role="presentation")/g)).toBeNull();
  expect(html).toContain('Imprint');
});

test('tables that Outlook for Windows alone sees are whole, for it and for all others, and its button has room', () => {
  const { html } = layOut(letter, house, true);
  const others = html.replaceAll(/<!--\[if mso\]>.*?<!\[endif\]-->/gs, '');
  const word = html.replaceAll(/<!--\[if mso\]>|<!\[endif\]-->/g, '');
  for (const [who, tables] of [
    [others, 3],
    [word, 4],
  ] as const)
    for (const tag of ['<table', '</table>']) expect(who.split(tag)).toHaveLength(tables + 1);
  expect(others).not.toContain('width="600"');
  expect(word).toContain('width="600"');
  expect(html).toMatch(/<td class="s-press" bgcolor="#\w{6}" style="[^"]*mso-padding-alt:12px 24px">/);
});

test('text says the same as HTML', () => {
  const { text } = layOut(letter, house, true);
  for (const part of [letter.subject, ...letter.paragraphs, 'Zum Gespräch:\nhttps://saal.example.org', 'Kalendereintrag', 'Stadt & Land'])
    expect(text).toContain(part);
});

test('an answer of the calendar is asked for only where one is read', () => {
  expect(layOut(letter, house, false).text).not.toContain('Kalendereintrag');
});
