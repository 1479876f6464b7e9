import { expect, test } from 'vitest';
import { countsOf, groupsNeedConsent, planGroups, type GroupReading, type KnownGroup } from './directory-groups-plan.ts';

const reading = (groups: Record<string, string[]>, more: Partial<GroupReading> = {}): GroupReading => ({
  groups: Object.entries(groups).map(([stableId, members]) => ({ stableId, name: `Team ${stableId}`, members })),
  faults: [],
  seen: new Set(Object.keys(groups)),
  ...more,
});
const known = (groups: Record<string, string[]>, isGone = false): KnownGroup[] =>
  Object.entries(groups).map(([stableId, members]) => ({
    ...{ id: `id-${stableId}`, stableId, name: `Team ${stableId}`, isGone },
    members: new Set(members),
  }));
const plan = (told: GroupReading, before: KnownGroup[]) => planGroups(told, before, 'ou=groups');

test('new groups, who joins and who leaves, and what is gone', () => {
  const made = plan(reading({ a: ['alice', 'carol'], new: ['dora'] }), known({ a: ['alice', 'bob'], old: ['bob'] }));
  expect(made.add.map(({ stableId }) => stableId)).toEqual(['new']);
  expect(made.change).toEqual([{ id: 'id-a', name: 'Team a', join: ['carol'], leave: ['bob'] }]);
  expect(made.end.map(({ id }) => id)).toEqual(['id-old']);
  expect(countsOf(made)).toEqual({ added: 1, ended: 1, joined: 2, left: 1 });
  expect(plan(reading({ a: ['bob', 'alice'] }), known({ a: ['alice', 'bob'] }))).toEqual({ add: [], change: [], end: [], faults: [] });
});

test('an empty answer empties nothing: neither of all groups nor of one', () => {
  const before = known({ a: ['alice'], b: ['bob'] });
  expect(plan(reading({}), before)).toMatchObject({ end: [], change: [], faults: [{ entry: 'ou=groups', reason: 'groups-missing' }] });
  const one = plan(reading({ a: [], b: ['bob'] }), before);
  expect(one).toMatchObject({ end: [], change: [], faults: [{ entry: 'Team a', reason: 'group-empty' }] });
  // A group that cannot be read is not gone.
  expect(plan(reading({ a: ['alice'] }, { seen: new Set(['a', 'b']) }), before).end).toEqual([]);
});

test('a group that was gone comes back as the same', () => {
  expect(plan(reading({ a: ['alice'] }), known({ a: ['alice'] }, true)).change).toEqual([
    { id: 'id-a', name: 'Team a', join: [], leave: [] },
  ]);
});

test('the first teams and many who would be out at once wait for somebody, a few never do', () => {
  const many = Array.from({ length: 100 }, (_, n) => `p${n}`);
  const needs = (told: GroupReading, before: KnownGroup[]) => groupsNeedConsent(plan(told, before), before, 0.1);
  expect(needs(reading({ a: ['alice'] }), [])).toBe(true);
  expect(needs(reading({}), [])).toBe(false);
  expect(needs(reading({ a: ['alice'], b: ['bob'] }), known({ a: ['alice'] }))).toBe(false);
  expect(needs(reading({ a: many.slice(0, 70) }), known({ a: many }))).toBe(true);
  expect(needs(reading({ a: ['alice'] }), known({ a: ['alice', 'bob'] }))).toBe(false);
  expect(needs(reading({ a: ['x'] }), known({ a: ['x'], b: many }))).toBe(true);
});
