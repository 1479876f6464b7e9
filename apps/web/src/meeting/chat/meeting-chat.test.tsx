import type { MeetingChat } from '@saal/client/meeting-chat';
import { act, configure, fireEvent, screen, waitFor } from '@testing-library/react';
import { ValueModel } from '@saal/client';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { bob, fakeRoom, message } from '../../chat/fixtures/fake-chat.ts';
import { show } from '../../testing/render.tsx';
import { expectAccessible } from '../fixtures/axe.ts';
import { fakeDevices, fakeSession } from '../fixtures/fake-session.ts';
import { aPerson, aSnapshot } from '../fixtures/people.ts';
import MeetingRoom from '../room/meeting-room.tsx';

// On a machine busy with other work a drawing can take seconds.
configure({ asyncUtilTimeout: 15_000 });

const opened = vi.hoisted((): { chat: unknown } => ({ chat: undefined }));
vi.mock('@saal/client/meeting-chat', () => ({ openMeetingChat: () => opened.chat }));

beforeAll(() => {
  vi.stubGlobal('scrollTo', () => undefined);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1264);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
});
beforeEach(() => sessionStorage.clear());

async function room() {
  const fake = fakeRoom([]);
  const unread = new ValueModel<ReturnType<MeetingChat['unread']['get']>>([]);
  const connection = new ValueModel<ReturnType<MeetingChat['connection']['get']>>('connected');
  const chat = Object.assign(fake, { unread, connection, opened: vi.fn(), hurry: vi.fn() });
  opened.chat = chat;
  await show(
    <MeetingRoom
      session={fakeSession({ phase: 'in', snapshot: aSnapshot([aPerson('Alice', { joinOrder: 1 })]), connection: 'connected' })}
      devices={fakeDevices()}
    />,
  );
  const button = await screen.findByRole('button', { name: /^Chat/ });
  await waitFor(() => expect(chat.hurry).toHaveBeenCalled());
  const comes = (number: number, text: string) =>
    act(() => unread.set([...unread.get(), message(number, { sender: bob, body: { type: 'text', text } })]));
  return { chat, connection, button, comes };
}

test('what others write is told with name and words while the chat is closed, the newest only, and counted on the button', async () => {
  const { button, comes } = await room();
  comes(1, 'Guten Morgen');
  comes(2, 'Können wir anfangen?');
  expect((await screen.findByText('Bob Maier: Können wir anfangen?')).closest('[role="status"]')).toBeTruthy();
  expect(screen.queryByText('Bob Maier: Guten Morgen')).toBeNull();
  expect(button.textContent).toBe('Chat2 neu');
  await expectAccessible();
});

test('the chat opens by its key and by the notice, says nothing of what is read there, and says when it is away', async () => {
  const { chat, connection, button, comes } = await room();
  fireEvent.keyDown(document.body, { key: 'c', code: 'KeyC', altKey: true });
  expect(await screen.findByRole('textbox')).toBeTruthy();
  expect(button.getAttribute('aria-expanded')).toBe('true');
  await waitFor(() => expect(chat.opened).toHaveBeenCalled());
  comes(1, 'Guten Morgen');
  expect(screen.queryByText('Bob Maier: Guten Morgen')).toBeNull();
  act(() => connection.set('offline'));
  expect(screen.getByText(/gerade nicht erreichbar/)).toBeTruthy();
  await expectAccessible();
});
