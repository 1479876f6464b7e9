import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { alice, show } from '../../testing/render.tsx';
import { carol, fakeChat } from '../fixtures/fake-chat.ts';
import { browserSettings } from '../notify/browser-settings.ts';
import { ChatSettings } from './settings-page.tsx';

const requestPermission = vi.fn<() => Promise<NotificationPermission>>();
beforeEach(() => {
  const allowed = { permission: 'default' as NotificationPermission, requestPermission };
  requestPermission.mockImplementation(() => Promise.resolve((allowed.permission = 'granted')));
  vi.stubGlobal('Notification', allowed);
});
afterEach(() => {
  vi.unstubAllGlobals();
  browserSettings.change({ desktop: false, content: true, sound: true });
});

test('notifications are asked for only by a press, and what is not offered says why', async () => {
  await show(<ChatSettings chat={fakeChat([])} />, { me: alice });
  expect(await screen.findByText(/benachrichtigt dieser Server nicht/)).toBeDefined();
  expect(screen.queryByRole('switch', { name: /wenn Saal geschlossen/ })).toBeNull();
  expect(requestPermission).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole('switch', { name: /gerade nicht ansehe/ }));
  await waitFor(() => expect(browserSettings.get().desktop).toBe(true));
  expect(await screen.findByRole('switch', { name: 'Mit Ton' })).toBeDefined();
  await expectAccessible();
});

test('what the browser refuses is said, and stays off', async () => {
  requestPermission.mockImplementation(() => Promise.resolve('denied'));
  await show(<ChatSettings chat={fakeChat([])} />, { me: alice });
  fireEvent.click(await screen.findByRole('switch', { name: /gerade nicht ansehe/ }));
  expect(await screen.findByText(/lässt keine Benachrichtigungen/)).toBeDefined();
  expect(browserSettings.get().desktop).toBe(false);
});

test('kinds, keywords and quiet hours are the account’s', async () => {
  const chat = fakeChat([]);
  await show(<ChatSettings chat={chat} />, { me: alice });
  fireEvent.click(await screen.findByRole('switch', { name: 'Gruppen und Teams' }));
  expect(chat.notifying.change).toHaveBeenLastCalledWith({ groups: false });
  const words = screen.getByRole('textbox', { name: 'Stichwörter' });
  fireEvent.focus(words);
  fireEvent.change(words, { target: { value: ' Haushalt, ,Brücke,Haushalt' } });
  fireEvent.blur(words);
  expect(chat.notifying.change).toHaveBeenLastCalledWith({ keywords: ['Haushalt', 'Brücke'] });
  fireEvent.click(screen.getByRole('switch', { name: 'Ruhezeiten einhalten' }));
  expect(chat.notifying.change.mock.lastCall?.[0]).toMatchObject({ quietHours: { isOn: true, from: '19:00', to: '07:00' } });
  const settings = chat.notifying.settings.get();
  chat.notifying.settings.set({ ...settings, quietHours: { ...settings.quietHours, isOn: true } });
  fireEvent.click(await screen.findByRole('checkbox', { name: 'Samstag' }));
  expect(chat.notifying.change.mock.lastCall?.[0]).toMatchObject({ quietHours: { days: [0] } });
  await expectAccessible();
});

test('a device that is not confirmed is confirmed by comparing, and another one is signed out after a question', async () => {
  const chat = fakeChat([]);
  chat.devices.list.mockResolvedValue([
    { deviceId: 'HERE', name: 'Saal, Firefox, Linux', isThis: true, isVerified: true },
    { deviceId: 'PHONE', name: 'Element', lastSeenAtMs: Date.now() - 3600_000, isThis: false, isVerified: false },
  ]);
  await show(<ChatSettings chat={chat} />, { me: alice });
  const list = await screen.findByRole('list', { name: 'Geräte im Chat' });
  expect(within(list).getByText('dieses Gerät')).toBeDefined();
  fireEvent.click(within(list).getByRole('button', { name: 'Gerät bestätigen: Element' }));
  expect(chat.startVerification).toHaveBeenCalledWith('PHONE');
  fireEvent.click(within(list).getByRole('button', { name: 'Gerät abmelden: Element' }));
  fireEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Abmelden' }));
  await waitFor(() => expect(chat.devices.signOut).toHaveBeenCalledWith('PHONE'));
  await expectAccessible();
});

test('hidden people are listed, and shown again by a press', async () => {
  const chat = fakeChat([]);
  await show(<ChatSettings chat={chat} />, { me: alice });
  expect(await screen.findByText(/Sie verbergen niemanden/)).toBeDefined();
  act(() => chat.ignoring.people.set([carol]));
  fireEvent.click(await screen.findByRole('button', { name: 'Nachrichten von Carol Weiß wieder zeigen' }));
  expect(chat.ignoring.set).toHaveBeenCalledWith(carol.userId, false);
  await expectAccessible();
});
