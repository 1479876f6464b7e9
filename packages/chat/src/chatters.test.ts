import { expect, test } from 'vitest';
import { localpartOf } from './chatters.ts';

test.each([
  ['Anna.Berg@stadt.example', 'anna.berg'],
  ['jörg.groß@stadt.example', 'joerg.gross'],
  ['zoë+chat@stadt.example', 'zoe+chat'],
  ['"a b"@stadt.example', 'ab'],
  ['北京@stadt.example', 'person'],
])('%s is called %s', (email, localpart) => {
  expect(localpartOf(email)).toBe(localpart);
});
