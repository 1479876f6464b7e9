import type { SignInPolicyView } from '@saal/client';
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { alice, show } from '../../testing/render.tsx';
import { SignInSection } from './sign-in-section.tsx';

const policy: SignInPolicyView = {
  secondFactor: 'off',
  directory: true,
  ways: { localForm: 'behind', autoForward: false, providers: [{ id: 'city', label: { de: 'Stadtkonto', en: 'City account' } }] },
  people: { local: 3, directory: 24_000, provider: 12, withFactor: 1, administratorsWithout: 2 },
};

test.each([
  ['de', ['Stadtkonto', '24.000', '2 Konten der Verwaltung', 'Niemand muss']],
  ['en', ['City account', '24,000', "2 administrators' accounts", 'Nobody must']],
] as const)('how people sign in is told, and what could be better (%s)', async (language, told) => {
  await show(<SignInSection />, { me: alice, language, api: { signInPolicy: async () => policy } });
  await screen.findByRole('heading', { name: /Zweiter Faktor|Second factor/ });
  for (const words of told) expect(document.body.textContent).toContain(words);
  await expectAccessible();
});

test('with a policy there is no hint, and without providers it is said so', async () => {
  const { ways: _ways, ...rest } = policy;
  await show(<SignInSection />, { me: alice, api: { signInPolicy: async () => ({ ...rest, secondFactor: 'administrators' }) } });
  await screen.findByText('keiner eingerichtet');
  expect(document.body.textContent).not.toContain('nur durch ein Passwort');
});
