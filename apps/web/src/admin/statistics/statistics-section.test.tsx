import type { ChatStatisticsView, StatisticsView } from '@saal/client';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { alice, refused, show } from '../../testing/render.tsx';
import { StatisticsSection } from './statistics-section.tsx';

const period = { meetings: 12, participations: 2_345, guests: null, minutes: 90, peakPeople: 40, peakMeetings: 6 };
const empty = { meetings: 0, participations: 0, guests: 0, minutes: 0, peakPeople: 0, peakMeetings: 0 };
const view: StatisticsView = {
  periods: [
    { from: '2026-11-01', ...period },
    { from: '2026-11-02', ...empty },
  ],
  sizes: [2, 5, 10, 25, 100, null].map((upTo, index) => ({ upTo, meetings: index === 0 ? 12 : 0 })),
  joins: {
    answered: 90,
    failed: 3,
    within: [
      { ms: 50, joins: 80 },
      { ms: null, joins: 10 },
    ],
  },
  quality: [
    { level: 3, reason: 'none', minutes: 960 },
    { level: 2, reason: 'cpu', minutes: null },
    { level: 1, reason: 'network-in', minutes: 40 },
  ],
};
const chat: ChatStatisticsView = { days: [{ day: '2026-11-01', messages: 700 }], fileBytes: 5_300_000, databaseBytes: 20_000_000 };

function rowsOf(name: string | RegExp): string[] {
  const table = within(screen.getByRole('figure', { name })).getByRole('table', { hidden: true });
  return within(table)
    .getAllByRole('row', { hidden: true })
    .slice(1)
    .map((row) => row.textContent ?? '');
}

test.each([
  ['de', /^Teilnahmen/, ['01.11.20262.345', '02.11.20260'], /^davon Gäste/, 'unter 5', 'mehr als 100', '5,3 MB'],
  ['en', /^Participations/, ['1 Nov 20262,345', '2 Nov 20260'], /^of them guests/, 'under 5', 'more than 100', '5.3 MB'],
] as const)(
  'every chart is a table, too, and what is too small is said to be (%s)',
  async (language, people, rows, guests, few, more, size) => {
    await show(<StatisticsSection />, { me: alice, language, api: { statistics: async () => view, chatStatistics: async () => chat } });
    await screen.findByRole('figure', { name: people });
    expect(rowsOf(people)).toEqual(rows);
    expect(rowsOf(guests)[0]).toContain(few);
    expect(document.body.textContent).toContain(more);
    expect(document.body.textContent?.replaceAll('\u00a0', ' ')).toContain(size);
    await expectAccessible();
  },
);

test('how connections were is told by level and reason, with the share of bad minutes', async () => {
  await show(<StatisticsSection />, { me: alice, api: { statistics: async () => view, chatStatistics: async () => chat } });
  await screen.findByRole('figure', { name: /^Minuten nach Verbindung/ });
  expect(rowsOf(/^Minuten nach Verbindung/)).toEqual(['gut960', 'schwach: Rechner ausgelastetunter 5', 'schlecht: Netz beim Empfangen40']);
  expect(document.body.textContent?.replaceAll('\u00a0', ' ')).toContain('4 % davon schlecht');
  await expectAccessible();
});

test('another time and another sum are asked of the server, and the download is alike; a failure can be tried again', async () => {
  const statistics = vi.fn(async () => ({ ...view, periods: [{ from: '2026-11-01', ...empty }] }));
  const chatStatistics = vi.fn().mockRejectedValueOnce(refused('not_ready')).mockResolvedValue(chat);
  await show(<StatisticsSection />, { me: alice, api: { statistics, chatStatistics } });
  fireEvent.click(await screen.findByRole('button', { name: 'Erneut versuchen' }));
  expect(await screen.findByText('Noch keine Zahlen')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: /Zusammengefasst/ }));
  fireEvent.click(within(await screen.findByRole('listbox')).getByRole('option', { name: 'nach Wochen' }));
  await waitFor(() => expect(statistics).toHaveBeenLastCalledWith(expect.objectContaining({ by: 'week' })));
  expect(screen.getByRole('link', { name: 'Als Tabelle laden' }).getAttribute('href')).toMatch(
    /^\/api\/statistics\.csv\?from=\d{4}-\d\d-\d\d&until=\d{4}-\d\d-\d\d&by=week$/,
  );
});
