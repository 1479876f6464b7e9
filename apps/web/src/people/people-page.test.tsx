import type { PersonView } from '@saal/client';
import { PersonId } from '@saal/protocol';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, refused, show, type FakeApi } from '../testing/render.tsx';
import { PeoplePage } from './people-page.tsx';

const bob: PersonView = {
  id: PersonId.parse('bob-00001'),
  email: 'bob@example.org',
  displayName: 'Bob Maier',
  role: 'person',
  roles: [],
  disabled: false,
  createdAtMs: 0,
};

function answering(people: PersonView[], more: FakeApi = {}): FakeApi {
  return { people: async () => ({ people, more: false, total: people.length }), invitations: async () => ({ invitations: [] }), ...more };
}

async function menuOf(name: RegExp | string): Promise<HTMLElement> {
  fireEvent.click(await screen.findByRole('button', { name }));
  return screen.findByRole('menu');
}

test.each([
  ['de', 'Mehr zu Bob Maier', 'Passwort zurücksetzen', 'Link erstellen', 'Der Link ist bereit'],
  ['en', 'More on Bob Maier', 'Reset password', 'Create link', 'The link is ready'],
] as const)(
  'an administrator makes a link for a new password, after being told what it does (%s)',
  async (language, more, reset, create, ready) => {
    const createPasswordReset = vi
      .fn()
      .mockRejectedValueOnce(refused('not_ready'))
      .mockResolvedValue({ url: 'https://saal.example.org/reset#secret', expiresAtMs: Date.now() + 86_400_000 });
    await show(<PeoplePage />, { me: alice, language, api: answering([bob], { createPasswordReset }) });
    fireEvent.click(within(await menuOf(more)).getByRole('menuitem', { name: reset }));
    const dialog = await screen.findByRole('dialog', { name: reset });
    expect(dialog.textContent).toContain('Bob Maier');
    expect(createPasswordReset).not.toHaveBeenCalled();
    await expectAccessible();
    fireEvent.click(within(dialog).getByRole('button', { name: create }));
    expect((await within(dialog).findByRole('alert')).textContent).toContain('not_ready');
    fireEvent.click(within(dialog).getByRole('button', { name: create }));
    const done = await screen.findByRole('dialog', { name: ready });
    expect(within(done).getByText('https://saal.example.org/reset#secret')).toBeDefined();
    expect(createPasswordReset).toHaveBeenCalledWith(bob.id);
    await expectAccessible();
  },
);

test('for somebody disabled there is no link to a new password', async () => {
  await show(<PeoplePage />, { me: alice, api: answering([{ ...bob, disabled: true }]) });
  const menu = await menuOf('Mehr zu Bob Maier');
  expect(within(menu).queryByRole('menuitem', { name: 'Passwort zurücksetzen' })).toBeNull();
  expect(within(menu).getByRole('menuitem', { name: 'Konto entsperren' })).toBeDefined();
});

test('whoever may only read is offered nothing to change, and the service desk nothing above its rights', async () => {
  const anna: PersonView = {
    ...bob,
    id: PersonId.parse('anna-0001'),
    displayName: 'Anna Ott',
    role: 'administrator',
    roles: ['administrator'],
  };
  const invitations = vi.fn();
  const auditor = { ...alice, rights: ['people.read' as const, 'audit.read' as const] };
  const shown = await show(<PeoplePage />, { me: auditor, api: answering([bob], { invitations }) });
  await screen.findByText('Bob Maier');
  expect(screen.queryByRole('button', { name: /Mehr zu|Einladen/ })).toBeNull();
  expect(invitations).not.toHaveBeenCalled();
  shown.unmount();
  const desk = {
    ...alice,
    rights: ['people.read' as const, 'people.disable' as const, 'people.invite' as const, 'password-reset.make' as const],
  };
  await show(<PeoplePage />, { me: desk, api: answering([bob, anna]) });
  const menu = await menuOf('Mehr zu Bob Maier');
  expect(within(menu).queryByRole('menuitem', { name: 'Rollen ändern' })).toBeNull();
  expect(within(menu).getByRole('menuitem', { name: 'Konto sperren' })).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Mehr zu Anna Ott', hidden: true })).toBeNull();
});

test.each([
  ['de', 'Mehr zu Bob Maier', 'Rollen ändern', 'Rollen von Bob Maier', 'Servicestelle', 'Revision', 'Speichern', /verfallen/],
  ['en', 'More on Bob Maier', 'Change roles', 'Roles of Bob Maier', 'Service desk', 'Auditor', 'Save', /go the open invitations/],
] as const)(
  'roles are given and taken together, after being told what is lost (%s)',
  async (language, more, menu, title, desk, auditor, save, lost) => {
    const changePerson = vi.fn().mockRejectedValueOnce(refused('conflict')).mockResolvedValue(bob);
    const held: PersonView = { ...bob, roles: ['service-desk'], source: 'local', secondFactor: true };
    await show(<PeoplePage />, { me: alice, language, api: answering([held], { changePerson }) });
    fireEvent.click(within(await menuOf(more)).getByRole('menuitem', { name: menu }));
    const dialog = await screen.findByRole('dialog', { name: title });
    await expectAccessible();
    expect(within(dialog).queryByText(lost)).toBeNull();
    fireEvent.click(within(dialog).getByRole('checkbox', { name: auditor }));
    fireEvent.click(within(dialog).getByRole('checkbox', { name: desk }));
    expect(within(dialog).getByText(lost)).toBeDefined();
    fireEvent.click(within(dialog).getByRole('button', { name: save }));
    expect((await within(dialog).findByRole('alert')).textContent).toContain('conflict');
    fireEvent.click(within(dialog).getByRole('button', { name: save }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(changePerson).toHaveBeenLastCalledWith(bob.id, { roles: ['auditor'] });
  },
);

test('people are narrowed by how they sign in, and the list goes on after the last one', async () => {
  const carol: PersonView = { ...bob, id: PersonId.parse('carol-001'), displayName: 'Carol Schmid', source: 'provider' };
  const people = vi.fn(async (_search?: string, _filter?: string, after?: string) =>
    after === undefined ? { people: [bob], more: true, total: 2 } : { people: [carol], more: false, total: 2 },
  );
  await show(<PeoplePage />, { me: alice, api: answering([], { people }) });
  fireEvent.click(await screen.findByRole('button', { name: 'Weitere zeigen' }));
  await screen.findByText('Carol Schmid');
  expect(people).toHaveBeenLastCalledWith('', 'all', bob.id);
  expect(screen.getByText('2 Personen')).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Weitere zeigen' })).toBeNull();
  const menu = await menuOf('Mehr zu Carol Schmid');
  expect(within(menu).queryByRole('menuitem', { name: 'Passwort zurücksetzen' })).toBeNull();
  // A menu hears keys only some moments after it is shown, and the page can be reached again once the menu has gone.
  await waitFor(() => {
    fireEvent.keyDown(menu, { key: 'Escape' });
    expect(screen.queryByRole('menu')).toBeNull();
  });
  fireEvent.click(await screen.findByRole('button', { name: /Anzeigen/ }));
  fireEvent.click(within(await screen.findByRole('listbox')).getByRole('option', { name: 'Über einen Anbieter' }));
  await waitFor(() => expect(people).toHaveBeenLastCalledWith('', 'provider'));
});
