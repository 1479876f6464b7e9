import type { Api, ResourceView } from '@saal/client';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, show } from '../testing/render.tsx';
import { PlanError } from './plan-error.tsx';
import { ResourceFields } from './resource-fields.tsx';

const room = (id: string, name: string, seats: number | null, equipment = ''): ResourceView => ({
  ...{ id, name, building: 'Rathaus', seats, equipment, email: null },
});
const hall = room('hall', 'Saal 1', 40, 'Beamer');
const tower = room('tower', 'Turmzimmer', 6);
const tenMs = Date.parse('2099-01-05T09:00Z');
const slots = [{ fromMs: tenMs, toMs: tenMs + 3_600_000 }];

async function open() {
  const changed = vi.fn<(ids: string[]) => void>();
  const askFree = vi.fn<Api['askFree']>().mockResolvedValue({ taken: [{ resourceId: 'tower', atMs: [tenMs] }] });
  const bookings = vi.fn<Api['bookings']>().mockResolvedValue({ bookings: [{ fromMs: tenMs, toMs: tenMs + 1_800_000 }] });
  function Fields() {
    const [value, setValue] = useState<string[]>([]);
    const change = (ids: string[]) => {
      changed(ids);
      setValue(ids);
    };
    return <ResourceFields value={value} onChange={change} slots={slots} meetingId={undefined} />;
  }
  await show(<Fields />, { me: alice, api: { resources: async () => ({ resources: [hall, tower] }), askFree, bookings } });
  fireEvent.click(await screen.findByRole('button', { name: 'Raum wählen' }));
  const dialog = within(screen.getByRole('dialog'));
  await dialog.findByText(/belegt am/);
  return { changed, askFree, bookings, dialog };
}

test('a free room is chosen, one that is taken cannot be, and its day can be looked at', async () => {
  const { changed, askFree, bookings, dialog } = await open();
  expect(askFree).toHaveBeenCalledWith({ slots });
  expect(dialog.getByText('frei · Rathaus · 40 Plätze · Beamer')).toBeDefined();
  expect(dialog.getByRole<HTMLInputElement>('checkbox', { name: 'Turmzimmer' }).disabled).toBe(true);
  fireEvent.click(dialog.getByRole('checkbox', { name: 'Saal 1' }));
  expect(changed).toHaveBeenCalledWith(['hall']);
  fireEvent.click(dialog.getByRole('button', { name: 'Tag zeigen: Turmzimmer' }));
  expect((await dialog.findByRole('list', { name: /Turmzimmer am/ })).textContent).toMatch(/^\d\d:\d\d bis \d\d:\d\d Uhr belegt$/);
  expect(bookings.mock.lastCall?.[0]).toBe('tower');
  await expectAccessible();
  fireEvent.click(dialog.getByRole('button', { name: 'Fertig' }));
  const chosen = await screen.findByRole('list', { name: 'Gewählte Räume' });
  expect(chosen.textContent).toBe('Saal 1, Rathausfrei');
  fireEvent.click(screen.getByRole('button', { name: 'Entfernen: Saal 1' }));
  expect(changed).toHaveBeenLastCalledWith([]);
});

test('rooms are found by words and by seats', async () => {
  const { dialog } = await open();
  const names = () => dialog.getAllByRole('checkbox').map((box) => box.closest('li')?.textContent?.slice(0, 4));
  fireEvent.change(dialog.getByRole('searchbox'), { target: { value: 'beam' } });
  expect(names()).toEqual(['Saal']);
  fireEvent.change(dialog.getByRole('searchbox'), { target: { value: '' } });
  expect(names()).toEqual(['Saal', 'Turm']);
});

test('that a room is busy by its own calendar is told so, with its name and the moment', async () => {
  const error = {
    code: 'resource_busy' as const,
    message: 'busy',
    details: { taken: [{ resourceId: 'hall', name: 'Saal 1', atMs: tenMs }] },
  };
  await show(<PlanError error={error} />, { me: alice });
  await waitFor(() =>
    expect(screen.getByRole('alert').textContent).toMatch(/„Saal 1“ ist laut seinem Kalender am .* um \d\d:\d\d Uhr belegt\. Es wurde/),
  );
});

test('that a room is taken is told with its name and the moment', async () => {
  const error = {
    code: 'resource_taken' as const,
    message: 'taken',
    details: { taken: [{ resourceId: 'hall', name: 'Saal 1', atMs: tenMs }] },
  };
  await show(<PlanError error={error} />, { me: alice });
  await waitFor(() => expect(screen.getByRole('alert').textContent).toMatch(/„Saal 1“ ist am .* um \d\d:\d\d Uhr schon belegt\. Es wurde/));
});
