import type { DirectoryRunView } from '@saal/protocol';
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

test('a waiting run shows what it would do, asks once more, and is confirmed', async () => {
  const directory = vi
    .fn()
    .mockResolvedValueOnce({ isConfigured: true, runs: [run] })
    .mockResolvedValue({ isConfigured: true, runs: [{ ...run, state: 'done' }] });
  const confirmDirectoryRun = vi
    .fn()
    .mockRejectedValueOnce(refused('conflict'))
    .mockResolvedValue({ ...run, state: 'done' });
  await show(<DirectorySection />, { me: alice, api: { directory, confirmDirectoryRun, scimTokens: none } });
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
    api: { directory: async () => ({ isConfigured: false, runs: [] }), scimTokens: none },
  });
  await screen.findByRole('heading', { name: 'No directory is connected' });
  const failed: DirectoryRunView = { ...run, state: 'failed', faults: [], error: 'the directory told of nobody' };
  await show(<DirectorySection />, {
    me: alice,
    api: { directory: async () => ({ isConfigured: true, runs: [failed] }), scimTokens: none },
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
  await show(<DirectorySection />, { me: alice, api: { directory, scimTokens, makeScimToken, revokeScimToken } });
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
