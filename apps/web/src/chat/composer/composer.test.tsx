import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { show } from '../../testing/render.tsx';
import { Conversation } from '../conversation.tsx';
import { anna, bob, carol, fakeRoom, message } from '../fixtures/fake-chat.ts';
import { maxLetters } from './composer.tsx';

async function open(room = fakeRoom([message(1, { sender: anna, body: { type: 'text', text: 'Guten Morgen' } })]), draft = '') {
  const onDraft = vi.fn();
  await show(<Conversation chat={room} name="Bob Maier" people={[bob, carol]} draft={draft} onDraft={onDraft} />);
  const field = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Nachricht an Bob Maier' });
  const type = (text: string) => {
    fireEvent.change(field, { target: { value: text } });
    field.setSelectionRange(text.length, text.length);
    fireEvent.select(field);
  };
  return { room, field, type, onDraft };
}

test('Enter sends, Shift and Enter does not; the draft is kept until then', async () => {
  const { room, field, type, onDraft } = await open(undefined, 'Hal');
  expect(field.value).toBe('Hal');
  type('Hallo');
  expect(onDraft).toHaveBeenLastCalledWith('Hallo');
  expect(room.setTyping).toHaveBeenLastCalledWith(true);
  fireEvent.keyDown(field, { key: 'Enter', shiftKey: true });
  expect(room.send).not.toHaveBeenCalled();
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(room.send).toHaveBeenCalledWith({ text: 'Hallo', markdown: true, mentions: [], replyTo: undefined, threadRoot: undefined });
  expect(field.value).toBe('');
  expect(onDraft).toHaveBeenLastCalledWith('');
  expect(room.setTyping).toHaveBeenLastCalledWith(false);
});

test('@ calls a person by keys alone', async () => {
  const { room, field, type } = await open();
  type('@Car');
  expect((await screen.findByRole('option')).textContent).toContain('Carol Weiß');
  await expectAccessible();
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(room.send).not.toHaveBeenCalled();
  await waitFor(() => expect(field.value).toBe('@Carol Weiß '));
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(room.send).toHaveBeenCalledWith(expect.objectContaining({ text: '@Carol Weiß', mentions: [carol.userId] }));
});

test('the arrow up edits one’s last message, Escape brings back what was begun', async () => {
  const { room, field } = await open();
  fireEvent.keyDown(field, { key: 'ArrowUp' });
  await waitFor(() => expect(field.value).toBe('Guten Morgen'));
  await expectAccessible();
  fireEvent.keyDown(field, { key: 'Escape' });
  await waitFor(() => expect(field.value).toBe(''));
  fireEvent.keyDown(field, { key: 'ArrowUp' });
  await waitFor(() => expect(field.value).toBe('Guten Morgen'));
  fireEvent.change(field, { target: { value: 'Guten Abend' } });
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(room.edit).toHaveBeenCalledWith('$m1', { text: 'Guten Abend', markdown: true, mentions: [] });
  expect(room.send).not.toHaveBeenCalled();
});

test('what is too long is not sent, and told with figures', async () => {
  const { room, field, type } = await open();
  type('x'.repeat(maxLetters + 5));
  expect(screen.getByRole('alert').textContent).toContain('um 5 Zeichen zu lang');
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(room.send).not.toHaveBeenCalled();
});

test('several pasted files go out at once; cells of an office program become a table', async () => {
  const { room, field } = await open();
  const data = (files: File[], html: string) => ({
    clipboardData: { files, getData: (kind: string) => (kind === 'text/html' ? html : '') },
  });
  const files = [new File(['a'], 'a.txt'), new File(['b'], 'b.txt')];
  fireEvent.paste(field, data(files, ''));
  expect(room.sendFile.mock.calls.map(([file]) => file.name)).toEqual(['a.txt', 'b.txt']);
  fireEvent.paste(field, data(files, '<table><tr><td>Amt</td><td>Euro</td></tr><tr><td>Bau</td><td>1</td></tr></table>'));
  expect(room.sendFile).toHaveBeenCalledTimes(2);
  expect(field.value).toBe('| Amt | Euro |\n| --- | --- |\n| Bau | 1 |\n');
});

test('who may not write has no field but a sentence', async () => {
  const { room } = await open();
  act(() => room.rights.patch({ mayWrite: false }));
  expect(screen.queryByRole('textbox')).toBeNull();
  expect(screen.getByText('Hier schreiben nur ausgewählte Personen. Sie können lesen und reagieren.')).toBeDefined();
  act(() => room.rights.patch({ mayReact: false }));
  expect(screen.getByText('Hier können Sie lesen, aber nicht schreiben.')).toBeDefined();
});

test('why a message was not taken is said', async () => {
  const room = fakeRoom();
  room.send.mockRejectedValueOnce(Object.assign(new Error('away'), { code: 'offline' }));
  const { field, type } = await open(room);
  type('Hallo');
  fireEvent.keyDown(field, { key: 'Enter' });
  expect((await screen.findByRole('alert')).textContent).toContain('Sie sind gerade nicht verbunden');
});
