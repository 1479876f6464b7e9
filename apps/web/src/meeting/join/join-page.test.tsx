import type { PublicMeeting } from '@saal/client';
import { MeetingId } from '@saal/protocol';
import { act, configure, fireEvent, screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { alice, show } from '../../testing/render.tsx';
import { expectAccessible } from '../fixtures/axe.ts';
import { fakeDevices, quietDevices } from '../fixtures/fake-session.ts';
import { JoinPage } from './join-page.tsx';

// On a machine busy with other work a drawing can take seconds.
configure({ asyncUtilTimeout: 15_000 });

const meeting: PublicMeeting = {
  id: MeetingId.parse('meeting-00000000'),
  title: 'Haushaltsausschuss',
  inviterName: 'Frau Huber',
  startsAtMs: null,
  durationMin: null,
  timeZone: null,
  running: true,
  passcodeNeeded: false,
  registration: 'none',
  joinMuted: true,
  joinCameraOff: true,
};

beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal('RTCPeerConnection', vi.fn());
});

async function page(
  over: { meeting?: Partial<PublicMeeting>; error?: 'passcode_wrong'; devices?: ReturnType<typeof fakeDevices>; signedIn?: boolean } = {},
) {
  const onJoin = vi.fn();
  const devices = over.devices ?? fakeDevices();
  const error = over.error && { code: over.error, message: '' };
  await show(<JoinPage meeting={{ ...meeting, ...over.meeting }} devices={devices} joining={false} error={error} onJoin={onJoin} />, {
    me: over.signedIn ? alice : undefined,
  });
  await screen.findByRole('heading', { name: 'Haushaltsausschuss' });
  return { onJoin, devices };
}

test('nothing is switched on and nothing asked for before somebody clicks', async () => {
  const { devices } = await page();
  expect(devices.asked).toEqual([]);
  expect(screen.getByRole('button', { name: 'Mikro aus: einschalten' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Kamera aus: einschalten' })).toBeTruthy();
  await expectAccessible();
});

test('a guest gives a name; without one the field says so', async () => {
  const { onJoin } = await page();
  fireEvent.click(screen.getByRole('button', { name: 'Teilnehmen' }));
  await screen.findByText('Bitte geben Sie Ihren Namen ein.');
  expect(onJoin).not.toHaveBeenCalled();
  fireEvent.change(screen.getByRole('textbox', { name: /Ihr Name/ }), { target: { value: ' Bob Maier ' } });
  fireEvent.click(screen.getByRole('button', { name: 'Teilnehmen' }));
  expect(onJoin).toHaveBeenCalledWith({ name: 'Bob Maier', passcode: undefined });
});

test('somebody signed in appears under the own name', async () => {
  const { onJoin } = await page({ signedIn: true });
  expect(screen.getByText('Sie nehmen teil als Alice Huber.')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Teilnehmen' }));
  expect(onJoin).toHaveBeenCalledWith({ name: undefined, passcode: undefined });
});

test('a wrong passcode is said at its field', async () => {
  await page({ error: 'passcode_wrong', signedIn: true });
  const field = screen.getByRole('textbox', { name: 'Kenncode' });
  expect(field.getAttribute('aria-invalid')).toBe('true');
  await expectAccessible();
});

test.each(['denied', 'system-denied', 'dismissed', 'none-found', 'in-use', 'unplugged', 'insecure-page', 'unsupported', 'failed'] as const)(
  'a camera that gives no picture (%s) has its own words and a way out',
  async (problem) => {
    const devices = fakeDevices();
    await page({ devices });
    act(() => devices.state.set({ ...quietDevices, camera: { on: false, starting: false, problem } }));
    const notice = await screen.findByText((_, element) => element?.tagName === 'STRONG');
    expect(notice.textContent).toMatch(/Kamera/);
    expect(screen.queryByRole('img', { name: /Adresszeile/ }) !== null).toBe(problem === 'denied');
    await expectAccessible();
  },
);
