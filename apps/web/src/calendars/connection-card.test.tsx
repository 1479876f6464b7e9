import type { CalendarConnectionView } from '@saal/client';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { refused, show, type FakeApi } from '../testing/render.tsx';
import { BusyCard } from './busy-card.tsx';
import { ConnectionCard } from './connection-card.tsx';

const servers = [{ id: 'city', name: 'Stadtkalender', asksPassword: true }];
const connected = {
  ...{ server: 'city', userName: 'alice', calendar: { path: '/alice/work/', name: 'Arbeit' }, writes: true },
  ...{ state: 'ok' as const, lookedAtMs: Date.now() - 3_600_000 },
};

/** Keeps one connection, as the server does. */
function house(connection: CalendarConnectionView['connection'] = null): FakeApi {
  let kept = connection;
  return {
    calendarConnection: async () => ({ servers, connection: kept }),
    connectCalendar: async ({ userName, password }) => {
      if (password !== 'right') throw refused('calendar_refused');
      kept = { ...connected, userName };
      return { servers, connection: kept };
    },
    changeCalendarConnection: async ({ writes }) => {
      kept = { ...connected, writes: writes ?? true };
      return { servers, connection: kept };
    },
    endCalendarConnection: async () => {
      kept = null;
    },
    connectedCalendars: async () => ({ calendars: [{ path: '/alice/work/', name: 'Arbeit' }] }),
  };
}
const type = (label: RegExp, value: string): boolean => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }));

test('a calendar is connected once name and password are right, set up, and disconnected', async () => {
  await show(<ConnectionCard />, { api: house() });
  await screen.findByRole('button', { name: 'Verbinden' });
  press('Verbinden');
  expect(await screen.findAllByText('Bitte ausfüllen.')).toHaveLength(2);
  await expectAccessible();
  type(/^Benutzername/, 'alice');
  type(/^Passwort des/, 'wrong');
  press('Verbinden');
  expect((await screen.findByRole('alert')).textContent).toContain('nicht angenommen');
  type(/^Passwort des/, 'right');
  press('Verbinden');
  expect(await screen.findByText(/Verbunden als alice mit Stadtkalender/)).toBeTruthy();
  expect(document.body.innerHTML).not.toContain('right"');
  const writes = screen.getByRole('switch', { name: 'Besprechungen eintragen' });
  fireEvent.click(writes);
  await waitFor(() => expect(screen.getByRole('switch')).toHaveProperty('checked', false));
  await expectAccessible();
  press('Verbindung trennen');
  await screen.findByRole('button', { name: 'Verbinden' });
});

test('in English, a password that is no longer accepted is told with what to do', async () => {
  await show(<ConnectionCard />, { api: house({ ...connected, state: 'refused' }), language: 'en' });
  expect((await screen.findByRole('alert')).textContent).toContain('Disconnect and connect again');
  await expectAccessible();
});

test('where the house has no calendar server there is nothing to connect', async () => {
  await show(<ConnectionCard />, { api: { calendarConnection: async () => ({ servers: [], connection: null }) } });
  await waitFor(() => expect(screen.queryByText('Eigener Kalender')).toBeNull());
});

test('colleagues are no longer shown when one is busy as soon as it is switched off', async () => {
  const set: boolean[] = [];
  const api: FakeApi = {
    calendarSettings: async () => ({ showsBusy: true }),
    setCalendarSettings: async ({ showsBusy }) => {
      set.push(showsBusy);
      return { showsBusy };
    },
  };
  await show(<BusyCard />, { api });
  fireEvent.click(await screen.findByRole('switch', { name: /zeigen, wann ich belegt bin/ }));
  await waitFor(() => expect(screen.getByRole('switch')).toHaveProperty('checked', false));
  expect(set).toEqual([false]);
  await expectAccessible();
});
