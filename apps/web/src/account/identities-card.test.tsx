import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { alice, refused, show } from '../testing/render.tsx';
import { IdentitiesCard } from './identities-card.tsx';

const signIn = {
  ...{ localForm: 'behind' as const, autoForward: false },
  providers: [{ id: 'city', label: { de: 'Stadtkonto', en: 'City account' } }],
};
const one = { id: 'identity-1', provider: 'city', createdAtMs: 0, lastUsedAtMs: 0 };

test('a linked sign-in is shown by its name and unlinked', async () => {
  const unlinkIdentity = vi.fn().mockResolvedValue(undefined);
  const identities = vi
    .fn()
    .mockResolvedValueOnce({ identities: [one] })
    .mockResolvedValue({ identities: [] });
  await show(<IdentitiesCard />, { me: alice, api: { identities, unlinkIdentity }, config: { signIn } });
  fireEvent.click(await screen.findByRole('button', { name: 'Verknüpfung lösen: Stadtkonto' }));
  await waitFor(() => expect(screen.queryByText('Stadtkonto')).toBeNull());
  expect(unlinkIdentity).toHaveBeenCalledWith('identity-1');
});

test('the last way in stays, and it is said why', async () => {
  const unlinkIdentity = vi.fn().mockRejectedValue(refused('conflict', { reason: 'last-way-in' }));
  await show(<IdentitiesCard />, {
    me: alice,
    api: { identities: async () => ({ identities: [one] }), unlinkIdentity },
    config: { signIn },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Verknüpfung lösen: Stadtkonto' }));
  expect((await screen.findByRole('alert')).textContent).toContain('Ihre einzige Anmeldung');
  expect(screen.getByText('Stadtkonto')).toBeDefined();
});
