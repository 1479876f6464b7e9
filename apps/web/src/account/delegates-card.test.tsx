import type { Api } from '@saal/client';
import { PersonId } from '@saal/protocol';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, refused, show } from '../testing/render.tsx';
import { DelegatesCard } from './delegates-card.tsx';

const dora = { id: PersonId.parse('dora-0001'), displayName: 'Dora Klein' };

test('a delegate is found by name, named after asking, and withdrawn again', async () => {
  const delegations = vi
    .fn<Api['delegations']>()
    .mockResolvedValueOnce({ delegates: [], principals: [] })
    .mockResolvedValueOnce({ delegates: [dora], principals: [] })
    .mockResolvedValue({ delegates: [], principals: [] });
  const nameDelegate = vi.fn<Api['nameDelegate']>().mockResolvedValue({ delegates: [dora], principals: [] });
  const withdrawDelegate = vi.fn<Api['withdrawDelegate']>().mockResolvedValue(undefined);
  const colleagues = vi.fn<Api['colleagues']>().mockResolvedValue([{ id: dora.id, name: 'Dora Klein' }]);
  await show(<DelegatesCard />, { me: alice, api: { delegations, nameDelegate, withdrawDelegate, colleagues } });
  expect(await screen.findByText('Noch plant niemand für Sie.')).toBeDefined();
  // By keyboard alone.
  const field = screen.getByRole('combobox', { name: /Vertretung suchen/ });
  act(() => field.focus());
  fireEvent.change(field, { target: { value: 'kle' } });
  await screen.findByRole('option', { name: /Dora Klein/ });
  fireEvent.keyDown(field, { key: 'ArrowDown' });
  fireEvent.keyDown(field, { key: 'Enter' });
  const question = await screen.findByRole('alertdialog', { name: 'Dora Klein als Vertretung benennen?' });
  expect(nameDelegate).not.toHaveBeenCalled();
  await expectAccessible();
  fireEvent.click(within(question).getByRole('button', { name: 'Benennen' }));
  const withdraw = await screen.findByRole('button', { name: 'Entziehen: Dora Klein' });
  expect(nameDelegate).toHaveBeenCalledWith({ personId: dora.id });
  expect(screen.getByText('Benannt: Dora Klein.')).toBeDefined();
  await expectAccessible();
  fireEvent.click(withdraw);
  await waitFor(() => expect(screen.queryByText('Dora Klein')).toBeNull());
  expect(screen.queryByText('Benannt: Dora Klein.')).toBeNull();
  expect(withdrawDelegate).toHaveBeenCalledWith(dora.id);
});

test('an address that nobody has is told', async () => {
  const nameDelegate = vi.fn<Api['nameDelegate']>().mockRejectedValue(refused('person_not_found'));
  const api = { delegations: async () => ({ delegates: [], principals: [] }), nameDelegate, colleagues: async () => [] };
  await show(<DelegatesCard />, { me: alice, api });
  const field = await screen.findByRole('combobox', { name: /Vertretung suchen/ });
  act(() => field.focus());
  fireEvent.change(field, { target: { value: 'nobody@example.org' } });
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(await screen.findByRole('alertdialog', { name: 'nobody@example.org als Vertretung benennen?' })).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Benennen' }));
  expect(nameDelegate).toHaveBeenCalledWith({ email: 'nobody@example.org' });
  expect((await screen.findByRole('alert')).textContent).toContain('Unter dieser Adresse hat hier niemand ein Konto.');
});
