import { expect, test } from 'vitest';
import { returnPath } from './return-path.ts';

test.each([
  ['/m/abc-defg-hij', '/m/abc-defg-hij'],
  ['/chat?room=%21a', '/chat?room=%21a'],
  ['/sign-in/client?redirectUrl=https%3A%2F%2Felement.example%2F', '/sign-in/client?redirectUrl=https%3A%2F%2Felement.example%2F'],
])('a path of our own is gone back to: %s', (wanted, expected) => {
  expect(returnPath(wanted)).toBe(expected);
});

test('what stands behind # is not stored', () => {
  expect(returnPath('/reset#secret')).toBe('/reset');
});

test.each([
  undefined,
  '',
  'm/abc',
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '/.//evil.example',
  '/..//evil.example/x',
  '/\t/evil.example',
  '/%0d\r\nset-cookie: a=b',
  'javascript:alert(1)',
  '/api/session',
  '/_matrix/client/versions',
  `/${'x'.repeat(3000)}`,
])('anything else leads to the start page: %j', (wanted) => {
  expect(returnPath(wanted)).toBe('/');
});
