import { expect, test } from 'vitest';
import { aPerson, aSnapshot } from '../fixtures/people.ts';
import { isLastHost, successors } from './successors.ts';

test('only the last host is asked who takes over, and not when alone', () => {
  const alice = aPerson('alice', { role: 'host' });
  expect(isLastHost(aSnapshot([alice]))).toBe(false);
  expect(isLastHost(aSnapshot([alice, aPerson('bob', {})]))).toBe(true);
  expect(isLastHost(aSnapshot([alice, aPerson('bob', { role: 'host' })]))).toBe(false);
  expect(isLastHost(aSnapshot([aPerson('bob', {}), alice]))).toBe(false);
});

test('co-hosts are offered first, guests not at all', () => {
  const people = [
    aPerson('alice', { role: 'host' }),
    aPerson('bob', { joinOrder: 2 }),
    aPerson('carol', { guest: true, joinOrder: 3 }),
    aPerson('dave', { role: 'co-host', joinOrder: 4 }),
  ];
  expect(successors(aSnapshot(people)).map((person) => person.name)).toEqual(['dave', 'bob']);
});
