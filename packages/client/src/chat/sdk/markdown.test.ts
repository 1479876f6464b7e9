import { expect, test } from 'vitest';
import { wordsOf } from './markdown.ts';

const written = (text: string, markdown = true) => wordsOf({ text, markdown }, []).formatted_body;

test('plain words carry no formatted text', () => {
  expect(wordsOf({ text: 'Guten Morgen\nzusammen', markdown: true }, [])).toEqual({
    ...{ msgtype: 'm.text', body: 'Guten Morgen\nzusammen', 'm.mentions': {} },
  });
  expect(written('*nicht* so', false)).toBeUndefined();
});

test('markdown becomes formatted text, typed HTML and pictures stay words', () => {
  expect(written('**wichtig** und `code`')).toBe('<strong>wichtig</strong> und <code>code</code>');
  expect(written('- a\n- b')).toContain('<li>a</li>');
  expect(written('*a* <img src=x onerror=alert(1)>')).toBe('<em>a</em> &lt;img src=x onerror=alert(1)&gt;');
  expect(written('![x](https://boese.example/x.png)')).not.toContain('<img');
});

test('names that stand for people become links to them, the longest first', () => {
  const people = [
    { userId: '@anna:stadt.example', displayName: 'Anna' },
    { userId: '@anna.berg:stadt.example', displayName: 'Anna Berg' },
  ];
  const { body, formatted_body, 'm.mentions': mentions } = wordsOf({ text: '@Anna Berg und @Anna', markdown: true }, people);
  expect(body).toBe('@Anna Berg und @Anna');
  expect(formatted_body).toBe(
    '<a href="https://matrix.to/#/%40anna.berg%3Astadt.example">Anna Berg</a> und <a href="https://matrix.to/#/%40anna%3Astadt.example">Anna</a>',
  );
  expect(mentions.user_ids).toEqual(['@anna:stadt.example', '@anna.berg:stadt.example']);
});
