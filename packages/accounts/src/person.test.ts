import { PersonId } from '@saal/protocol';
import { expect, test } from 'vitest';
import { changeAccess, meOf, summaryOf, viewOf, type Person } from './person.ts';

const alice: Person = {
  id: PersonId.parse('alice-alice'),
  email: 'alice@example.org',
  displayName: 'Alice Adler',
  role: 'administrator',
  language: 'de',
  theme: 'system',
  pictureVersion: null,
  disabledAtMs: null,
  createdAtMs: 1,
};
const bob: Person = { ...alice, id: PersonId.parse('bob-bob-bob'), role: 'person' };

test('the last administrator can be neither demoted nor disabled', () => {
  expect(() => changeAccess(alice, { role: 'person' }, 1, 5)).toThrow(expect.objectContaining({ code: 'conflict' }));
  expect(() => changeAccess(alice, { disabled: true }, 1, 5)).toThrow(expect.objectContaining({ code: 'conflict' }));
  expect(() => changeAccess(alice, { role: 'person', disabled: true }, 1, 5)).toThrow(expect.objectContaining({ code: 'conflict' }));
});

test('one of two administrators can be demoted or disabled', () => {
  expect(changeAccess(alice, { role: 'person' }, 2, 5)).toEqual({ ...alice, role: 'person' });
  expect(changeAccess(alice, { disabled: true }, 2, 5)).toEqual({ ...alice, disabledAtMs: 5 });
});

test('nobody else is touched by the rule of the last administrator', () => {
  expect(changeAccess(bob, { disabled: true }, 1, 5).disabledAtMs).toBe(5);
  expect(changeAccess(bob, { role: 'administrator' }, 1, 5).role).toBe('administrator');
  expect(changeAccess({ ...alice, disabledAtMs: 3 }, { role: 'person' }, 1, 5).role).toBe('person');
});

test('disabling twice keeps the first time, enabling clears it, an empty change changes nothing', () => {
  const disabled = changeAccess(bob, { disabled: true }, 1, 5);
  expect(changeAccess(disabled, { disabled: true }, 1, 9).disabledAtMs).toBe(5);
  expect(changeAccess(disabled, { disabled: false }, 1, 9)).toEqual(bob);
  expect(changeAccess(bob, {}, 1, 9)).toEqual(bob);
});

test('a picture appears with its address, and only when there is one', () => {
  expect(summaryOf(alice)).not.toHaveProperty('pictureUrl');
  const pictured = { ...alice, pictureVersion: 'v123' };
  const pictureUrl = '/api/people/alice-alice/picture/v123';
  expect(summaryOf(pictured)).toMatchObject({ pictureUrl });
  expect(meOf(pictured)).toMatchObject({ pictureUrl, theme: 'system' });
  expect(viewOf(pictured)).toMatchObject({ pictureUrl, disabled: false });
});
