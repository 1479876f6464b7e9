import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { show } from '../../testing/render.tsx';
import { fakeChat, summary } from '../fixtures/fake-chat.ts';
import { DueReminders, RemindDialog } from './reminders.tsx';

const reminder = { roomId: '!bob', eventId: '$m1', atMs: 1, isDue: true, senderName: 'Bob Maier', text: 'Bitte bis Montag' };

test('what is due is told, leads to its message, comes again or is done', async () => {
  const rooms = [summary()];
  const chat = fakeChat(rooms);
  const onOpen = vi.fn();
  await show(<DueReminders chat={chat} rooms={rooms} onOpen={onOpen} />);
  expect(screen.queryByRole('region', { name: 'Erinnerungen' })).toBeNull();
  act(() =>
    chat.reminders.list.set([
      reminder,
      { ...reminder, eventId: '$later', isDue: false, text: 'später' },
      { ...reminder, eventId: '$left', roomId: '!left', text: 'verlassen' },
    ]),
  );
  const due = screen.getByRole('region', { name: 'Erinnerungen' });
  expect(within(due).getAllByRole('listitem')).toHaveLength(1);
  await expectAccessible();
  fireEvent.click(within(due).getByRole('button', { name: /Bob Maier in Bob Maier.*Bitte bis Montag/ }));
  expect(onOpen).toHaveBeenCalledWith('!bob', '$m1');
  fireEvent.click(within(due).getByRole('button', { name: 'Später erinnern' }));
  const dialog = await screen.findByRole('dialog', { name: 'Daran erinnern' });
  await expectAccessible();
  fireEvent.click(within(dialog).getByRole('radio', { name: /In einer Stunde/ }));
  fireEvent.click(within(dialog).getByRole('button', { name: 'Erinnern' }));
  const [again] = chat.reminders.set.mock.lastCall ?? [];
  expect(again).toMatchObject({ roomId: '!bob', eventId: '$m1' });
  expect((again?.atMs ?? 0) - Date.now()).toBeGreaterThan(3_500_000);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  fireEvent.click(within(due).getByRole('button', { name: 'Erledigt' }));
  expect(chat.reminders.done).toHaveBeenCalledWith('$m1');
});

test('what could not be kept is said, and the dialog stays', async () => {
  const chat = fakeChat([summary()]);
  chat.reminders.set.mockRejectedValueOnce(Object.assign(new Error('away'), { code: 'offline' }));
  const onClose = vi.fn();
  await show(<RemindDialog chat={chat} place={reminder} onClose={onClose} />);
  fireEvent.click(await screen.findByRole('button', { name: 'Erinnern' }));
  expect((await screen.findByRole('alert')).textContent).toContain('Sie sind gerade nicht verbunden');
  expect(onClose).not.toHaveBeenCalled();
});
