import type { Chat } from '@saal/client';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { alice, show } from '../../testing/render.tsx';
import { ChatHolderContext, createChatHolder } from '../chat-holder.ts';
import { bob, carol, fakeChat, fakeRoom, message, summary } from '../fixtures/fake-chat.ts';
import { ChatPage } from './chat-page.tsx';
import { Workspace } from './workspace.tsx';

const direct = summary({ unreadCount: 3, lastMessage: { senderName: 'Bob Maier', isOwn: false, text: 'Bis gleich', kind: 'text' } });
const group = summary({
  roomId: '!group',
  kind: 'group',
  name: 'Haushalt',
  isEncrypted: false,
  memberCount: 3,
  mentionCount: 1,
  unreadCount: 1,
});
const invited = summary({ roomId: '!invited', kind: 'group', name: 'Umzug', membership: 'invited', invitedBy: carol });

async function showWorkspace(chat: Chat, roomId?: string) {
  await show(<Workspace chat={chat} rooms={chat.rooms.get()} roomId={roomId} eventId={undefined} />, { me: alice });
  await screen.findByRole('searchbox');
}

test.each(['de', 'en'] as const)('rooms stand by kind with what is unread, and axe finds nothing (%s)', async (language) => {
  const chat = fakeChat([direct, group, invited]);
  await show(
    <ChatHolderContext value={createChatHolder({ open: () => Promise.resolve(chat), forget: () => Promise.resolve() })}>
      <ChatPage />
    </ChatHolderContext>,
    { me: alice, language },
  );
  const list = await screen.findByRole('navigation', { name: language === 'de' ? 'Ihre Chats' : 'Your chats' });
  expect(within(list).getByRole('link', { name: /Bob Maier.*3/ }).textContent).toContain('Bis gleich');
  const words = language === 'de' ? ['Einladungen', 'Direkt', 'Gruppen'] : ['Invitations', 'Direct', 'Groups'];
  expect(
    within(list)
      .getAllByRole('heading')
      .map((one) => one.textContent),
  ).toEqual(words);
  await waitFor(() => expect(document.title).toContain('(5)'));
  await expectAccessible();
});

test('that chat cannot be reached is said, and can be tried again', async () => {
  const chat = fakeChat([direct]);
  let away = true;
  const holder = createChatHolder({
    open: () => (away ? Promise.reject(Object.assign(new Error('away'), { code: 'offline' })) : Promise.resolve(chat)),
    forget: () => Promise.resolve(),
  });
  await show(
    <ChatHolderContext value={holder}>
      <ChatPage />
    </ChatHolderContext>,
    { me: alice },
  );
  expect((await screen.findByRole('alert')).textContent).toContain('offline');
  away = false;
  fireEvent.click(screen.getByRole('button', { name: 'Erneut versuchen' }));
  expect(await screen.findByRole('link', { name: /Bob Maier/ })).toBeDefined();
});

