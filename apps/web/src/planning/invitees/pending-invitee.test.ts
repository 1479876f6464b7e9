import { expect, test } from 'vitest';
import { asNewInvitee, typedInvitee, withInvitee, withRole } from './pending-invitee.ts';

test.each([
  ['dora@example.net', 'dora', 'dora@example.net'],
  [' "Dr. Dora Klein" <Dora@Example.net> ', 'Dr. Dora Klein', 'dora@example.net'],
])('%s is an address', (text, name, email) => {
  expect(typedInvitee(text)).toMatchObject({ name, email });
});

test.each(['Dora', 'dora@', '@example.net', 'dora@example', 'a b@example.net', ''])('%s is none', (text) => {
  expect(typedInvitee(text)).toBeUndefined();
});

test('nobody is in the list twice, and who is more than a participant does not wait', () => {
  const dora = typedInvitee('dora@example.net');
  if (!dora) throw new Error('an address');
  expect(withInvitee(withInvitee([], dora), { ...dora, name: 'Other' })).toEqual([dora]);
  expect(asNewInvitee(dora)).toEqual({ email: 'dora@example.net', name: 'dora', role: 'participant', passesLobby: false });
  expect(withRole(dora, 'co-host').passesLobby).toBe(true);
  expect(withRole(withRole(dora, 'co-host'), 'participant').passesLobby).toBe(false);
});
