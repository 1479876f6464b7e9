import type { DirectoryRunView, DirectoryTeamView } from '@saal/protocol';
import { fireEvent, screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { alice, refused, show } from '../../testing/render.tsx';
import { DirectorySection } from './directory-section.tsx';

const run: DirectoryRunView = {
  ...{ id: 'run-1', kind: 'full', state: 'waiting', atMs: 0, added: 25_000, changed: 0, disabled: 3, enabled: 0, tookMs: 4_200 },
  faults: [{ entry: 'uid=x', reason: 'email-taken' }],
};

const none = async () => ({ tokens: [] });
const noTeams = async () => ({ teams: [] });

test('a waiting run shows what it would do, asks once more, and is confirmed', async () => {
  const directory = vi
    .fn()
    .mockResolvedValueOnce({ isConfigured: true, runs: [run] })
    .mockResolvedValue({ isConfigured: true, runs: [{ ...run, state: 'done' }] });
  const confirmDirectoryRun = vi
    .fn()
    .mockRejectedValueOnce(refused('conflict'))
    .mockResolvedValue({ ...run, state: 'done' });
  await show(<DirectorySection />, { me: alice, api: { directory, confirmDirectoryRun, scimTokens: none, directoryTeams: noTeams } });
  await screen.findByText('Ein Abgleich wartet auf Ihre Zustimmung');
  expect(screen.getByText(/Er würde 25\.000 Personen anlegen, 0 ändern, 3 sperren/)).toBeDefined();
  await expectAccessible();
  for (let round = 0; round < 2; round++) {
    fireEvent.click(await screen.findByRole('button', { name: 'Zustimmen …' }));
    const dialog = await screen.findByRole('alertdialog', { name: 'Abgleich ausführen?' });
    expect(confirmDirectoryRun).toHaveBeenCalledTimes(round);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Ausführen' }));
    if (round === 0) expect((await screen.findByRole('alert')).textContent).toContain('conflict');
  }
  await screen.findByText('fertig (alles)');
  expect(screen.queryByRole('button', { name: 'Zustimmen …' })).toBeNull();
  expect(confirmDirectoryRun).toHaveBeenCalledWith('run-1');
});

test('without a directory it says so, and why a run failed in plain words', async () => {
  await show(<DirectorySection />, {
    me: alice,
    language: 'en',
    api: { directory: async () => ({ isConfigured: false, runs: [] }), scimTokens: none, directoryTeams: noTeams },
  });
  await screen.findByRole('heading', { name: 'No directory is connected' });
  const failed: DirectoryRunView = { ...run, state: 'failed', faults: [], error: 'the directory told of nobody' };
  await show(<DirectorySection />, {
    me: alice,
    api: { directory: async () => ({ isConfigured: true, runs: [failed] }), scimTokens: none, directoryTeams: noTeams },
  });
  await screen.findByText('Das Verzeichnis hat niemanden genannt. Geändert wurde nichts.');
});

test('a token is made, shown once, and revoked after a question', async () => {
  const token = { id: 'token-1', name: 'Entra ID', linkByEmail: true, createdAtMs: 0 };
  const scimTokens = vi
    .fn()
    .mockResolvedValueOnce({ tokens: [] })
    .mockResolvedValueOnce({ tokens: [token] })
    .mockResolvedValue({ tokens: [] });
  const makeScimToken = vi.fn(async () => ({ id: 'token-1', secret: 'only-now' }));
  const revokeScimToken = vi.fn(async () => undefined);
  const directory = async () => ({ isConfigured: false, runs: [] });
  await show(<DirectorySection />, { me: alice, api: { directory, scimTokens, makeScimToken, revokeScimToken, directoryTeams: noTeams } });
  fireEvent.change(await screen.findByRole('textbox', { name: /Name des Dienstes/ }), { target: { value: ' Entra ID ' } });
  fireEvent.click(screen.getByRole('switch', { name: /Konten mit gleicher Adresse/ }));
  fireEvent.click(screen.getByRole('button', { name: 'Token erstellen' }));
  await screen.findByText('only-now');
  expect(makeScimToken).toHaveBeenCalledWith({ name: 'Entra ID', linkByEmail: true });
  await expectAccessible();
  fireEvent.click(await screen.findByRole('button', { name: 'Token von Entra ID widerrufen' }));
  const dialog = await screen.findByRole('alertdialog', { name: 'Token widerrufen?' });
  expect(revokeScimToken).not.toHaveBeenCalled();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Widerrufen' }));
  await screen.findByText('Noch kein Token.');
  expect(revokeScimToken).toHaveBeenCalledWith('token-1');
});

const teams: DirectoryTeamView[] = [
  { id: 'g1', name: 'Hauptamt', source: 'ldap', people: 2_000, changedAtMs: 0, state: 'followed' },
  { id: 'g2', name: 'Baureferat', source: 'scim', people: 1, changedAtMs: 0, state: 'failed' },
  { id: 'g3', name: 'Kulturamt', source: 'ldap', people: 3, changedAtMs: 0, state: 'closed' },
];

test('the preview tells of teams too, and a run what it did to them', async () => {
  const counts = { teams: { added: 2, ended: 0, joined: 14, left: 3 } };
  const runs = [
    { ...run, ...counts },
    { ...run, ...counts, id: 'run-0', state: 'done' as const },
  ];
  await show(<DirectorySection />, {
    me: alice,
    api: { directory: async () => ({ isConfigured: true, runs }), scimTokens: none, directoryTeams: async () => ({ teams }) },
  });
  await screen.findByText(/2 Teams neu, 0 geschlossen, 14 Personen kommen dazu, 3 gehen\./);
  expect(screen.getAllByText('Teams: 2 neu, 0 geschlossen, 14 dazu, 3 weg')).toHaveLength(2);
});

test.each(['de', 'en'] as const)(
  'teams are shown with their people and how far they follow, and axe finds nothing (%s)',
  async (language) => {
    const manager = { ...alice, role: 'person' as const, rights: ['rooms.change' as const] };
    const people = [{ userId: '@bob:stadt.example', displayName: 'Bob Maier', moderates: false }];
    const directoryTeamPeople = vi.fn(async () => ({ people, more: true }));
    const setDirectoryModerator = vi.fn().mockRejectedValueOnce(refused('not_found')).mockResolvedValue(undefined);
    await show(<DirectorySection />, {
      ...{ me: manager, language },
      api: { directoryTeams: async () => ({ teams }), directoryTeamPeople, setDirectoryModerator },
    });
    await screen.findByText(language === 'de' ? /2\.000 Personen/ : /2,000 people/);
    screen.getByText(language === 'de' ? /gescheitert, wird erneut versucht/ : /failed, will be tried again/);
    // A room manager sees nothing else of the directory.
    expect(screen.queryByRole('button', { name: language === 'de' ? 'Jetzt abgleichen' : 'Read now' })).toBeNull();
    await expectAccessible();
    const open = screen.getAllByRole('button', { name: language === 'de' ? /^Moderation von/ : /^Moderators of/ });
    expect(open).toHaveLength(1);
    for (const button of open) fireEvent.click(button);
    const dialog = await screen.findByRole('dialog');
    const bob = await within(dialog).findByRole('switch', { name: 'Bob Maier' });
    await expectAccessible();
    fireEvent.click(bob);
    await within(dialog).findByRole('alert');
    fireEvent.click(await within(dialog).findByRole('switch', { name: 'Bob Maier' }));
    expect(setDirectoryModerator).toHaveBeenCalledWith('g1', '@bob:stadt.example', true);
    fireEvent.change(within(dialog).getByRole('textbox'), { target: { value: 'mai' } });
    await vi.waitFor(() => expect(directoryTeamPeople).toHaveBeenCalledWith('g1', 'mai'));
  },
);
