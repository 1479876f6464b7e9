import fc from 'fast-check';
import { expect, test } from 'vitest';
import { factsOfUser, filterOf, keptOf, patched, ScimRefusal, type Json, type JsonObject } from './scim-user.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const user: JsonObject = { userName: 'Anna@Stadt.example', name: { givenName: 'Anna', familyName: 'Huber' } };

test('names of attributes count without their case, and a name is put together when none is shown', () => {
  expect(factsOfUser({ USERNAME: 'Anna@Stadt.example', Name: { GivenName: 'Anna', familyname: 'Huber' } })).toMatchObject({
    ...{ userName: 'anna@stadt.example', email: 'anna@stadt.example', displayName: 'Anna Huber', active: true, externalId: null },
  });
});

test('of several addresses the one at work counts, else the primary, else the first', () => {
  const emails: JsonObject[] = [{ value: 'a@x.example' }, { value: 'b@x.example', primary: true }, { value: 'c@x.example', type: 'Work' }];
  expect(factsOfUser({ ...user, emails }).email).toBe('c@x.example');
  expect(factsOfUser({ ...user, emails: emails.slice(0, 2) }).email).toBe('b@x.example');
  expect(factsOfUser({ ...user, emails: emails.slice(0, 1) }).email).toBe('a@x.example');
});

test('a password is never kept, nor what the server says itself', () => {
  expect(keptOf({ ...user, Password: 'x', id: '1', schemas: [], meta: {} })).toEqual(user);
});

test.each([
  [{ op: 'add', path: 'title', value: 'x' }, { title: 'x' }],
  [{ op: 'REMOVE', path: 'Title' }, {}],
  [{ op: 'replace', path: 'NAME.givenname', value: 'Eva' }, { name: { givenName: 'Eva', familyName: 'Huber' } }],
  [{ op: 'replace', path: `${enterprise}:department`, value: 'A' }, { [enterprise]: { department: 'A' } }],
  [{ op: 'add', value: { [enterprise]: { department: 'A' } } }, { [enterprise]: { department: 'A' } }],
  [{ op: 'add', value: { [`${enterprise}:department`]: 'A' } }, { [enterprise]: { department: 'A' } }],
  [{ op: 'add', path: 'emails[type eq "work"].value', value: 'a@x' }, { emails: [{ type: 'work', value: 'a@x' }] }],
  [{ op: 'add', path: 'emails', value: [{ value: 'a@x' }] }, { emails: [{ value: 'a@x' }] }],
] as [JsonObject, JsonObject][])('a change %j gives %j', (operation, expected) => {
  expect(patched(user, [operation])).toEqual({ ...user, ...expected });
});

test('whatever is sent as a change, it is made or refused, and what was there before stays as it was', () => {
  const before = structuredClone(user);
  const operation = fc.record({
    op: fc.constantFrom('add', 'replace', 'remove', 'Add', 'x'),
    path: fc.option(fc.oneof(fc.string(), fc.constantFrom('name', 'name.x', 'emails[type eq "work"]', 'constructor', '__proto__.a')), {
      nil: undefined,
    }),
    value: fc.jsonValue(),
  });
  fc.assert(
    fc.property(fc.array(operation, { minLength: 1, maxLength: 4 }), (operations) => {
      try {
        factsOfUser(patched(user, operations as Json));
      } catch (error) {
        expect(error).toBeInstanceOf(ScimRefusal);
      }
      expect(user).toEqual(before);
      expect(({} as Record<string, unknown>)['a']).toBeUndefined();
    }),
  );
});

test('one kind of filter is understood, with its quotes', () => {
  expect(filterOf('UserName EQ "a\\"b"', ['userName'])).toEqual({ attribute: 'userName', value: 'a"b' });
  expect(filterOf(undefined, ['userName'])).toBeUndefined();
  for (const filter of ['userName eq a', 'userName eq "a" or id eq "b"', 'x eq "a"', '"'])
    expect(() => filterOf(filter, ['userName'])).toThrow(ScimRefusal);
});
