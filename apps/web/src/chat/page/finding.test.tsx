import type { Chat } from '@saal/client';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { alice, show } from '../../testing/render.tsx';
import { bob, fakeChat, fakeRoom, fakeShared, message, summary } from '../fixtures/fake-chat.ts';
import { Workspace } from './workspace.tsx';

const about = summary({ roomId: '!group', kind: 'group', name: 'Haushalt', isEncrypted: true, memberCount: 3 });
const hit = {
  roomId: '!group',
  eventId: '$m1',
  senderName: 'Bob Maier',
  text: 'Raum 217',
  kind: 'text',
  atMs: Date.UTC(2026, 10, 20),
} as const;

async function open(chat: Chat, language: 'de' | 'en' = 'de') {
  await show(<Workspace chat={chat} rooms={chat.rooms.get()} roomId="!group" eventId={undefined} />, { me: alice, language });
  await screen.findByRole('feed');
}

async function openRoom(room: ReturnType<typeof fakeRoom>, language: 'de' | 'en' = 'de') {
  const chat = fakeChat([about], new Map([['!group', room]]));
  await open(chat, language);
  return chat;
}

async function fromMenu(item: string) {
  fireEvent.click(screen.getByRole('button', { name: 'Mehr zu diesem Chat' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: item }));
}

test('the menu of a room and the line of a day lead to another day', async () => {
  const room = fakeRoom([message(1)], about);
  await openRoom(room);
  await fromMenu('Zum Datum springen');
  const dialog = await screen.findByRole('dialog', { name: 'Zum Datum springen' });
  await expectAccessible();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Zum Anfang' }));
  await waitFor(() => expect(room.goTo).toHaveBeenCalledWith({ atMs: 0 }));
  fireEvent.click(await screen.findByRole('button', { name: /Zu einem anderen Tag springen/ }));
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Springen' }));
  await waitFor(() => expect(room.goTo).toHaveBeenLastCalledWith({ atMs: new Date(2026, 10, 23).getTime() }));
});

test('a place in the past offers the way back, with how many are new', async () => {
  const room = fakeRoom([message(1), message(2)], about);
  room.timeline.patch({ hasNewer: true, unreadBelow: 7 });
  await openRoom(room);
  fireEvent.click(screen.getByRole('button', { name: '7 neue Nachrichten' }));
  expect(room.goToEnd).toHaveBeenCalled();
  act(() => room.timeline.patch({ unreadBelow: 0 }));
  expect(screen.getByRole('button', { name: 'Zum Ende' })).toBeDefined();
});

test('more that is new than what is loaded can be gone to', async () => {
  const room = fakeRoom([message(8), message(9)], about);
  room.timeline.patch({ hasOlder: true, readUpTo: '$m2', unreadWhenOpened: 30 });
  await openRoom(room);
  fireEvent.click(screen.getByRole('button', { name: 'Zu den neuen Nachrichten' }));
  await waitFor(() => expect(room.goTo).toHaveBeenCalledWith({ eventId: '$m2' }));
});

test.each(['de', 'en'] as const)('the newest pin stands below the head, all in a list (%s)', async (language) => {
  const room = fakeRoom([message(1)], about);
  room.pins.set([hit, { ...hit, eventId: '$m0', text: 'Code 4711' }]);
  await openRoom(room, language);
  fireEvent.click(screen.getByRole('button', { name: /Bob Maier.*Raum 217/ }));
  await waitFor(() => expect(room.goTo).toHaveBeenCalledWith({ eventId: '$m1' }));
  fireEvent.click(screen.getByRole('button', { name: language === 'de' ? 'Alle 2' : 'All 2' }));
  const panel = await screen.findByRole('complementary');
  expect(within(panel).getByText('Code 4711')).toBeDefined();
  await expectAccessible();
  const unpin = within(panel).getAllByRole('button', { name: language === 'de' ? 'Nicht mehr anheften' : 'Unpin' });
  fireEvent.click(unpin[1]!);
  expect(room.pin).toHaveBeenCalledWith('$m0', false);
});

test('who may not pin sees what is pinned, and cannot take it away', async () => {
  const room = fakeRoom([message(1)], about);
  room.pins.set([hit]);
  room.rights.set({ ...room.rights.get(), mayPin: false });
  await openRoom(room);
  await fromMenu('Angeheftete Nachrichten');
  const panel = await screen.findByRole('complementary');
  expect(within(panel).getByText('Raum 217')).toBeDefined();
  expect(within(panel).queryByRole('button', { name: 'Nicht mehr anheften' })).toBeNull();
});

