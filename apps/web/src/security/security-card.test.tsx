import type { FactorsView } from '@saal/client';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, refused, show, type FakeApi } from '../testing/render.tsx';
import { SecurityCard } from './security-card.tsx';

const codes = Array.from({ length: 10 }, (_, n) => `abcd-efgh-ijkm-np${n % 8 === 0 ? 'q' : 'r'}${n + 2}`);

/** Keeps what is set up, as the server does. */
function house(own: FactorsView, { fresh = true } = {}): FakeApi & { proofs: unknown[] } {
  let isFresh = fresh;
  const proofs: unknown[] = [];
  const needFresh = () => {
    if (!isFresh) throw refused('fresh_proof_needed');
  };
  return {
    proofs,
    factors: async () => ({ ...own }),
    draftAuthenticator: async () => {
      needFresh();
      return { uri: 'otpauth://totp/Saal:alice?secret=ABCDEFGH', secret: 'ABCDEFGH' };
    },
    confirmAuthenticator: async (code) => {
      if (code !== '123456') throw refused('factor_refused');
      own.authenticator = { createdAtMs: Date.now() };
      own.recoveryCodesLeft = 10;
      return { recoveryCodes: codes };
    },
    removeAuthenticator: async () => {
      needFresh();
      if (own.required) throw refused('conflict', { reason: 'second-factor-required' });
      delete own.authenticator;
    },
    giveProof: async (claim) => {
      if (!('password' in claim && claim.password === 'richtig')) throw refused('wrong_credentials');
      proofs.push(claim);
      isFresh = true;
    },
    closeResetNotice: async () => {
      delete own.resetAtMs;
    },
  };
}
const bare = (): FactorsView => ({ passkeys: [], recoveryCodesLeft: 0, required: false });

test('an authenticator app is set up by picture or key, confirmed by a code, and recovery codes are shown once', async () => {
  await show(<SecurityCard />, { api: house(bare()), me: alice });
  fireEvent.click(await screen.findByRole('button', { name: 'App einrichten' }));
  expect(await screen.findByRole('img', { name: 'QR-Code für die Authenticator-App' })).toBeTruthy();
  expect(screen.getByText('ABCD EFGH')).toBeTruthy();
  await expectAccessible();
  const type = (code: string) => {
    fireEvent.change(screen.getByRole('textbox', { name: /Code aus der App/ }), { target: { value: code } });
    fireEvent.click(screen.getByRole('button', { name: 'Bestätigen' }));
  };
  type('000000');
  expect((await screen.findByRole('alert')).textContent).toContain('nicht angenommen');
  type('123456');
  for (const code of codes) expect(await screen.findByText(code)).toBeTruthy();
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Ich habe sie aufbewahrt' }));
  await waitFor(() => expect(screen.queryByText(codes[0] ?? '')).toBeNull());
  expect(await screen.findByText('10 Codes sind noch unbenutzt.')).toBeTruthy();
});

test('a change asks for proof when the last one is too old, and goes on when it is given', async () => {
  const api = house({ ...bare(), authenticator: { createdAtMs: 0 }, recoveryCodesLeft: 3 }, { fresh: false });
  await show(<SecurityCard />, { api, me: alice });
  fireEvent.click(await screen.findByRole('button', { name: 'Authenticator-App entfernen' }));
  const dialog = await screen.findByRole('dialog', { name: 'Sind Sie es?' });
  await expectAccessible();
  fireEvent.change(screen.getByLabelText('Passwort'), { target: { value: 'falsch' } });
  fireEvent.click(screen.getByRole('button', { name: 'Bestätigen' }));
  expect((await screen.findByRole('alert')).textContent).toContain('stimmen nicht');
  fireEvent.change(screen.getByLabelText('Passwort'), { target: { value: 'richtig' } });
  fireEvent.click(screen.getByRole('button', { name: 'Bestätigen' }));
  await waitFor(() => expect(dialog.isConnected).toBe(false));
  expect(await screen.findByRole('button', { name: 'App einrichten' })).toBeTruthy();
  expect(api.proofs).toHaveLength(1);
});

test('in English: told of a reset, and why the last factor stays', async () => {
  const own = { ...bare(), required: true, resetAtMs: Date.UTC(2026, 10, 28), authenticator: { createdAtMs: 0 } };
  await show(<SecurityCard />, { api: house(own), me: alice, language: 'en' });
  expect(await screen.findByText('Your administration reset your second factors')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Remove authenticator app' }));
  expect((await screen.findByRole('alert')).textContent).toContain('The last second factor stays');
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  await waitFor(() => expect(screen.queryByText('Your administration reset your second factors')).toBeNull());
});
