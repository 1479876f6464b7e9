import type { PersonView } from '@saal/client';
import { PersonId } from '@saal/protocol';
import { fireEvent, screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, refused, show, type FakeApi } from '../testing/render.tsx';
import { PeoplePage } from './people-page.tsx';

const bob: PersonView = {
  id: PersonId.parse('bob-00001'),
  email: 'bob@example.org',
  displayName: 'Bob Maier',
  role: 'person',
  disabled: false,
  createdAtMs: 0,
};

function answering(people: PersonView[], more: FakeApi = {}): FakeApi {
  return { people: async () => ({ people, more: false }), invitations: async () => ({ invitations: [] }), ...more };
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
