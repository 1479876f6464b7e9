import type { SecondStepView } from '@saal/client';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, refused, show } from '../testing/render.tsx';
import { SecondStepPage } from './second-step-page.tsx';

const both: SecondStepView = { setUp: false, methods: ['authenticator', 'recovery-code'] };
const path = '/sign-in/second?next=%2Fpeople';

test('a code from the app leads to where one wanted to go; a wrong one is told', async () => {
  const page = await show(<SecondStepPage />, {
    path,
    api: {
      secondStep: async () => both,
      proveSecondStep: async (claim) => {
        if (!('code' in claim && claim.code === '123456')) throw refused('factor_refused');
        return alice;
      },
    },
  });
  const field = await screen.findByRole('textbox', { name: /Code aus der App/ });
  await expectAccessible();
  fireEvent.change(field, { target: { value: '000000' } });
  fireEvent.click(screen.getByRole('button', { name: 'Anmelden' }));
  expect((await screen.findByRole('alert')).textContent).toContain('factor_refused');
  fireEvent.change(field, { target: { value: '123456' } });
  fireEvent.click(screen.getByRole('button', { name: 'Anmelden' }));
  await waitFor(() => expect(page.path()).toBe('/people'));
});

test('a recovery code stands in for it', async () => {
  const claims: unknown[] = [];
  await show(<SecondStepPage />, {
    path,
    language: 'en',
    api: {
      secondStep: async () => both,
      proveSecondStep: async (claim) => {
        claims.push(claim);
        return alice;
      },
    },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Use a recovery code' }));
  fireEvent.change(screen.getByRole('textbox', { name: /Recovery code/ }), { target: { value: 'abcd-efgh-ijkm-npqr' } });
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  await waitFor(() => expect(claims).toEqual([{ recoveryCode: 'abcd-efgh-ijkm-npqr' }]));
});

test('who must have a factor sets it up here, sees the recovery codes, and goes on', async () => {
  const page = await show(<SecondStepPage />, {
    path,
    api: {
      secondStep: async () => ({ setUp: true, methods: [] }),
      draftFirstAuthenticator: async () => ({ uri: 'otpauth://totp/Saal:alice?secret=ABCDEFGH', secret: 'ABCDEFGH' }),
      confirmFirstAuthenticator: async () => ({ me: alice, recoveryCodes: ['abcd-efgh-ijkm-npqr'] }),
    },
  });
  fireEvent.change(await screen.findByRole('textbox', { name: /Code aus der App/ }), { target: { value: '123456' } });
  fireEvent.click(screen.getByRole('button', { name: 'Bestätigen' }));
  expect(await screen.findByText('abcd-efgh-ijkm-npqr')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Weiter' }));
  await waitFor(() => expect(page.path()).toBe('/people'));
});

test('when the wait is over, one begins again', async () => {
  const page = await show(<SecondStepPage />, { path, api: { secondStep: () => Promise.reject(refused('sign_in_expired')) } });
  await waitFor(() => expect(page.path()).toBe('/sign-in'));
});
