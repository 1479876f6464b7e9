import type { PublicMeeting, RegistrationView } from '@saal/client';
import { MeetingId } from '@saal/protocol';
import { configure, fireEvent, screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { alice, refused, show, type FakeApi } from '../../testing/render.tsx';
import { expectAccessible } from '../fixtures/axe.ts';
import { loadWish } from '../join/join-wish.ts';
import RegistrationPage from './registration-page.tsx';

configure({ asyncUtilTimeout: 15_000 });
beforeEach(() => localStorage.clear());

const meeting: PublicMeeting = {
  id: MeetingId.parse('meeting-00000000'),
  title: 'Personalversammlung',
  inviterName: 'Frau Huber',
  startsAtMs: null,
  durationMin: null,
  timeZone: null,
  running: false,
  passcodeNeeded: false,
  registration: 'needed',
  joinMuted: true,
  joinCameraOff: true,
};
const open: RegistrationView = { state: 'open', places: 400, free: 12, waiting: 0, mine: null, owner: false };

async function page(registration: RegistrationView, more: { api?: FakeApi; signedIn?: boolean } = {}) {
  const onEnter = vi.fn();
  const api: FakeApi = { registration: async () => registration, guest: async () => undefined, ...more.api };
  await show(<RegistrationPage meeting={meeting} onEnter={onEnter} />, { api, me: more.signedIn ? alice : undefined });
  await screen.findByRole('heading', { name: 'Personalversammlung' });
  return { onEnter };
}

test('a guest registers with a name and goes on to the event', async () => {
  const register = vi.fn(async () => ({ ...open, mine: { state: 'registered' as const, name: 'Carol', place: null } }));
  const { onEnter } = await page(open, { api: { register } });
  await screen.findByText(/Noch 12 Plätze frei/);
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Anmelden' }));
  await screen.findByText('Bitte geben Sie Ihren Namen ein.');
  expect(register).not.toHaveBeenCalled();
  fireEvent.change(screen.getByRole('textbox', { name: /Ihr Name/ }), { target: { value: ' Carol ' } });
  fireEvent.click(screen.getByRole('button', { name: 'Anmelden' }));
  await screen.findByText('Sie sind angemeldet');
  expect(register).toHaveBeenCalledWith(meeting.id, { name: 'Carol' });
  expect(loadWish(localStorage).name).toBe('Carol');
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Zur Veranstaltung' }));
  expect(onEnter).toHaveBeenCalled();
});

test('somebody signed in registers under the own name; without a free place it is the waiting list', async () => {
  const register = vi.fn(async () => ({ ...open, free: 0, waiting: 4, mine: { state: 'waiting' as const, name: 'Alice', place: 4 } }));
  await page({ ...open, free: 0, waiting: 3 }, { api: { register }, signedIn: true });
  await screen.findByText('Sie melden sich an als Alice Huber.');
  fireEvent.click(screen.getByRole('button', { name: 'Auf die Warteliste' }));
  await screen.findByText('Sie stehen auf der Warteliste');
  expect(screen.getByText(/Platz 4\./)).toBeTruthy();
  expect(register).toHaveBeenCalledWith(meeting.id, {});
  await expectAccessible();
});

test('a registration is withdrawn, and can be made anew', async () => {
  const mine = { state: 'registered' as const, name: 'Carol', place: null };
  await page({ ...open, mine }, { api: { withdrawRegistration: async () => open } });
  fireEvent.click(await screen.findByRole('button', { name: 'Anmeldung zurückziehen' }));
  await screen.findByText('Ihre Anmeldung ist zurückgezogen.');
  expect(screen.getByRole('button', { name: 'Anmelden' })).toBeTruthy();
});

test('a closed registration says so, and an error says what to do', async () => {
  await page({ ...open, state: 'closed' });
  await screen.findByText('Die Anmeldung ist geschlossen');
  expect(screen.queryByRole('button', { name: 'Anmelden' })).toBeNull();
  await expectAccessible();
});

test('when registering fails, the name stays and the reason is shown', async () => {
  await page(open, { api: { register: () => Promise.reject(refused('registration_closed')) } });
  fireEvent.change(await screen.findByRole('textbox', { name: /Ihr Name/ }), { target: { value: 'Carol' } });
  fireEvent.click(screen.getByRole('button', { name: 'Anmelden' }));
  await screen.findByText(/Die Anmeldung ist geschlossen/);
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: /Ihr Name/ }).value).toBe('Carol');
});

test('a guest who registered keeps a personal link, told once; lost, it is made anew', async () => {
  const mine = { state: 'registered' as const, name: 'Carol', place: null };
  const register = vi.fn(async () => ({ ...open, mine, link: 'https://saal.example.org/m/meeting-00000000#place=secret' }));
  await page({ ...open, mine }, { api: { register } });
  await screen.findByText(/Ist er verloren/);
  fireEvent.click(screen.getByRole('button', { name: 'Neuen Link erzeugen' }));
  await screen.findByText('https://saal.example.org/m/meeting-00000000#place=secret');
  expect(register).toHaveBeenCalledWith(meeting.id, { name: 'Carol' });
  expect(screen.getByRole('button', { name: 'Link kopieren' })).toBeTruthy();
  await expectAccessible();
});

test('a personal link that is void says why, and registering anew is the way on', async () => {
  await show(<RegistrationPage meeting={meeting} linkError={{ code: 'link_invalid', message: '' }} onEnter={() => undefined} />, {
    api: { registration: async () => open },
  });
  await screen.findByText('Dieser persönliche Link gilt nicht');
  await screen.findByRole('button', { name: 'Anmelden' });
  await expectAccessible();
});
