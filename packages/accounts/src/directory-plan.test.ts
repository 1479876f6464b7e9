import { PersonId } from '@saal/protocol';
import { expect, test } from 'vitest';
import { needsConfirmation, planDirectory, type DirectoryEntry, type KnownPerson, type Reading } from './directory-plan.ts';
import { rolesByPerson } from './ldap/group-roles.ts';

const entry = (stableId: string, more: Partial<DirectoryEntry> = {}): DirectoryEntry => ({
  ...{ stableId, email: `${stableId}@stadt.example`, displayName: stableId, enabled: true, roles: [] },
  ...{ department: '', title: '', office: '', phone: '', mobile: '', extension: '' },
  ...more,
});
const known = (stableId: string, more: Partial<KnownPerson> = {}): KnownPerson => ({
  ...{ stableId, personId: PersonId.parse(`${stableId}-person`), fingerprint: stableId, isDisabled: false, disabledHere: false },
  ...more,
});
const reading = (entries: DirectoryEntry[], seen: string[] = []): Reading => ({
  ...{ entries, faults: [], seen: new Set([...entries.map(({ stableId }) => stableId), ...seen]) },
});
const nameOf = ({ displayName }: DirectoryEntry): string => displayName;
const ids = (people: readonly { stableId: string }[]): string[] => people.map(({ stableId }) => stableId);

test('whoever is missing from all is disabled, from what changed lately nobody', () => {
  const all = planDirectory(reading([entry('anna')]), [known('anna'), known('bob')], true, nameOf);
  expect(ids(all.disable)).toEqual(['bob']);
  expect(planDirectory(reading([entry('anna')]), [known('anna'), known('bob')], false, nameOf).disable).toEqual([]);
});

test('whose entry has a fault is not missing', () => {
  expect(planDirectory(reading([entry('anna')], ['bob']), [known('anna'), known('bob')], true, nameOf).disable).toEqual([]);
});

test('a directory that tells of nobody changes nobody', () => {
  expect(() => planDirectory(reading([]), [known('anna')], true, nameOf)).toThrow(expect.objectContaining({ code: 'not_ready' }));
  expect(planDirectory(reading([]), [known('anna')], false, nameOf)).toEqual({ add: [], change: [], disable: [], enable: [] });
});

test('new ones are added unless they are closed, and only those closed by the directory are opened by it', () => {
  const plan = planDirectory(
    reading([entry('new'), entry('closed', { enabled: false }), entry('back'), entry('barred'), entry('out', { enabled: false })]),
    [known('back', { isDisabled: true, disabledHere: true }), known('barred', { isDisabled: true }), known('out')],
    true,
    nameOf,
  );
  expect([ids(plan.add), ids(plan.enable), ids(plan.disable)]).toEqual([['new'], ['back'], ['out']]);
});

test('the first plan waits, later ones only when many would be disabled, and a consent is good for those shown', () => {
  const people = Array.from({ length: 20 }, (_, n) => known(`p${n}`));
  const plan = (disabled: number) => ({ add: [], change: [], enable: [], disable: people.slice(0, disabled) });
  const rule = { isFirst: false, mostDisabledRatio: 0.1, confirmed: undefined };
  expect(needsConfirmation(plan(0), people.length, { ...rule, isFirst: true })).toBe(true);
  expect(needsConfirmation(plan(2), people.length, rule)).toBe(false);
  expect(needsConfirmation(plan(3), people.length, rule)).toBe(true);
  expect(needsConfirmation(plan(3), people.length, { ...rule, confirmed: new Set(['p0', 'p1', 'p2', 'p3']) })).toBe(false);
  expect(needsConfirmation(plan(3), people.length, { ...rule, confirmed: new Set(['p0', 'p1']) })).toBe(true);
});

test('groups in groups give their role once to each, also in a circle', () => {
  const members = new Map([
    ['cn=a,dc=x', ['CN=B, DC=x', 'uid=anna,dc=x']],
    ['cn=b,dc=x', ['cn=a,dc=x', 'uid=bob,dc=x']],
  ]);
  expect(Object.fromEntries(rolesByPerson(members, { 'CN=a,DC=x': 'auditor' }))).toEqual({
    'uid=anna,dc=x': ['auditor'],
    'uid=bob,dc=x': ['auditor'],
  });
});