test('a room shows its words, its members and what may be done, and Escape closes what is beside it', async () => {
  const room = fakeRoom([message(1)], group);
  const chat = fakeChat([group], new Map([['!group', room]]));
  await showWorkspace(chat, '!group');
  expect(await screen.findByText('Nachricht 1')).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Einzelheiten' }));
  const details = await screen.findByRole('complementary', { name: 'Einzelheiten' });
  expect(within(details).getByText('Carol Weiß')).toBeDefined();
  await expectAccessible();
  fireEvent.click(within(details).getByRole('button', { name: 'Mehr zu Carol Weiß' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Nachrichten verbergen' }));
  expect(chat.ignoring.set).toHaveBeenCalledWith('@carol:example.org', true);
  fireEvent.click(within(details).getByRole('switch', { name: 'Favorit' }));
  expect(room.setFavourite).toHaveBeenCalledWith(true);
  fireEvent.keyDown(details, { key: 'Escape' });
  expect(screen.queryByRole('complementary')).toBeNull();
});

test('a channel whose people come from the directory is muted and not left', async () => {
  const kept = { ...group, ofDirectory: 'kept' as const };
  await showWorkspace(fakeChat([kept], new Map([['!group', fakeRoom([message(1)], kept)]])), '!group');
  fireEvent.click(await screen.findByRole('button', { name: 'Einzelheiten' }));
  const details = await screen.findByRole('complementary', { name: 'Einzelheiten' });
  within(details).getByText(/Verlassen können Sie den Kanal nicht\. Stummschalten/);
  expect(within(details).queryByRole('button', { name: 'Chat verlassen' })).toBeNull();
  await expectAccessible();
});

test('an invitation shows nothing of the room, and is answered', async () => {
  const room = fakeRoom([message(1)], invited);
  await showWorkspace(fakeChat([invited], new Map([['!invited', room]])), '!invited');
  expect(await screen.findByText('Carol Weiß (extern) lädt Sie in diesen Chat ein.')).toBeDefined();
  expect(screen.queryByText('Nachricht 1')).toBeNull();
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Annehmen' }));
  await waitFor(() => expect(room.accept).toHaveBeenCalled());
});

test('one person chosen begins a direct chat, two a group', async () => {
  const chat = fakeChat([direct]);
  await showWorkspace(chat);
  fireEvent.click(screen.getAllByRole('button', { name: 'Neuer Chat' })[0]!);
  const dialog = await screen.findByRole('dialog', { name: 'Neuer Chat' });
  const choose = async (name: string) => {
    fireEvent.change(within(dialog).getByRole('searchbox'), { target: { value: name } });
    fireEvent.click(await within(dialog).findByRole('button', { name: new RegExp(name) }));
  };
  await choose('Bob');
  expect(within(dialog).getByRole('button', { name: 'Chat beginnen' })).toBeDefined();
  await choose('Carol');
  await expectAccessible();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Gruppe gründen' }));
  await waitFor(() =>
    expect(chat.create).toHaveBeenCalledWith({
      kind: 'group',
      name: 'Bob Maier, Carol Weiß',
      userIds: [bob.userId, carol.userId],
      isEncrypted: true,
    }),
  );
});

test('arrow keys go from the search through the rooms', async () => {
  await showWorkspace(fakeChat([direct, group]));
  const field = screen.getByRole('searchbox');
  field.focus();
  fireEvent.keyDown(field, { key: 'ArrowDown' });
  // Beside the rooms the list leads to the settings.
  const rooms = screen.getAllByRole('link').filter((link) => link.getAttribute('href') !== '/chat/settings');
  expect(document.activeElement).toBe(rooms[0]);
  fireEvent.keyDown(rooms[0]!, { key: 'ArrowDown' });
  expect(document.activeElement).toBe(rooms[1]);
  fireEvent.keyDown(rooms[0]!, { key: 'ArrowUp' });
  expect(document.activeElement).toBe(field);
});

test('the recovery key is shown until it is kept; a wrong one is told', async () => {
  const chat = fakeChat([direct]);
  chat.encryption.set({ phase: 'recovery-key-new', recoveryKey: 'EsTb 1234' });
  await showWorkspace(chat);
  fireEvent.click(screen.getByRole('button', { name: 'Schlüssel zeigen' }));
  const dialog = await screen.findByRole('dialog', { name: 'Ihr Wiederherstellungsschlüssel' });
  expect(within(dialog).getByText('EsTb 1234')).toBeDefined();
  await expectAccessible();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Ist aufbewahrt' }));
  expect(chat.recoveryKeyKept).toHaveBeenCalled();
  act(() => chat.encryption.set({ phase: 'unverified', canAskOtherDevice: true }));
  chat.useRecoveryKey.mockRejectedValueOnce(Object.assign(new Error('wrong'), { code: 'wrong_recovery_key' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Schlüssel eingeben' }));
  const field = await screen.findByRole('textbox', { name: 'Wiederherstellungsschlüssel' });
  fireEvent.change(field, { target: { value: 'EsTb' } });
  fireEvent.click(screen.getByRole('button', { name: 'Freischalten' }));
  expect(await screen.findByText(/stimmt nicht/)).toBeDefined();
  await expectAccessible();
});

test('emoji of two devices are compared', async () => {
  const chat = fakeChat([direct]);
  await showWorkspace(chat);
  act(() => chat.verification.set({ phase: 'compare', emoji: [{ symbol: '🐶', name: 'Hund' }] }));
  const dialog = await screen.findByRole('dialog', { name: 'Gerät bestätigen' });
  expect(within(dialog).getByText('Hund')).toBeDefined();
  await expectAccessible();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Ja, sie sind gleich' }));
  expect(chat.answerVerification).toHaveBeenCalledWith('match');
});
