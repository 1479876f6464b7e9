import type { CheckedPasswordReset } from '@saal/client';
import { fireEvent, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { useMe } from '../app/app-context.ts';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, refused, show } from '../testing/render.tsx';
import { ResetPage } from './reset-page.tsx';

const bob: CheckedPasswordReset = { email: 'bob@example.org', displayName: 'Bob Maier' };
const checkPasswordReset = async (): Promise<CheckedPasswordReset> => bob;

test.each([
  ['de', 'Neues Passwort', 'Passwort setzen', 'Ihr neues Passwort gilt', 'Zur Anmeldung'],
  ['en', 'New password', 'Set password', 'Your new password is set', 'To sign-in'],
] as const)('somebody sets a new password by the link and is led to sign in (%s)', async (language, title, submit, done, signIn) => {
  const check = vi.fn(checkPasswordReset);
  const resetPassword = vi.fn<(body: { token: string; password: string }) => Promise<void>>().mockResolvedValue();
  await show(<ResetPage />, { path: '/reset#secret', language, api: { checkPasswordReset: check, resetPassword } });
  expect(await screen.findByRole('heading', { name: title })).toBeDefined();
  expect(screen.getByText(/bob@example\.org/)).toBeDefined();
  expect(check).toHaveBeenCalledWith({ token: 'secret' });
  await expectAccessible();
  fireEvent.change(screen.getByLabelText(title, { selector: 'input' }), { target: { value: 'vier Linden am Bach' } });
  fireEvent.click(screen.getByRole('button', { name: submit }));
  expect(await screen.findByRole('heading', { name: done })).toBeDefined();
  expect(resetPassword).toHaveBeenCalledWith({ token: 'secret', password: 'vier Linden am Bach' });
  expect(screen.getByRole('link', { name: signIn }).getAttribute('href')).toBe('/');
  await expectAccessible();
});

test('what is wrong with the password is said at the field, before and after it is sent', async () => {
  const resetPassword = vi.fn().mockRejectedValue(refused('password_too_weak', { reason: 'common' }));
  await show(<ResetPage />, { path: '/reset#secret', api: { checkPasswordReset, resetPassword } });
  const field = await screen.findByLabelText('Neues Passwort', { selector: 'input' });
  fireEvent.change(field, { target: { value: 'kurz' } });
  fireEvent.click(screen.getByRole('button', { name: 'Passwort setzen' }));
  expect(await screen.findByText('Das Passwort braucht mindestens 12 Zeichen.')).toBeDefined();
  expect(resetPassword).not.toHaveBeenCalled();
  fireEvent.change(field, { target: { value: 'Passwort1234' } });
  fireEvent.click(screen.getByRole('button', { name: 'Passwort setzen' }));
  expect(await screen.findByText(/weit verbreitet/)).toBeDefined();
});

test('a link that opens nothing says so, and what to do', async () => {
  await show(<ResetPage />, { path: '/reset#old', api: { checkPasswordReset: () => Promise.reject(refused('link_invalid')) } });
  expect(await screen.findByRole('heading', { name: 'Dieser Link gilt nicht' })).toBeDefined();
  expect(screen.getByText(/Bitten Sie Ihre Verwaltung um einen neuen/)).toBeDefined();
  await expectAccessible();
});

test('a link used elsewhere meanwhile says so too', async () => {
  const resetPassword = vi.fn().mockRejectedValue(refused('link_invalid'));
  await show(<ResetPage />, { path: '/reset#secret', api: { checkPasswordReset, resetPassword } });
  fireEvent.change(await screen.findByLabelText('Neues Passwort', { selector: 'input' }), { target: { value: 'vier Linden am Bach' } });
  fireEvent.click(screen.getByRole('button', { name: 'Passwort setzen' }));
  expect(await screen.findByRole('heading', { name: 'Dieser Link gilt nicht' })).toBeDefined();
});

function Who() {
  return <p data-testid="who">{useMe()?.displayName ?? 'nobody'}</p>;
}

test.each([
  ['who was signed in here with that account is so no more', alice.email, 'nobody'],
  ['somebody else who is signed in here stays so', bob.email, alice.displayName],
])('%s', async (_claim, email, who) => {
  const page = (
    <>
      <ResetPage />
      <Who />
    </>
  );
  const api = { checkPasswordReset: async () => ({ ...bob, email }), resetPassword: async () => undefined };
  await show(page, { path: '/reset#secret', me: alice, api });
  fireEvent.change(await screen.findByLabelText('Neues Passwort', { selector: 'input' }), { target: { value: 'vier Linden am Bach' } });
  fireEvent.click(screen.getByRole('button', { name: 'Passwort setzen' }));
  await screen.findByRole('heading', { name: 'Ihr neues Passwort gilt' });
  expect(screen.getByTestId('who').textContent).toBe(who);
});
