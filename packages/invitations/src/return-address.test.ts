import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { ReturnAddresses } from './return-address.ts';

const secret = 'x'.repeat(32);
const addresses = new ReturnAddresses('saal@example.org', secret);

test('an address leads back to its letter, also when a relay changed its case', () => {
  const id = randomUUID();
  expect(addresses.idOf(addresses.of(id))).toBe(id);
  expect(addresses.idOf(addresses.of(id).toUpperCase())).toBe(id);
  expect(addresses.of(id).split('@')[0]?.length).toBeLessThanOrEqual(64);
});

test('a proof of another letter, another house or another key opens nothing', () => {
  const [mine, theirs] = [addresses.of(randomUUID()), addresses.of(randomUUID())];
  const forged = `${mine.slice(0, mine.indexOf('.'))}${theirs.slice(theirs.indexOf('.'))}`;
  expect(forged).not.toBe(mine);
  expect(addresses.idOf(forged)).toBeUndefined();
  expect(addresses.idOf(mine.replace('example.org', 'example.net'))).toBeUndefined();
  expect(new ReturnAddresses('saal@example.org', 'y'.repeat(32)).idOf(mine)).toBeUndefined();
  expect(addresses.idOf('saal@example.org')).toBeUndefined();
});
