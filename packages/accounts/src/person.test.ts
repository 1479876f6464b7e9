import { PersonId } from '@saal/protocol';
import { expect, test } from 'vitest';
import { changeAccess, meOf, summaryOf, viewOf, type Person } from './person.ts';

const alice: Person = {
  id: PersonId.parse('alice-alice'),
  email: 'alice@example.org',
  displayName: 'Alice Adler',
  roles: ['administrator'],
  language: 'de',
  theme: 'system',
  pictureVersion: null,
  disabledAtMs: null,
  createdAtMs: 1,
};
const bob: Person = { ...alice, id: PersonId.parse('bob-bob-bob'), roles: [] };

test('the last administrator can be neither demoted nor disabled', () => {
  expect(() => changeAccess(alice, alice, { role: 'person' }, 1, 5)).toThrow(expect.objectContaining({ code: 'conflict' }));
  expect(() => changeAccess(alice, alice, { disabled: true }, 1, 5)).toThrow(expect.objectContaining({ code: 'conflict' }));
  expect(() => changeAccess(alice, alice, { role: 'person', disabled: true }, 1, 5)).toThrow(expect.objectContaining({ code: 'conflict' }));
});

test('one of two administrators can be demoted or disabled', () => {
  expect(changeAccess(alice, alice, { role: 'person' }, 2, 5)).toEqual({ ...alice, roles: [] });
  expect(changeAccess(alice, alice, { disabled: true }, 2, 5)).toEqual({ ...alice, disabledAtMs: 5 });
});

test('nobody else is touched by the rule of the last administrator', () => {
  expect(changeAccess(alice, bob, { disabled: true }, 1, 5).disabledAtMs).toBe(5);
  expect(changeAccess(alice, bob, { role: 'administrator' }, 1, 5).roles).toEqual(['administrator']);
  expect(changeAccess(alice, { ...alice, disabledAtMs: 3 }, { role: 'person' }, 1, 5).roles).toEqual([]);
});

test('disabling twice keeps the first time, enabling clears it, an empty change changes nothing', () => {
  const disabled = changeAccess(alice, bob, { disabled: true }, 1, 5);
  expect(changeAccess(alice, disabled, { disabled: true }, 1, 9).disabledAtMs).toBe(5);
  expect(changeAccess(alice, disabled, { disabled: false }, 1, 9)).toEqual(bob);
  expect(changeAccess(alice, bob, {}, 1, 9)).toEqual(bob);
});

test('a picture appears with its address, and only when there is one', () => {
  expect(summaryOf(alice)).not.toHaveProperty('pictureUrl');
  const pictured = { ...alice, pictureVersion: 'v123' };
  const pictureUrl = '/api/people/alice-alice/picture/v123';
  expect(summaryOf(pictured)).toMatchObject({ pictureUrl });
  expect(meOf(pictured)).toMatchObject({ pictureUrl, theme: 'system' });
  expect(viewOf(pictured)).toMatchObject({ pictureUrl, disabled: false });
});

const desk: Person = { ...bob, id: PersonId.parse('desk-desk'), roles: ['service-desk'] };
const refused: unknown = expect.objectContaining({ code: 'not_allowed' });

test('the service desk disables people, and nobody who holds more rights than it does', () => {
  expect(changeAccess(desk, bob, { disabled: true }, 1, 5).disabledAtMs).toBe(5);
  expect(changeAccess(desk, { ...bob, roles: ['service-desk'] }, { disabled: true }, 1, 5).disabledAtMs).toBe(5);
  expect(() => changeAccess(desk, alice, { disabled: true }, 2, 5)).toThrow(refused);
  expect(() => changeAccess(desk, { ...alice, disabledAtMs: 3 }, { disabled: false }, 2, 5)).toThrow(refused);
  expect(() => changeAccess(desk, { ...bob, roles: ['auditor'] }, { disabled: true }, 1, 5)).toThrow(refused);
});

test('who may not give roles gives and takes none, not even one of their own', () => {
  expect(() => changeAccess(desk, bob, { roles: ['service-desk'] }, 1, 5)).toThrow(refused);
  expect(() => changeAccess(desk, bob, { role: 'administrator' }, 1, 5)).toThrow(refused);
  expect(() => changeAccess(desk, alice, { role: 'person' }, 2, 5)).toThrow(refused);
  expect(changeAccess(desk, desk, { roles: ['service-desk'] }, 1, 5)).toEqual(desk);
});

test('somebody holds several roles, each once, and pages of the version before take the administrator only', () => {
  const both = changeAccess(alice, bob, { roles: ['auditor', 'service-desk', 'auditor'] }, 1, 5);
  expect(both.roles).toEqual(['service-desk', 'auditor']);
  expect(changeAccess(alice, both, { role: 'administrator' }, 1, 5).roles).toEqual(['administrator', 'service-desk', 'auditor']);
  expect(changeAccess(alice, { ...both, roles: ['administrator', 'auditor'] }, { role: 'person' }, 2, 5).roles).toEqual(['auditor']);
});
