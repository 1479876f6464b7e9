import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hueOf } from '../../ui/initials.ts';
import { aPerson, idOf } from '../fixtures/people.ts';
import { huesOf } from './hues.ts';

const people = (names: readonly string[]) => names.map((name, index) => aPerson(name, { joinOrder: index + 1 }));
const between = (a: number, b: number) => Math.min((a - b + 360) % 360, (b - a + 360) % 360);
const names = (maxLength: number) => fc.uniqueArray(fc.stringMatching(/^[A-Za-z]{1,12}$/), { minLength: 1, maxLength });

test('the first to come has the colour of the name', () => {
  expect(huesOf(people(['Anna'])).get(idOf('Anna'))).toBe(hueOf('Anna'));
});

test('people in one meeting differ: up to five clearly, up to twenty-four at all', () => {
  fc.assert(
    fc.property(names(24), (cast) => {
      const hues = [...huesOf(people(cast)).values()];
      const apart = cast.length <= 5 ? 30 : 15;
      hues.forEach((hue, index) => hues.slice(index + 1).forEach((other) => expect(between(hue, other)).toBeGreaterThanOrEqual(apart)));
    }),
  );
});

test('it depends on who is here and on the order of coming, not on the order of the list', () => {
  fc.assert(
    fc.property(names(40), (cast) => {
      const here = people(cast);
      expect([...huesOf([...here].reverse())].sort()).toEqual([...huesOf(here)].sort());
    }),
  );
});

test('nobody changes colour when others come, go and come back', () => {
  const [anna, bob, carol, dave] = people(['Anna', 'Bob', 'Carol', 'Dave']);
  if (!anna || !bob || !carol || !dave) throw new Error('four names make four people');
  const three = huesOf([anna, bob, carol]);
  const later = huesOf([bob, carol, dave], three);
  expect(later.get(carol.id)).toBe(three.get(carol.id));
  expect(huesOf([anna, bob, carol, dave], later)).toBe(later);
});
