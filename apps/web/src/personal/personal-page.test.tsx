import type { PersonalInvitation } from '@saal/client';
import { MeetingId } from '@saal/protocol';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { refused, show } from '../testing/render.tsx';
import { PersonalPage } from './personal-page.tsx';

const invitation: PersonalInvitation = {
  ...{ meetingId: MeetingId.parse('haushalt'.padEnd(22, '0')), title: 'Haushalt', inviterName: 'Alice Huber', name: 'Dr. Dora Klein' },
  ...{ role: 'co-host', answer: null, durationMin: 60, timeZone: 'Europe/Berlin', running: false, dates: [], mayMove: false },
  startsAtMs: Date.now() + 3 * 86_400_000,
};
const path = `/i#${'s'.repeat(43)}`;
const guest = async () => undefined;
beforeEach(() => sessionStorage.clear());

test.each([
  ['de', 'Zusagen', 'Sie haben zugesagt.', 'Kamera und Mikrofon ausprobieren'],
  ['en', 'Accept', 'You have accepted.', 'Try camera and microphone'],
] as const)(
  'the page says what and by whom, takes an answer, and offers to try devices before the time (%s)',
  async (language, yes, said, tryThem) => {
    const answerPersonalLink = vi.fn(async () => ({ ...invitation, answer: 'accepted' as const }));
    await show(<PersonalPage />, { language, path, api: { openPersonalLink: async () => invitation, answerPersonalLink } });
    expect(await screen.findByRole('heading', { level: 1, name: 'Haushalt' })).toBeTruthy();
    expect(screen.getByText(/Alice Huber/)).toBeTruthy();
    expect(screen.getByRole('button', { name: tryThem })).toBeTruthy();
    await expectAccessible();
    fireEvent.click(screen.getByRole('button', { name: yes }));
    expect(await screen.findByText(said)).toBeTruthy();
    expect(answerPersonalLink).toHaveBeenCalledWith('s'.repeat(43), 'accepted');
    expect(screen.getByRole('button', { name: yes }).getAttribute('aria-pressed')).toBe('true');
  },
);

test('while somebody is there with the link it is said so, and one may go on here', async () => {
  const enterPersonalLink = vi.fn((_secret: string, takeOver: boolean) =>
    takeOver ? Promise.resolve(invitation.meetingId) : Promise.reject(refused('personal_link_in_use')),
  );
  const api = { guest, enterPersonalLink, openPersonalLink: async () => ({ ...invitation, running: true }) };
  const page = await show(<PersonalPage />, { path, api });
  fireEvent.click(await screen.findByRole('button', { name: 'Teilnehmen' }));
  expect(await screen.findByText('Diese Einladung wird gerade benutzt')).toBeTruthy();
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Hier weitermachen' }));
  await waitFor(() => expect(page.path()).toBe(`/m/${invitation.meetingId}`));
});

test('a link that is not good any more, and one without its end, say what to do', async () => {
  await show(<PersonalPage />, { path, api: { openPersonalLink: () => Promise.reject(refused('personal_link_invalid')) } });
  expect(await screen.findByText(/Diese Einladung gilt nicht mehr/)).toBeTruthy();
  await expectAccessible();
});

test('without the secret the page says that the link is incomplete', async () => {
  await show(<PersonalPage />, { path: '/i' });
  expect(await screen.findByText('Der Link ist unvollständig')).toBeTruthy();
});

test('an interview is moved to a free time; when somebody was faster the times that are left are shown', async () => {
  const slot = (hours: number) => ({ startsAtMs: Date.now() + hours * 3_600_000, endsAtMs: Date.now() + (hours + 1) * 3_600_000 });
  const personalSlots = vi.fn(async () => ({ slots: [slot(30), slot(40)] }));
  const movePersonalLink = vi
    .fn<(secret: string, startsAtMs: number) => Promise<PersonalInvitation>>()
    .mockRejectedValueOnce(refused('panel_not_free'))
    .mockImplementation(async (_secret, startsAtMs) => ({ ...invitation, startsAtMs, mayMove: true }));
  await show(<PersonalPage />, {
    path,
    api: { openPersonalLink: async () => ({ ...invitation, mayMove: true }), personalSlots, movePersonalLink },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Andere freie Zeiten ansehen' }));
  const take = async (): Promise<void> => {
    const [first] = await screen.findAllByRole('radio');
    if (first) fireEvent.click(first);
    fireEvent.click(screen.getByRole('button', { name: 'Diese Zeit nehmen' }));
  };
  await take();
  expect(await screen.findByText(/gerade jemand anderes genommen/)).toBeTruthy();
  expect(personalSlots).toHaveBeenCalledTimes(2);
  await expectAccessible();
  await take();
  expect(await screen.findByText(/Ihr Termin ist verlegt/)).toBeTruthy();
});
