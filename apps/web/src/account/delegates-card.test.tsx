import type { Api } from '@saal/client';
import { PersonId } from '@saal/protocol';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, refused, show } from '../testing/render.tsx';
import { DelegatesCard } from './delegates-card.tsx';

const dora = { id: PersonId.parse('dora-0001'), displayName: 'Dora Klein' };

test('a delegate is named by their address and withdrawn again', async () => {
  const delegations = vi
    .fn<Api['delegations']>()
    .mockResolvedValueOnce({ delegates: [], principals: [] })
    .mockResolvedValueOnce({ delegates: [dora], principals: [] })
    .mockResolvedValue({ delegates: [], principals: [] });
  const nameDelegate = vi.fn<Api['nameDelegate']>().mockResolvedValue({ delegates: [dora], principals: [] });
  const withdrawDelegate = vi.fn<Api['withdrawDelegate']>().mockResolvedValue(undefined);
  await show(<DelegatesCard />, { me: alice, api: { delegations, nameDelegate, withdrawDelegate } });
  expect(await screen.findByText('Noch plant niemand für Sie.')).toBeDefined();
  fireEvent.change(screen.getByRole('textbox', { name: 'E-Mail-Adresse' }), { target: { value: 'dora@example.org' } });
  fireEvent.click(screen.getByRole('button', { name: 'Benennen' }));
  const withdraw = await screen.findByRole('button', { name: 'Entziehen: Dora Klein' });
  expect(nameDelegate).toHaveBeenCalledWith({ email: 'dora@example.org' });
  await expectAccessible();
  fireEvent.click(withdraw);
  await waitFor(() => expect(screen.queryByText('Dora Klein')).toBeNull());
  expect(withdrawDelegate).toHaveBeenCalledWith(dora.id);
});

test('an address that nobody has is told', async () => {
  const nameDelegate = vi.fn<Api['nameDelegate']>().mockRejectedValue(refused('person_not_found'));
  await show(<DelegatesCard />, { me: alice, api: { delegations: async () => ({ delegates: [], principals: [] }), nameDelegate } });
  fireEvent.change(await screen.findByRole('textbox', { name: 'E-Mail-Adresse' }), { target: { value: 'nobody@example.org' } });
  fireEvent.click(screen.getByRole('button', { name: 'Benennen' }));
  expect((await screen.findByRole('alert')).textContent).toContain('Unter dieser Adresse hat hier niemand ein Konto.');
});
