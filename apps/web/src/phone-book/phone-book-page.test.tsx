import { PersonId, type PhoneBookEntry } from '@saal/protocol';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, refused, show } from '../testing/render.tsx';
import { PhoneBookPage } from './phone-book-page.tsx';

const bob: PhoneBookEntry = {
  ...{ id: PersonId.parse('bob-00001'), displayName: 'Bob Maier', department: 'Hauptamt', phone: '+49 (0)89 233-1', extension: '1' },
  ...{ email: 'bob@example.org', external: true, dial: { phone: '+49892331' } },
};

test.each([
  ['de', 'Person suchen', 'Niemand gefunden', 'Bob Maier anrufen'],
  ['en', 'Find a person', 'Nobody found', 'Call Bob Maier'],
] as const)('what is typed is looked for when one pauses, and the result leads to a call (%s)', async (language, field, none, call) => {
  const phoneBook = vi.fn(async (text: string) => ({ people: text === 'bob' ? [bob] : [], more: text === 'bob' }));
  const shown = await show(<PhoneBookPage />, { me: alice, language, api: { phoneBook } });
  const search = await screen.findByRole('searchbox', { name: field });
  await waitFor(() => expect(document.activeElement).toBe(search));
  await expectAccessible();
  fireEvent.change(search, { target: { value: 'b' } });
  fireEvent.change(search, { target: { value: 'bob' } });
  await screen.findByRole('button', { name: 'Bob Maier' });
  expect(phoneBook.mock.calls).toEqual([[''], ['bob']]);
  expect(screen.getByRole('link', { name: '+49 (0)89 233-1' }).getAttribute('href')).toBe('tel:+49892331');
  await expectAccessible();
  fireEvent.change(search, { target: { value: 'xx' } });
  await screen.findByRole('heading', { name: none });
  fireEvent.change(search, { target: { value: 'bob' } });
  fireEvent.click(await screen.findByRole('button', { name: call }));
  await waitFor(() => expect(shown.path()).toContain('/chat/with/bob-00001'));
});

test('the name opens a card with all that is known, and what the server refuses is said', async () => {
  const phoneBook = vi
    .fn()
    .mockRejectedValueOnce(refused('not_ready'))
    .mockResolvedValue({ people: [bob], more: false });
  await show(<PhoneBookPage />, { me: alice, api: { phoneBook } });
  expect((await screen.findByRole('alert')).textContent).toContain('not_ready');
  fireEvent.click(screen.getByRole('button', { name: 'Erneut versuchen' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Bob Maier' }));
  const card = await screen.findByRole('dialog', { name: 'Bob Maier' });
  expect(within(card).getByRole('link', { name: 'bob@example.org' }).getAttribute('href')).toBe('mailto:bob@example.org');
  expect(within(card).getByText('Durchwahl')).toBeDefined();
  expect(within(card).queryByText('Mobil')).toBeNull();
  await expectAccessible();
});

test.each([
  ['de', /Angehörige dieser Verwaltung/, 'Zum Chat', 'Telefonbuch'],
  ['en', /people of this organisation/, 'To chat', 'Phone book'],
] as const)(
  'externals are offered no phone book, and one who comes by its address is led to chat (%s)',
  async (language, text, chat, entry) => {
    const phoneBook = vi.fn();
    await show(<PhoneBookPage />, { me: { ...alice, external: true }, language, api: { phoneBook } });
    await screen.findByRole('heading', { name: text });
    expect(screen.getByRole('link', { name: chat }).getAttribute('href')).toBe('/chat');
    expect(screen.queryByRole('link', { name: entry })).toBeNull();
    expect(phoneBook).not.toHaveBeenCalled();
    await expectAccessible();
  },
);
