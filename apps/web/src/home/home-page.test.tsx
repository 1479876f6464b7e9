import type { MeetingDetail } from '@saal/client';
import { defaultSettings, MeetingId, MeetingNumber } from '@saal/protocol';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { alice, refused, show, type FakeApi } from '../testing/render.tsx';
import { HomePage } from './home-page.tsx';

function meeting(id: string, title: string, startsInMin: number | null, change: Partial<MeetingDetail> = {}): MeetingDetail {
  return {
    id: MeetingId.parse(id.padEnd(22, '0')),
    number: MeetingNumber.parse('123456789'),
    kind: startsInMin === null ? 'personal' : 'planned',
    title,
    startsAtMs: startsInMin === null ? null : Date.now() + startsInMin * 60_000,
    durationMin: 60,
    timeZone: 'Europe/Berlin',
    passcode: '246810',
    settings: defaultSettings,
    url: `https://saal.example.org/m/${id}`,
    owner: true,
    running: false,
    lastEndedAtMs: null,
    ...change,
  };
}

const room = meeting('room', 'Raum', null);
function answering(today: MeetingDetail[], more: FakeApi = {}): FakeApi {
  return { meetings: async (when) => ({ meetings: when === 'today' ? today : [] }), personalMeeting: async () => room, ...more };
}

test('the next meeting stands first, with the way in', async () => {
  await show(<HomePage />, { me: alice, api: answering([meeting('later', 'Abend', 180), meeting('next', 'Haushalt', 10)]) });
  const next = await screen.findByRole('region', { name: 'Haushalt' });
  expect(within(next).getByText('in 10 Minuten')).toBeDefined();
  expect(within(next).getByRole('link', { name: 'Teilnehmen' }).getAttribute('href')).toBe(`/m/${'next'.padEnd(22, '0')}`);
});

test('without meetings it says what one can do first', async () => {
  await show(<HomePage />, { me: alice, api: answering([]) });
  expect(await screen.findByRole('heading', { name: 'Heute steht nichts an' })).toBeDefined();
});

test('"Jetzt treffen" begins a meeting and goes there; a refusal is told', async () => {
  const planMeeting = vi
    .fn()
    .mockRejectedValueOnce(refused('not_ready'))
    .mockResolvedValue(meeting('now', 'Jetzt', 0));
  const page = await show(<HomePage />, { me: alice, api: answering([], { planMeeting }) });
  fireEvent.click(await screen.findByRole('button', { name: 'Jetzt treffen' }));
  expect((await screen.findByRole('alert')).textContent).toContain('not_ready');
  fireEvent.click(screen.getByRole('button', { name: 'Jetzt treffen' }));
  await waitFor(() => expect(page.path()).toBe(`/m/${'now'.padEnd(22, '0')}`));
  expect(planMeeting).toHaveBeenCalledWith({ kind: 'instant' });
});

test('the invitation holds link, number and passcode', async () => {
  const writeText = vi.fn<(text: string) => Promise<void>>().mockResolvedValue();
  Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true }); // jsdom has none
  await show(<HomePage />, { me: alice, api: answering([meeting('next', 'Haushalt', 10)]) });
  const next = await screen.findByRole('region', { name: 'Haushalt' });
  fireEvent.click(within(next).getByRole('button', { name: 'Einladung kopieren' }));
  await waitFor(() => expect(writeText).toHaveBeenCalled());
  const text = writeText.mock.calls[0]?.[0] ?? '';
  for (const part of ['Alice Huber lädt Sie', 'Haushalt', 'https://saal.example.org/m/next', '123 456 789', '246810'])
    expect(text).toContain(part);
});

test('guests are sent to sign in', async () => {
  const page = await show(<HomePage />, { api: answering([]) });
  await waitFor(() => expect(page.path()).toBe('/sign-in'));
});
