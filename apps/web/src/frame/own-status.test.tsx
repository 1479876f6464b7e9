import type { OwnStatus } from '@saal/client';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, show } from '../testing/render.tsx';
import { OwnStatusMenu } from './own-status.tsx';

async function shown() {
  const status: OwnStatus = { state: 'available', text: '', hideMeetings: false };
  const setStatus = vi.fn(async (next: OwnStatus) => ({ ...next, isTold: true }));
  await show(<OwnStatusMenu />, { me: alice, api: { status: async () => ({ ...status, isTold: true }), setStatus } });
  return { setStatus, button: await screen.findByRole('button', { name: 'Status: Verfügbar' }) };
}

test('one says what one does, and the button says it too', async () => {
  const { setStatus, button } = await shown();
  fireEvent.click(button);
  fireEvent.click(await screen.findByRole('menuitemradio', { name: 'Nicht stören' }));
  await screen.findByRole('button', { name: 'Status: Nicht stören' });
  expect(setStatus).toHaveBeenCalledWith({ state: 'dnd', text: '', hideMeetings: false });
  await expectAccessible();
});

test('one writes words of one’s own, and hides that one is in meetings', async () => {
  const { setStatus, button } = await shown();
  fireEvent.click(button);
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Status schreiben …' }));
  fireEvent.change(await screen.findByRole('textbox', { name: 'Statustext' }), { target: { value: 'Klausur' } });
  await expectAccessible();
  fireEvent.click(screen.getByRole('switch', { name: '„In einer Besprechung“ zeigen' }));
  fireEvent.click(screen.getByRole('button', { name: 'Speichern' }));
  await waitFor(() => expect(setStatus).toHaveBeenCalledWith({ state: 'available', text: 'Klausur', hideMeetings: true }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('where nobody is told who is there, there is nothing to say', async () => {
  const status = vi.fn(async () => ({ state: 'available' as const, text: '', hideMeetings: false, isTold: false }));
  await show(<OwnStatusMenu />, { me: alice, api: { status } });
  await waitFor(() => expect(status).toHaveBeenCalled());
  expect(screen.queryByRole('button')).toBeNull();
});
