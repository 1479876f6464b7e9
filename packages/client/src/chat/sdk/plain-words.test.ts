import { expect, test } from 'vitest';
import { oneLine, plainWords } from './plain-words.ts';

test.each([
  ['<strong>fett</strong>er Text', 'fetter Text'],
  ['<p>eins</p><p>zwei</p>', 'eins zwei'],
  ['<ul><li>a</li><li>b</li></ul>', 'a b'],
  ['3 &lt; 4 &amp;&amp; 5 &gt; 4', '3 < 4 && 5 > 4'],
  ['&lt;b&gt;kein Tag&lt;/b&gt;', '<b>kein Tag</b>'],
  ['a<br>b', 'a b'],
  ['caf&#233;', 'café'],
  ['&unbekannt;', '&unbekannt;'],
])('%s is told as %s', (html, words) => {
  expect(plainWords(html)).toBe(words);
});

test('lines become one', () => expect(oneLine(' a\n\n b ')).toBe('a b'));
