import type { PoliciesView } from '@saal/client';
import { fireEvent, screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { alice, refused, show } from '../../testing/render.tsx';
import { PoliciesSection } from './policies-section.tsx';

const policies: PoliciesView['policies'] = {
  ...{ secondFactor: 'off', passwordMinLength: 12, sessionIdleHours: 720, sessionMostHours: 0 },
  ...{ accountLinks: 'service-desk', externals: 'allowed', planning: 'everybody', guests: 'everybody' },
};
const view: PoliciesView = { policies, defaults: policies, fixed: ['secondFactor'], hasExternals: true };

test.each([
  ['de', 'Durch den Betrieb festgelegt', '30 Tage'],
  ['en', 'Set by the operator', '30 days'],
] as const)('what holds is shown, and what the operator has set cannot be changed (%s)', async (language, fixed, days) => {
  await show(<PoliciesSection />, { me: alice, language, api: { policies: async () => view } });
  const factor = await screen.findByRole('button', { name: /Zweiter Faktor|Second factor/ });
  expect(factor.hasAttribute('disabled')).toBe(true);
  expect(document.body.textContent).toContain(fixed);
  expect(document.body.textContent).toContain(days);
  await expectAccessible();
});

test('what was changed is sent alone, after it was said what it does', async () => {
  const changePolicies = vi.fn(async (changes: object) => ({ ...view, policies: { ...policies, ...changes } }));
  await show(<PoliciesSection />, { me: alice, api: { policies: async () => view, changePolicies } });
  const save = await screen.findByRole('button', { name: 'Speichern' });
  expect(save.hasAttribute('disabled')).toBe(true);
  fireEvent.click(screen.getByRole('button', { name: /Konten anderer Häuser/ }));
  fireEvent.click(within(await screen.findByRole('listbox')).getByRole('option', { name: /Nicht zugelassen/ }));
  await screen.findByText(/sofort abgemeldet/);
  fireEvent.click(save);
  await screen.findByText(/Gespeichert/);
  expect(changePolicies).toHaveBeenCalledExactlyOnceWith({ externals: 'refused' });
});

test('a refusal is told, and what was chosen stays', async () => {
  const changePolicies = vi.fn().mockRejectedValue(refused('policy_fixed', {}));
  await show(<PoliciesSection />, { me: alice, api: { policies: async () => ({ ...view, hasExternals: false }), changePolicies } });
  fireEvent.click(await screen.findByRole('button', { name: /Gäste ohne Konto/ }));
  fireEvent.click(within(await screen.findByRole('listbox')).getByRole('option', { name: 'In keine Besprechung' }));
  fireEvent.click(screen.getByRole('button', { name: 'Speichern' }));
  await screen.findByText('Das ist durch den Betrieb festgelegt und lässt sich hier nicht ändern.');
  expect(screen.getByRole('button', { name: /Gäste ohne Konto/ }).textContent).toContain('In keine Besprechung');
});
