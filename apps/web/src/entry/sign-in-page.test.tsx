import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { alice, refused, show } from '../testing/render.tsx';
import { SignInPage } from './sign-in-page.tsx';

test('what is missing is said at the field, and the first of them gets the focus', async () => {
  await show(<SignInPage />, { path: '/sign-in' });
  fireEvent.click(await screen.findByRole('button', { name: 'Anmelden' }));
  const email = screen.getByRole('textbox', { name: 'E-Mail-Adresse' });
  await waitFor(() => expect(document.activeElement).toBe(email));
  expect(screen.getAllByText('Bitte ausfüllen.')).toHaveLength(2);
});

test('a wrong password is told in words, with its code, and what was typed stays', async () => {
  const signIn = vi.fn().mockRejectedValue(refused('wrong_credentials'));
  await show(<SignInPage />, { path: '/sign-in', api: { signIn } });
  fireEvent.change(await screen.findByRole('textbox', { name: 'E-Mail-Adresse' }), { target: { value: 'alice@example.org' } });
  fireEvent.change(screen.getByLabelText('Passwort'), { target: { value: 'falsch' } });
  fireEvent.click(screen.getByRole('button', { name: 'Anmelden' }));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('E-Mail-Adresse oder Passwort stimmen nicht.');
  expect(alert.textContent).toContain('wrong_credentials');
  expect(screen.getByRole('textbox', { name: 'E-Mail-Adresse' })).toHaveProperty('value', 'alice@example.org');
});

test('signing in leads back to where one wanted to go', async () => {
  const page = await show(<SignInPage />, { path: '/sign-in?next=%2Fpeople', api: { signIn: async () => alice } });
  fireEvent.change(await screen.findByRole('textbox', { name: 'E-Mail-Adresse' }), { target: { value: 'alice@example.org' } });
  fireEvent.change(screen.getByLabelText('Passwort'), { target: { value: 'Flur Schirm Regen' } });
  fireEvent.click(screen.getByRole('button', { name: 'Anmelden' }));
  await waitFor(() => expect(page.path()).toBe('/people'));
});