test('what was sent is listed by kind, opened, gone to, and loaded by page', async () => {
  const room = fakeRoom([message(1)], about);
  const file = (fileName: string, mimeType: string) => ({ fileName, mimeType, sizeBytes: 1_400_000, handle: fileName });
  const from = { senderName: bob.displayName, atMs: Date.UTC(2026, 10, 20) };
  const lists = {
    pictures: fakeShared([{ ...from, eventId: '$p', file: file('plan.png', 'image/png') }]),
    files: fakeShared([{ ...from, eventId: '$f', file: file('antrag.pdf', 'application/pdf') }], true),
    links: fakeShared([{ ...from, eventId: '$l', text: 'https://example.org/a' }]),
  };
  room.shared.mockImplementation((kind) => lists[kind]);
  await openRoom(room);
  await fromMenu('Dateien und Links');
  const panel = await screen.findByRole('complementary', { name: 'Dateien und Links' });
  fireEvent.click(await within(panel).findByRole('button', { name: /plan\.png.*Bob Maier/ }));
  fireEvent.click(within(await screen.findByRole('dialog', { name: 'plan.png' })).getByRole('button', { name: 'Schließen' }));
  await expectAccessible();
  fireEvent.click(within(panel).getByRole('radio', { name: 'Dateien' }));
  expect(lists.pictures.close).toHaveBeenCalled();
  expect((await within(panel).findByText('antrag.pdf')).parentElement?.textContent).toContain('1,4 MB');
  await expectAccessible();
  fireEvent.click(within(panel).getByRole('button', { name: 'Ältere laden' }));
  expect(lists.files.loadOlder).toHaveBeenCalled();
  fireEvent.click(within(panel).getByRole('button', { name: 'Zur Nachricht mit antrag.pdf' }));
  await waitFor(() => expect(room.goTo).toHaveBeenCalledWith({ eventId: '$f' }));
  fireEvent.click(within(panel).getByRole('radio', { name: 'Links' }));
  expect((await within(panel).findByRole('link', { name: 'example.org/a' })).getAttribute('rel')).toBe('noopener noreferrer');
  act(() => lists.links.model.patch({ items: [] }));
  expect(within(panel).getByRole('status').textContent).toBe('Hier wurde noch kein Link gesendet.');
});

test.each(['de', 'en'] as const)(
  'search tells words from files, what only this device finds, and how far it has read (%s)',
  async (language) => {
    const chat = await openRoom(fakeRoom([message(1)], about), language);
    chat.messages.mockResolvedValue([
      { ...hit, isFromDevice: true },
      { ...hit, eventId: '$m3', kind: 'file', text: 'raum.pdf' },
    ]);
    chat.searchProgress.set({ phase: 'running', messages: 1_240, roomsLeft: 3 });
    const list = screen.getByRole('navigation', { name: language === 'de' ? 'Ihre Chats' : 'Your chats' });
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'raum' } });
    const [words, files] = language === 'de' ? ['Nachrichten', 'Dateien'] : ['Messages', 'Files'];
    const found = await within(list).findByRole('region', { name: words });
    expect(within(found).getByRole('button').textContent).toMatch(
      language === 'de' ? /Haushalt.*Verschlüsselt.*Raum 217/ : /Haushalt.*Encrypted.*Raum 217/,
    );
    expect(within(within(list).getByRole('region', { name: files })).getByText('raum.pdf')).toBeDefined();
    await expectAccessible();
    fireEvent.click(within(list).getByRole('button', { name: language === 'de' ? 'Anhalten' : 'Pause' }));
    expect(chat.pauseSearchReading).toHaveBeenCalledWith(true);
    chat.messages.mockResolvedValue([{ ...hit, text: 'Noch ein Raum', isFromDevice: true }]);
    act(() => chat.searchProgress.patch({ phase: 'done', messages: 1_300 }));
    await within(list).findByText('Noch ein Raum', undefined, { timeout: 5_000 });
    expect(within(list).queryByRole('button', { name: language === 'de' ? 'Anhalten' : 'Pause' })).toBeNull();
  },
);
