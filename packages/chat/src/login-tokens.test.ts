import { expect, test } from 'vitest';
import { addressOfClient } from './login-tokens.ts';

test.each([
  'https://chat.example.org/#/login',
  'http://localhost:34567/',
  'http://127.0.0.1:8080/done',
  'http://[::1]:8080/',
  'element://vector/webapp/?element-desktop-ssoid=1',
  'io.element.android:/callback',
])('a client may wait at %s', (address) => {
  expect(addressOfClient(address).href).toBe(address);
});

test.each([
  undefined,
  '',
  'chat.example.org',
  'http://chat.example.org/',
  'http://localhost.example.org/',
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'data:text/html,x',
  'blob:https://chat.example.org/1',
  'file:///etc/passwd',
  'https://stadt.example@evil.example/',
  `https://chat.example.org/${'a'.repeat(2_000)}`,
])('nobody is led to %s', (address) => {
  expect(() => addressOfClient(address)).toThrow();
});
