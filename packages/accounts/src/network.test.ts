import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkOf, plainAddressOf, senderOf } from './network.ts';

test.each([
  ['192.0.2.77', '192.0.2.77', '192.0.2.0'],
  ['::ffff:192.0.2.77', '192.0.2.77', '192.0.2.0'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::', '2001:db8:1::'],
  ['2001:0DB8::1', '2001:db8:0:0::', '2001:db8:0::'],
  ['::1', '0:0:0:0::', '0:0:0::'],
  ['fe80::1%eth0', 'fe80:0:0:0::', 'fe80:0:0::'],
  ['', 'unknown', 'unknown'],
  ['not an address', 'unknown', 'unknown'],
  ['1::2::3', 'unknown', 'unknown'],
])('%s counts as %s and is kept as %s', (address, sender, network) => {
  expect(senderOf(address)).toBe(sender);
  expect(networkOf(address)).toBe(network);
});

test('all addresses of one IPv6 /64 are one sender', () => {
  fc.assert(fc.property(fc.ipV6(), (address) => senderOf(senderOf(address) + '1') === senderOf(address) || address.includes('.')));
});

test('an address is itself, however it is written', () => {
  expect(plainAddressOf('::ffff:192.0.2.77')).toBe(plainAddressOf('192.0.2.77'));
  expect(plainAddressOf('2001:DB8:0::1')).toBe(plainAddressOf('2001:db8::0001'));
  expect(plainAddressOf('2001:db8::1')).not.toBe(plainAddressOf('2001:db8::2'));
  expect(plainAddressOf('192.0.2.7')).not.toBe(plainAddressOf('192.0.2.77'));
});
