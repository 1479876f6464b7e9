import type { News } from '@saal/client';
import { act, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { alice, show } from '../../testing/render.tsx';
import { fakeChat, summary } from '../fixtures/fake-chat.ts';
import { browserSettings } from './browser-settings.ts';
import { Notifier } from './notifier.tsx';

const shown: { title: string; body: string; tag: string; closed: boolean; onclick: () => void }[] = [];
beforeEach(() => {
  shown.length = 0;
  vi.stubGlobal(
    'Notification',
    class {
      static permission = 'granted';
      closed = false;
      onclick = () => undefined;
      constructor(title: string, options: { body: string; tag: string }) {
        shown.push(Object.assign(this, { title }, options));
      }
      close() {
        this.closed = true;
      }
    },
  );
  browserSettings.change({ desktop: true, content: true, sound: false });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const hello: News = { what: 'message', roomId: '!bob', roomName: 'Bob Maier', isDirect: true, senderName: 'Bob Maier', text: 'Hallo' };

async function page({ looked = false } = {}) {
  vi.spyOn(document, 'hasFocus').mockReturnValue(looked);
  const chat = fakeChat([summary({ unreadCount: 1 })]);
  const view = await show(<Notifier chat={chat} />, { me: alice });
  await waitFor(() => expect(chat.notifying.onNews).toHaveBeenCalled());
  return { chat, view, tell: (news: News) => act(async () => chat.notifying.onNews.mock.lastCall?.[0](news)) };
}

test('who does not look at the page is told, gets there by a press, and what was read is told no more', async () => {
  const { chat, view, tell } = await page();
  await tell(hello);
  await waitFor(() => expect(shown).toMatchObject([{ title: 'Bob Maier', body: 'Hallo', tag: '!bob' }]));
  await tell({ ...hello, text: 'Noch etwas' });
  await waitFor(() => expect(shown.map(({ closed }) => closed)).toEqual([true, false]));
  await act(async () => shown[1]?.onclick());
  await waitFor(() => expect(view.path()).toBe('/chat/!bob'));
  await tell(hello);
  await waitFor(() => expect(shown).toHaveLength(3));
  await act(async () => chat.rooms.set([summary({ unreadCount: 0 })]));
  await waitFor(() => expect(shown[2]?.closed).toBe(true));
});

test('what was pushed stays until the server was asked what is read', async () => {
  const { chat, tell } = await page();
  await tell(hello);
  await waitFor(() => expect(shown).toHaveLength(1));
  await act(async () => chat.connection.set('connecting'));
  await act(async () => chat.rooms.set([summary({ unreadCount: 0 })]));
  expect(shown[0]?.closed).toBe(false);
  await act(async () => chat.connection.set('connected'));
  await waitFor(() => expect(shown[0]?.closed).toBe(true));
});

test('who looks at it, or does not want it, is not told', async () => {
  const { tell } = await page({ looked: true });
  await tell(hello);
  vi.mocked(document.hasFocus).mockReturnValue(false);
  browserSettings.change({ desktop: false });
  await tell(hello);
  browserSettings.change({ desktop: true, content: false });
  await tell({ ...hello, isDirect: false, roomName: 'Bauamt' });
  await waitFor(() => expect(shown).toMatchObject([{ title: 'Bauamt', body: 'Bob Maier: Neue Nachricht' }]));
});

test('of a sealed message nothing but its coming is said', async () => {
  const { tell } = await page();
  const { text: _sealed, ...sealed } = hello;
  await tell(sealed);
  await waitFor(() => expect(shown).toMatchObject([{ title: 'Bob Maier', body: 'Neue Nachricht' }]));
});
