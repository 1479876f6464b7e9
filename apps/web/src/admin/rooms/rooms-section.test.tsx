import type { Api, ResourceView } from '@saal/client';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { alice, show } from '../../testing/render.tsx';
import { RoomsSection } from './rooms-section.tsx';

const hall: ResourceView = { id: 'hall', name: 'Saal 1', building: 'Rathaus', seats: 40, equipment: 'Beamer', email: null };

test('a room is made with what is said of it; a wrong number of seats is told at the field', async () => {
  const createResource = vi.fn<Api['createResource']>().mockResolvedValue(hall);
  const resources = vi
    .fn<Api['resources']>()
    .mockResolvedValueOnce({ resources: [] })
    .mockResolvedValue({ resources: [hall] });
  await show(<RoomsSection />, { me: alice, api: { resources, createResource } });
  expect(await screen.findByText('Noch kein Besprechungsraum')).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Neuer Raum' }));
  const dialog = within(screen.getByRole('dialog'));
  const type = (name: string | RegExp, value: string) => fireEvent.change(dialog.getByRole('textbox', { name }), { target: { value } });
  type('Name', 'Saal 1');
  type(/Gebäude/, 'Rathaus');
  type(/Plätze/, 'viele');
  await expectAccessible();
  fireEvent.click(dialog.getByRole('button', { name: 'Speichern' }));
  expect(await dialog.findByText('Bitte geben Sie eine Zahl von 1 bis 9999 an, oder nichts.')).toBeDefined();
  type(/Plätze/, '40');
  fireEvent.click(dialog.getByRole('button', { name: 'Speichern' }));
  await waitFor(() =>
    expect(createResource).toHaveBeenCalledWith({ name: 'Saal 1', building: 'Rathaus', seats: 40, equipment: '', email: null }),
  );
  expect(await screen.findByText('Rathaus · 40 Plätze · Beamer')).toBeDefined();
  await expectAccessible();
});

test('the day of a room tells when it is booked and by whom', async () => {
  const fromMs = new Date().setHours(10, 0, 0, 0);
  const bookings = vi.fn<Api['bookings']>().mockResolvedValue({ bookings: [{ fromMs, toMs: fromMs + 3_600_000, by: 'Bob Maier' }] });
  await show(<RoomsSection />, { me: alice, api: { resources: async () => ({ resources: [hall] }), bookings } });
  fireEvent.click(await screen.findByRole('button', { name: 'Tag zeigen: Saal 1' }));
  expect(await screen.findByText('10:00 bis 11:00 Uhr belegt · Bob Maier')).toBeDefined();
  const [, from = 0, to = 0] = bookings.mock.lastCall ?? [];
  expect(from <= fromMs && fromMs < to && to - from <= 25 * 3_600_000).toBe(true);
});

test('a room is removed after asking', async () => {
  const withdrawResource = vi.fn<Api['withdrawResource']>().mockResolvedValue(undefined);
  await show(<RoomsSection />, { me: alice, api: { resources: async () => ({ resources: [hall] }), withdrawResource } });
  fireEvent.click(await screen.findByRole('button', { name: 'Entfernen: Saal 1' }));
  fireEvent.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Entfernen' }));
  await waitFor(() => expect(withdrawResource).toHaveBeenCalledWith('hall'));
});
