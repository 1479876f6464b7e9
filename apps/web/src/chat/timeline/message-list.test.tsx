import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { show } from '../../testing/render.tsx';
import { Conversation } from '../conversation.tsx';
import { anna, bob, carol, fakeRoom, message } from '../fixtures/fake-chat.ts';

async function open(room: ReturnType<typeof fakeRoom>, language: 'de' | 'en' = 'de') {
  await show(<Conversation chat={room} name="Bob Maier" people={[bob, carol]} actions={{ pin: () => undefined }} />, { language });
  return screen.findByRole('feed', { name: language === 'de' ? 'Nachrichten in Bob Maier' : 'Messages in Bob Maier' });
}

test.each(['de', 'en'] as const)('every kind of message is told in words, and axe finds nothing (%s)', async (language) => {
  const room = fakeRoom([
    { kind: 'notice', key: 'n1', eventId: '$n1', atMs: Date.UTC(2026, 10, 22), what: 'invited', byName: 'Anna', about: 'Bob' },
    message(1, { isEdited: true, readBy: [carol], reactions: [{ key: '👍', count: 2, isOwn: true, names: ['Anna Huber', 'Carol Weiß'] }] }),
    message(2, { sender: carol, replyTo: { eventId: '$m1', senderName: 'Bob Maier', text: 'Nachricht 1' } }),
    message(3, { body: { type: 'sealed', isWaiting: false } }),
    message(4, { body: { type: 'deleted', byName: 'Anna Huber' } }),
    message(5, { body: { type: 'image', file: { fileName: 'plan.png', mimeType: 'image/png', sizeBytes: 5, handle: 1 } } }),
    message(6, { body: { type: 'file', file: { fileName: 'antrag.pdf', mimeType: 'application/pdf', sizeBytes: 1_400_000, handle: 2 } } }),
    message(7, { sender: anna, body: { type: 'text', text: 'fett', html: '<strong>fett</strong> <a href="https://example.org">da</a>' } }),
  ]);
  const feed = await open(room, language);
  expect(within(feed).getAllByRole('article')).toHaveLength(8);
  const text = feed.textContent;
  for (const word of language === 'de'
    ? ['Anna hat Bob eingeladen', 'Bearbeitet', 'Extern', 'der Schlüssel dazu fehlt', 'hat diese Nachricht gelöscht', '1,4 MB']
    : ['Anna invited Bob', 'Edited', 'External', 'its key is missing', 'deleted this message', '1.4 MB'])
    expect(text.toLowerCase()).toContain(word.toLowerCase());
  expect(within(feed).getByRole('link', { name: 'da' }).getAttribute('rel')).toBe('noopener noreferrer');
  await expectAccessible();
});

test('arrow keys go from message to message, Enter opens what can be done', async () => {
  const feed = await open(fakeRoom([message(1), message(2), message(3, { sender: anna })]));
  const all = within(feed).getAllByRole('article');
  act(() => all[2]?.focus());
  fireEvent.keyDown(all[2]!, { key: 'ArrowUp' });
  await waitFor(() => expect(document.activeElement).toBe(all[1]));
  expect(all.map((one) => one.tabIndex)).toEqual([-1, 0, -1]);
  fireEvent.keyDown(all[1]!, { key: 'Enter' });
  const menu = await screen.findByRole('menu');
  const items = within(menu)
    .getAllByRole('menuitem')
    .map((item) => item.textContent);
  // Not one's own: it can neither be edited nor deleted.
  expect(items).toEqual(['Reagieren', 'Antworten', 'Anheften', 'Text kopieren']);
  fireEvent.click(within(menu).getByRole('menuitem', { name: 'Antworten' }));
  expect(await screen.findByText('Antwort an Bob Maier')).toBeDefined();
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox')));
  await expectAccessible();
});

test('deleting asks first', async () => {
  const room = fakeRoom([message(1, { sender: anna })]);
  const feed = await open(room);
  fireEvent.keyDown(within(feed).getByRole('article'), { key: 'Enter' });
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Löschen' }));
  const dialog = await screen.findByRole('alertdialog');
  expect(room.remove).not.toHaveBeenCalled();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Löschen' }));
  expect(room.remove).toHaveBeenCalledWith('$m1');
});

test('what others write is said as "name: text"; own words and older ones are not', async () => {
  const room = fakeRoom([message(5)]);
  await open(room);
  const log = screen.getByRole('log');
  expect(log.textContent).toBe('');
  const set = (...items: ReturnType<typeof message>[]) => act(() => room.timeline.patch({ items }));
  set(message(4), message(5));
  expect(log.textContent).toBe('');
  set(message(4), message(5), message(6, { sender: anna }));
  expect(log.textContent).toBe('');
  set(message(4), message(5), message(6, { sender: anna }), message(7, { sender: carol }));
  expect(log.textContent).toBe('Carol Weiß: Nachricht 7');
});

test('what was not sent can be sent again or thrown away', async () => {
  const room = fakeRoom([message(1, { sender: anna, delivery: 'failed', eventId: undefined })]);
  const feed = await open(room);
  fireEvent.click(within(feed).getByRole('button', { name: 'Erneut senden' }));
  expect(room.retry).toHaveBeenCalledWith('m1');
  fireEvent.click(within(feed).getByRole('button', { name: 'Verwerfen' }));
  expect(room.discard).toHaveBeenCalledWith('m1');
});

test('a reaction of one’s own is pressed, and pressing takes it back', async () => {
  const room = fakeRoom([message(1, { reactions: [{ key: '👍', count: 1, isOwn: true, names: ['Anna Huber'] }] })]);
  const feed = await open(room);
  const reaction = within(feed).getByRole('button', { name: /Anna Huber/ });
  expect(reaction.getAttribute('aria-pressed')).toBe('true');
  fireEvent.click(reaction);
  expect(room.react).toHaveBeenCalledWith('$m1', '👍');
});

test('a list of thousands has only some of them in the page, and fetches older ones at its beginning', async () => {
  const many = Array.from({ length: 3_000 }, (_, index) => message(index));
  const room = fakeRoom(many);
  const feed = await open(room);
  const drawn = within(feed).getAllByRole('article');
  expect(drawn.length).toBeLessThan(60);
  expect(drawn.at(-1)?.textContent).toContain('Nachricht 2999');
  expect(room.loadOlder).not.toHaveBeenCalled();
  act(() => drawn.at(-1)?.focus());
  act(() => room.timeline.patch({ hasOlder: true }));
  fireEvent.keyDown(drawn.at(-1)!, { key: 'Home' });
  await waitFor(() => expect(room.loadOlder).toHaveBeenCalled());
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Nachricht 0'));
});

test('nothing yet, loading and failing each have their words', async () => {
  const room = fakeRoom();
  await show(<Conversation chat={room} name="Bob Maier" />);
  expect(await screen.findByText('Noch keine Nachrichten')).toBeDefined();
  await expectAccessible();
  act(() => room.timeline.patch({ isLoading: true }));
  expect(screen.getByText('Nachrichten werden geladen …')).toBeDefined();
  act(() => room.timeline.patch({ isLoading: false, error: 'not_ready' }));
  expect(screen.getByText('Die Nachrichten konnten nicht geladen werden.')).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Erneut versuchen' }));
  expect(room.loadOlder).toHaveBeenCalled();
});
