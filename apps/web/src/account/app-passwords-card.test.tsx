import type { AppPasswordView } from '@saal/client';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { refused, show, type FakeApi } from '../testing/render.tsx';
import { AppPasswordsCard } from './app-passwords-card.tsx';

/** Keeps what is made, as the server does. */
function house(kept: AppPasswordView[] = []): FakeApi {
  return {
    appPasswords: async () => ({ appPasswords: [...kept] }),
    createAppPassword: async ({ name }) => {
      if (kept.length > 1) throw refused('conflict', { reason: 'too-many-app-passwords' });
      const id = `id-${kept.length}`;
      kept.unshift({ id, name, createdAtMs: Date.now() });
      return { id, password: 'abcd-efgh-ijkm-npqr-stuv' };
    },
    revokeAppPassword: async (id) => {
      kept.splice(
        kept.findIndex((one) => one.id === id),
        1,
      );
    },
  };
}
const typeName = (name: string) => fireEvent.change(screen.getByRole('textbox'), { target: { value: name } });

test('an app password is made, shown once with a way to copy it, and revoked', async () => {
  await show(<AppPasswordsCard />, { api: house() });
  await screen.findByRole('textbox', { name: /Wofür/ });
  fireEvent.click(screen.getByRole('button', { name: 'App-Passwort erstellen' }));
  expect(await screen.findByText('Bitte ausfüllen.')).toBeTruthy();
  typeName('Telefon');
  fireEvent.click(screen.getByRole('button', { name: 'App-Passwort erstellen' }));
  expect(await screen.findByText('abcd-efgh-ijkm-npqr-stuv')).toBeTruthy();
  const list = await screen.findByRole('list', { name: 'App-Passwörter' });
  expect(within(list).getByText('noch nie benutzt')).toBeTruthy();
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'App-Passwort widerrufen: Telefon' }));
  await waitFor(() => expect(screen.queryByRole('list', { name: 'App-Passwörter' })).toBeNull());
  expect(screen.queryByText('abcd-efgh-ijkm-npqr-stuv')).toBeNull();
});

test('in English, with when each was last used, and told what to do when there are too many', async () => {
  const used = { id: 'a', name: 'Phone', createdAtMs: 0, lastUsedAtMs: Date.now() - 3600_000 };
  await show(<AppPasswordsCard />, { api: house([used, { ...used, id: 'b', name: 'Laptop' }]), language: 'en' });
  const list = await screen.findByRole('list', { name: 'App passwords' });
  expect(within(list).getAllByText(/^last used 1 hour ago/)).toHaveLength(2);
  typeName('Third');
  fireEvent.click(screen.getByRole('button', { name: 'Create app password' }));
  expect((await screen.findByRole('alert')).textContent).toContain('Revoke one');
  await expectAccessible();
});
