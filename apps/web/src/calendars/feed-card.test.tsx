import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { refused, show, type FakeApi } from '../testing/render.tsx';
import { FeedCard } from './feed-card.tsx';

/** Keeps the one address, as the server does. */
function house(): FakeApi {
  let made = 0;
  let isThere = false;
  return {
    calendarFeed: async () => ({ feed: isThere ? { createdAtMs: Date.now(), lastReadAtMs: null } : null }),
    makeCalendarFeed: async () => {
      isThere = true;
      made += 1;
      return { url: `https://saal.example.org/api/calendars/feed/secret-${made}.ics` };
    },
    revokeCalendarFeed: async () => {
      isThere = false;
    },
  };
}
const press = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }));

test('an address is made and shown once, replaced after a question, and revoked', async () => {
  await show(<FeedCard />, { api: house() });
  await screen.findByRole('button', { name: 'Adresse erstellen' });
  press('Adresse erstellen');
  expect(await screen.findByText(/secret-1\.ics$/)).toBeTruthy();
  expect(await screen.findByText('Noch kein Kalender hat sie gelesen.')).toBeTruthy();
  await expectAccessible();
  press('Neue Adresse');
  const dialog = await screen.findByRole('dialog');
  expect(dialog.textContent).toContain('erhalten dann nichts mehr');
  await expectAccessible();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Neue Adresse' }));
  expect(await screen.findByText(/secret-2\.ics$/)).toBeTruthy();
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  press('Widerrufen');
  await screen.findByRole('button', { name: 'Adresse erstellen' });
  expect(screen.queryByText(/secret-2/)).toBeNull();
});

test('in English; what goes wrong is told, and it can be tried again', async () => {
  let tries = 0;
  const calendarFeed = async () => {
    tries += 1;
    if (tries === 1) throw refused('not_ready');
    return { feed: { createdAtMs: Date.now() - 7_200_000, lastReadAtMs: Date.now() - 3_600_000 } };
  };
  await show(<FeedCard />, { api: { calendarFeed }, language: 'en' });
  fireEvent.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Last read 1 hour ago.')).toBeTruthy();
  await expectAccessible();
});
