import { act, fireEvent, screen, within } from '@testing-library/react';
import type { Message, Poll } from '@saal/client';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { show } from '../../testing/render.tsx';
import { Conversation } from '../conversation.tsx';
import { anna, fakeRoom, message } from '../fixtures/fake-chat.ts';

const answer = (id: string, text: string, count: number | undefined, isOwn = false) => ({
  ...{ id, text, isOwn },
  ...(count === undefined ? {} : { count }),
});
function poll(change: Partial<Poll> = {}): Message {
  const body: Poll = {
    question: 'Wann treffen wir uns?',
    answers: [answer('a', 'Montag', 3, true), answer('b', 'Dienstag', 2), answer('c', 'Mittwoch', 0)],
    ...{ maxChoices: 1, isOpen: true, hasEnded: false, voterCount: 5, mayVote: true, mayEnd: true },
    ...change,
  };
  return message(1, { sender: anna, mayEdit: false, body: { type: 'poll', poll: body } });
}

async function open(item: Message) {
  const room = fakeRoom([item]);
  await show(<Conversation chat={room} name="Bob Maier" />);
  return { room, line: await screen.findByRole('article') };
}

test('one answer is chosen, changed and taken back; shares are told in words', async () => {
  const { room, line } = await open(poll());
  const group = within(line).getByRole('radiogroup', { name: 'Wann treffen wir uns?' });
  const monday = within(group).getByRole('radio', { name: /Montag, 3 Stimmen, 60 %/ });
  expect(monday.getAttribute('aria-checked')).toBe('true');
  await expectAccessible();
  fireEvent.click(within(group).getByRole('radio', { name: /Dienstag, 2 Stimmen, 40 %/ }));
  expect(room.polls.vote).toHaveBeenLastCalledWith('$m1', ['b']);
  fireEvent.click(monday);
  expect(room.polls.vote).toHaveBeenLastCalledWith('$m1', []);
});

test('of several answers as many are chosen as are allowed', async () => {
  const { room, line } = await open(poll({ maxChoices: 2 }));
  fireEvent.click(within(line).getByRole('button', { name: /Mittwoch/ }));
  expect(room.polls.vote).toHaveBeenLastCalledWith('$m1', ['a', 'c']);
  expect(line.textContent).toContain('Bis zu 2 Antworten möglich');
  const both = [answer('a', 'Montag', 3, true), answer('b', 'Dienstag', 2, true), answer('c', 'Mittwoch', 0)];
  act(() => room.timeline.patch({ items: [poll({ maxChoices: 2, answers: both })] }));
  expect(
    within(line)
      .getByRole('button', { name: /Mittwoch/ })
      .hasAttribute('disabled'),
  ).toBe(true);
  await expectAccessible();
});

test('a closed poll shows nothing before its end, then all of it', async () => {
  const silent = [answer('a', 'Montag', undefined, true), answer('b', 'Dienstag', undefined)];
  const { room, line } = await open(poll({ isOpen: false, answers: silent, voterCount: 1 }));
  expect(line.textContent).toContain('1 Person hat abgestimmt · Ergebnis am Ende');
  expect(line.textContent).not.toContain('%');
  act(() => room.timeline.patch({ items: [poll({ isOpen: false, hasEnded: true, mayVote: false, mayEnd: false })] }));
  expect(within(line).queryByRole('radio')).toBeNull();
  const [first] = within(within(line).getByRole('list', { name: 'Wann treffen wir uns?' })).getAllByRole('listitem');
  expect(first?.textContent).toBe('Montag, Ihre Stimme, die meisten Stimmen, 3 Stimmen, 60 %');
  expect(line.textContent).toContain('Beendet');
  await expectAccessible();
});

test('ending asks first', async () => {
  const { room, line } = await open(poll());
  fireEvent.keyDown(line, { key: 'Enter' });
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Umfrage beenden' }));
  const dialog = await screen.findByRole('alertdialog', { name: 'Umfrage beenden?' });
  await expectAccessible();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Umfrage beenden' }));
  expect(room.polls.end).toHaveBeenCalledWith('$m1');
});

test('a poll is begun from the field; what is missing is said', async () => {
  const { room } = await open(poll());
  fireEvent.click(screen.getByRole('button', { name: 'Mehr zum Schreiben' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Umfrage' }));
  const dialog = await screen.findByRole('dialog', { name: 'Umfrage' });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Umfrage beginnen' }));
  expect(dialog.textContent).toContain('Schreiben Sie eine Frage.');
  expect(dialog.textContent).toContain('mindestens zwei verschiedene Antworten');
  await expectAccessible();
  const fill = (name: RegExp, value: string) => fireEvent.change(within(dialog).getByRole('textbox', { name }), { target: { value } });
  fill(/^Frage/, 'Wo?');
  fill(/^Antwort 1/, 'Rathaus');
  fill(/^Antwort 2/, 'Bauhof');
  fill(/^Antwort 3/, 'Rathaus ');
  fireEvent.click(within(dialog).getByRole('switch', { name: 'Mehrere Antworten erlauben' }));
  fireEvent.click(within(dialog).getByRole('button', { name: 'Umfrage beginnen' }));
  expect(room.polls.start).toHaveBeenCalledWith({ question: 'Wo?', answers: ['Rathaus', 'Bauhof'], maxChoices: 2, isOpen: true });
});
