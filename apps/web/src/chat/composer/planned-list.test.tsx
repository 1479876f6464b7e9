import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { show } from '../../testing/render.tsx';
import { Conversation } from '../conversation.tsx';
import { fakeRoom } from '../fixtures/fake-chat.ts';

async function open() {
  const room = fakeRoom();
  await show(<Conversation chat={room} name="Bob Maier" />);
  const field = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Nachricht an Bob Maier' });
  return { room, field };
}
const choose = async (menu: string, item: string) => {
  fireEvent.click(screen.getByRole('button', { name: menu }));
  fireEvent.click(await screen.findByRole('menuitem', { name: item }));
};

test('what stands in the field is planned for the next morning, and the field is empty then', async () => {
  const { room, field } = await open();
  fireEvent.change(field, { target: { value: 'Guten Morgen' } });
  await choose('Mehr zum Schreiben', 'Später senden');
  const dialog = await screen.findByRole('dialog', { name: 'Später senden' });
  await expectAccessible();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Planen' }));
  const [message, atMs] = room.planned.plan.mock.lastCall ?? [];
  expect(message).toMatchObject({ text: 'Guten Morgen', markdown: true });
  expect(new Date(atMs ?? 0).getHours()).toBe(8);
  expect(room.send).not.toHaveBeenCalled();
  await waitFor(() => expect(field.value).toBe(''));
});

test('what could not be planned stays in the field, and why is said', async () => {
  const { room, field } = await open();
  room.planned.plan.mockRejectedValueOnce(Object.assign(new Error('away'), { code: 'offline' }));
  fireEvent.change(field, { target: { value: 'Guten Morgen' } });
  await choose('Mehr zum Schreiben', 'Später senden');
  fireEvent.click(await screen.findByRole('button', { name: 'Planen' }));
  expect((await screen.findByRole('alert')).textContent).toContain('Sie sind gerade nicht verbunden');
  expect(field.value).toBe('Guten Morgen');
});

test('planned ones stand above the field, are sent now, changed and deleted; a refusal is told', async () => {
  const { room } = await open();
  const atMs = Date.now() + 3_600_000;
  act(() =>
    room.planned.list.set([
      { plannedId: 'p1', text: 'Bis morgen', atMs },
      { plannedId: 'p2', text: 'Zu spät', atMs, failure: 'forbidden' },
    ]),
  );
  const [first, second] = within(screen.getByRole('list', { name: 'Geplante Nachrichten' })).getAllByRole('listitem');
  expect(first?.textContent).toContain('Wird gesendet am');
  expect(second?.textContent).toContain('Sie dürfen hier nicht mehr schreiben');
  await expectAccessible();
  const act1 = async (item: string) => {
    fireEvent.click(within(first!).getByRole('button', { name: 'Mehr zu dieser geplanten Nachricht' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: item }));
  };
  await act1('Ändern');
  const dialog = await screen.findByRole('dialog', { name: 'Geplante Nachricht ändern' });
  fireEvent.change(within(dialog).getByRole('textbox', { name: 'Nachricht' }), { target: { value: 'Bis übermorgen' } });
  fireEvent.click(within(dialog).getByRole('radio', { name: /Am nächsten Montag/ }));
  fireEvent.click(within(dialog).getByRole('button', { name: 'Speichern' }));
  expect(room.planned.change).toHaveBeenLastCalledWith('p1', { text: 'Bis übermorgen', atMs: expect.any(Number) as number });
  await act1('Jetzt senden');
  expect(room.planned.change).toHaveBeenLastCalledWith('p1', { text: 'Bis morgen', atMs: expect.any(Number) as number });
  await act1('Löschen');
  expect(room.planned.cancel).toHaveBeenCalledWith('p1');
});
