import { expect, test } from 'vitest';
import { withInvitation, withoutInvitation } from './invitation-text.ts';

const words = { join: 'Teilnehmen:', number: 'Nummer:', passcode: 'Kenncode:' };
const facts = { url: 'https://saal.example.org/m/abc', number: '123456789', passcode: '654321' };
const own = '<html><head></head><body><p>Tagesordnung <b>1</b></p></body></html>';

test('link, number and passcode stand after the own text, and go without touching it', () => {
  const html = withInvitation(own, facts, words);
  expect(html).toContain('<p>Tagesordnung <b>1</b></p>');
  expect(html).toContain('<a href="https://saal.example.org/m/abc">');
  expect(html).toContain('Nummer: 123 456 789 · Kenncode: 654321');
  expect(withoutInvitation(html)).toBe(own);
});

test('added again it stands there once, also where Outlook has given it another name', () => {
  const renamed = withInvitation(own, facts, words).replace('id="saal-meeting"', 'id="x_saal-meeting"');
  const again = withInvitation(renamed, { ...facts, passcode: '111111' }, words);
  expect(again.match(/Nummer:/g)).toHaveLength(1);
  expect(again).toContain('111111');
});

test('words that look like HTML stay words', () => {
  expect(withInvitation('', facts, { ...words, join: '<img src=x>' })).not.toContain('<img');
});
