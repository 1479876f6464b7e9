import fc from 'fast-check';
import { expect, test } from 'vitest';
import { factsOfGroup, groupFilterOf, groupSteps } from './scim-group.ts';
import { ScimRefusal, type Json } from './scim-user.ts';

test('changes of members as Entra ID, Okta and the RFC send them', () => {
  expect(groupSteps([{ op: 'Add', path: 'members', value: [{ $ref: null, value: 'u1' }, { value: 'u1' }] }])).toEqual([
    { do: 'add-members', members: ['u1'] },
  ]);
  expect(groupSteps([{ op: 'Remove', path: 'members', value: [{ value: 'u1' }] }])).toEqual([{ do: 'remove-members', members: ['u1'] }]);
  expect(groupSteps([{ op: 'Remove', path: 'members[value eq "u\\"1"]' }])).toEqual([{ do: 'remove-members', members: ['u"1'] }]);
  expect(groupSteps([{ op: 'remove', path: 'members' }])).toEqual([{ do: 'set-members', members: [] }]);
  expect(groupSteps([{ op: 'replace', path: 'urn:ietf:params:scim:schemas:core:2.0:Group:members', value: [{ value: 'u2' }] }])).toEqual([
    { do: 'set-members', members: ['u2'] },
  ]);
  expect(groupSteps([{ op: 'replace', value: { id: 'x', displayName: 'Neu', externalId: 'e' } }])).toEqual([
    { do: 'name', displayName: 'Neu' },
    { do: 'external-id', externalId: 'e' },
  ]);
});

test('what cannot be done is refused', () => {
  const refused: [Json, string | undefined][] = [
    [[], 'invalidSyntax'],
    [[{ op: 'move', path: 'members' }], 'invalidSyntax'],
    [[{ op: 'remove' }], 'noTarget'],
    [[{ op: 'add', path: 'members[value eq "x"]', value: 'y' }], 'invalidPath'],
    [[{ op: 'add', path: 'owners', value: [] }], 'invalidPath'],
    [[{ op: 'remove', path: 'displayName' }], 'invalidValue'],
    [[{ op: 'add', path: 'members', value: [{ value: 'g', type: 'Group' }] }], 'invalidValue'],
    [[{ op: 'add', path: 'members', value: [{}] }], 'invalidValue'],
  ];
  for (const [operations, scimType] of refused)
    expect(() => groupSteps(operations)).toThrow(expect.objectContaining({ scimType }) as Error);
  expect(() => factsOfGroup({ displayName: '  ' })).toThrow(ScimRefusal);
});

test('filters by eq and joined by and are understood, others refused', () => {
  expect(groupFilterOf('displayName eq "A \\"b\\" and c"')).toEqual({ displayName: 'A "b" and c' });
  expect(groupFilterOf('id eq "1" and members eq "u"')).toEqual({ id: '1', member: 'u' });
  expect(groupFilterOf('members[value eq "u"] AND externalId eq "e"')).toEqual({ member: 'u', externalId: 'e' });
  expect(groupFilterOf('members.value eq "u"')).toEqual({ member: 'u' });
  expect(groupFilterOf(undefined)).toEqual({});
  for (const filter of [
    'displayName co "x"',
    'owner eq "x"',
    'id eq "1" or id eq "2"',
    'id eq "1" and',
    'id eq "1" and id eq "2"',
    'id eq 1',
  ])
    expect(() => groupFilterOf(filter)).toThrow(ScimRefusal);
});

test('whatever is sent is understood or refused as SCIM does', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, path) => {
      for (const act of [
        () => groupSteps([{ op: 'replace', path, value: value as Json }]),
        () => groupSteps(value as Json),
        () => groupFilterOf(path),
      ]) {
        try {
          act();
        } catch (error) {
          expect(error).toBeInstanceOf(ScimRefusal);
        }
      }
    }),
    { numRuns: 300 },
  );
});
