import { expect, test } from 'vitest';
import { plainDn } from './entries.ts';
import { nestedMembers } from './nested-members.ts';
import { inGroup } from './team-groups.ts';

const plain = <T>(all: Record<string, T>): Map<string, T> => new Map(Object.entries(all).map(([dn, value]) => [plainDn(dn), value]));
const people = plain({ 'uid=alice,ou=people': 'a', 'uid=bob,ou=people': 'b', 'uid=carol,ou=people': 'c' });

test('people are found through groups in groups, each once, however DNs are written', () => {
  const groups = plain({
    'cn=top': ['CN=Middle', 'uid=alice, ou=people', 'uid=stranger,ou=people'],
    'cn=middle': ['cn=bottom', 'UID=Alice,OU=people'],
    'cn=bottom': ['uid=bob,ou=people'],
  });
  expect(nestedMembers('CN=Top', groups, people).toSorted()).toEqual(['a', 'b']);
  expect(nestedMembers('cn=nothing', groups, people)).toEqual([]);
});

test('groups that hold each other in a circle end', () => {
  const groups = plain({ 'cn=one': ['cn=two', 'uid=alice,ou=people'], 'cn=two': ['cn=one', 'cn=two', 'uid=carol,ou=people'] });
  expect(nestedMembers('cn=one', groups, people).toSorted()).toEqual(['a', 'c']);
});

test('Active Directory is asked with the rule that walks groups, and the name of a group stays a value', () => {
  expect(inGroup('CN=A*(b)\\2C,DC=stadt').toString()).toBe('(memberOf:1.2.840.113556.1.4.1941:=CN=A\\2a\\28b\\29\\5c2C,DC=stadt)');
});
