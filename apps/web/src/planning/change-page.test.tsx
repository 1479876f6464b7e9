import type { Api, MeetingDetail } from '@saal/client';
import { defaultSettings, MeetingId, MeetingNumber } from '@saal/protocol';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, show } from '../testing/render.tsx';
import { ChangePage } from './change-page.tsx';

const meeting: MeetingDetail = {
  ...{ id: MeetingId.parse('lage'.padEnd(22, '0')), number: MeetingNumber.parse('123456789'), kind: 'planned', title: 'Lage' },
  ...{ startsAtMs: Date.parse('2099-11-23T08:00Z'), durationMin: 60, timeZone: 'Europe/Berlin', passcode: '246810' },
  ...{ settings: defaultSettings, url: 'https://saal.example.org/m/lage', owner: true, running: false, lastEndedAtMs: null },
};
const words = /Der Kalender eines gebuchten Raums hat nicht geantwortet/;

async function open(search: string, changeMeeting = vi.fn<Api['changeMeeting']>()) {
  const api = {
    ...{ changeMeeting, meeting: () => Promise.resolve(meeting), invitees: () => Promise.resolve({ invitees: [], mail: false }) },
    ...{ resources: () => Promise.resolve({ resources: [] }), presets: () => Promise.resolve({ presets: [] }) },
  };
  await show(<ChangePage />, { me: alice, api, path: `/meetings/${meeting.id}${search}` });
  return screen.findByRole('button', { name: 'Änderungen speichern' });
}

test('who planned reads that the calendar of a booked room did not answer, and nothing of it otherwise', async () => {
  await open('?planned=true&roomsUnchecked=true');
  expect(screen.getByText(words)).toBeDefined();
  await expectAccessible();
});

test('a change says the same, until one after it had an answer', async () => {
  const changeMeeting = vi
    .fn<Api['changeMeeting']>()
    .mockResolvedValueOnce({ ...meeting, uncheckedRooms: ['Saal 1'] })
    .mockResolvedValueOnce(meeting);
  const save = await open('', changeMeeting);
  expect(screen.queryByText(words)).toBeNull();
  fireEvent.click(save);
  expect(await screen.findByText(words)).toBeDefined();
  fireEvent.click(save);
  await waitFor(() => expect(screen.queryByText(words)).toBeNull());
  expect(changeMeeting).toHaveBeenCalledTimes(2);
});
