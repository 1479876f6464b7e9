import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
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

const city = { id: 'city', label: { de: 'Stadtkonto', en: 'city account' } };
const withCity = { config: { signIn: { localForm: 'behind' as const, autoForward: false, providers: [city] } } };

describe('with a provider of identities', () => {
  const leave = vi.fn();
  beforeEach(() => {
    leave.mockReset();
    vi.stubGlobal('location', { assign: leave });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test('its button comes first and leads there, with the way back; the password stays behind a button', async () => {
    const beginSignIn = vi.fn().mockResolvedValue('https://id.example.org/auth');
    await show(<SignInPage />, { path: '/sign-in?next=%2Fpeople', api: { beginSignIn }, ...withCity });
    expect(screen.queryByRole('textbox', { name: 'E-Mail-Adresse' })).toBeNull();
    await expectAccessible();
    fireEvent.click(await screen.findByRole('button', { name: 'Anmelden mit Stadtkonto' }));
    await waitFor(() => expect(leave).toHaveBeenCalledWith('https://id.example.org/auth'));
    expect(beginSignIn).toHaveBeenCalledWith('city', '/people');
    fireEvent.click(screen.getByRole('button', { name: 'Mit Passwort anmelden' }));
    expect(await screen.findByRole('textbox', { name: 'E-Mail-Adresse' })).toBeDefined();
  });

  test('where passwords are hidden there is no form, unless the address asks for it', async () => {
    const config = { signIn: { ...withCity.config.signIn, localForm: 'hidden' as const } };
    const page = await show(<SignInPage />, { path: '/sign-in', language: 'en', config });
    await screen.findByRole('button', { name: 'Sign in with city account' });
    expect(screen.queryByRole('button', { name: 'Sign in with a password' })).toBeNull();
    page.unmount();
    await show(<SignInPage />, { path: '/sign-in?local=true', language: 'en', config });
    expect(await screen.findByRole('textbox', { name: 'E-mail address' })).toBeDefined();
  });

  test('the only provider is gone to by itself, but not after a refusal or a sign-out', async () => {
    const beginSignIn = vi.fn().mockResolvedValue('https://id.example.org/auth');
    const config = { signIn: { ...withCity.config.signIn, autoForward: true } };
    for (const why of ['problem=sign_in_failed', 'left=true', 'local=true']) {
      const page = await show(<SignInPage />, { path: `/sign-in?${why}`, api: { beginSignIn }, config });
      await screen.findByRole('button', { name: 'Anmelden mit Stadtkonto' });
      expect(screen.queryByText('Sie sind abgemeldet.') !== null).toBe(why === 'left=true');
      page.unmount();
    }
    expect(beginSignIn).not.toHaveBeenCalled();
    await show(<SignInPage />, { path: '/sign-in', api: { beginSignIn }, config });
    await waitFor(() => expect(leave).toHaveBeenCalledTimes(1));
  });

  test('why it did not work is said, and the way to try again is there', async () => {
    await show(<SignInPage />, { path: '/sign-in?problem=sign_in_no_account', ...withCity });
    expect((await screen.findByRole('alert')).textContent).toContain('haben hier aber noch kein Konto');
    expect(screen.getByRole('button', { name: 'Anmelden mit Stadtkonto' })).toBeDefined();
  });
});
