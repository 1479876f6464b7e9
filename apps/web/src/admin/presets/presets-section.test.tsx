import type { Api, PresetView } from '@saal/client';
import { defaultSettings } from '@saal/protocol';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { alice, show } from '../../testing/render.tsx';
import { PresetsSection } from './presets-section.tsx';

const preset = (id: string, de: string, en: string): PresetView => ({
  id,
  name: { de, en },
  description: { de: '', en: '' },
  settings: defaultSettings,
  locked: ['lobbyBypass'],
  recordingForbidden: false,
  remindersMin: [1440],
  mailText: { de: '', en: '' },
  retentionDays: 30,
});
const both = [preset('team', 'Team', 'Team'), preset('hearing', 'Anhörung', 'Hearing')];

test('kinds are listed with what they lock and keep, and change places', async () => {
  const orderPresets = vi.fn<Api['orderPresets']>().mockResolvedValue(undefined);
  const presets = vi
    .fn<Api['presets']>()
    .mockResolvedValueOnce({ presets: both })
    .mockResolvedValue({ presets: [...both].reverse() });
  await show(<PresetsSection />, { me: alice, api: { presets, orderPresets } });
  const rows = await screen.findAllByRole('listitem');
  expect(rows.map((row) => row.textContent)).toEqual([
    'Team1 Einstellung gesperrt · nach 30 Tagen gelöscht',
    'Anhörung1 Einstellung gesperrt · nach 30 Tagen gelöscht',
  ]);
  await expectAccessible();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Nach oben: Team' }).disabled).toBe(true);
  const up = screen.getByRole('button', { name: 'Nach oben: Anhörung' });
  up.focus();
  fireEvent.click(up);
  await waitFor(() => expect(orderPresets).toHaveBeenCalledWith(['hearing', 'team']));
  expect((await screen.findByText('„Anhörung“ steht jetzt an Stelle 1.')).getAttribute('role')).toBe('status');
  // First now: the focus goes on to what can still be done with it.
  await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Nach unten: Anhörung'));
});

test('a kind is changed: its name, what is locked, when it is deleted; a wrong number of days is told at the field', async () => {
  const changePreset = vi.fn<Api['changePreset']>().mockImplementation(async (id, content) => ({ ...preset(id, '', ''), ...content }));
  await show(<PresetsSection />, { me: alice, api: { presets: async () => ({ presets: both }), changePreset } });
  fireEvent.click(await screen.findByRole('button', { name: 'Ändern: Anhörung' }));
  fireEvent.change(screen.getByRole('textbox', { name: 'Name auf Deutsch' }), { target: { value: 'Anhörungstermin' } });
  fireEvent.click(screen.getByRole('button', { name: 'Gesperrt' }));
  fireEvent.click(screen.getByRole('checkbox', { name: 'Dateien im Chat senden' }));
  const days = screen.getByRole('textbox', { name: /Löschen nach Tagen/ });
  fireEvent.change(days, { target: { value: '0' } });
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Speichern' }));
  expect(await screen.findByText('Bitte geben Sie 1 bis 3650 Tage an, oder nichts.')).toBeDefined();
  expect(changePreset).not.toHaveBeenCalled();
  fireEvent.change(days, { target: { value: '' } });
  const length = screen.getByRole('textbox', { name: /Dauer in Minuten/ });
  fireEvent.change(length, { target: { value: '4' } });
  fireEvent.click(screen.getByRole('button', { name: 'Speichern' }));
  expect(await screen.findByText('Bitte geben Sie 5 bis 1440 Minuten an, oder nichts.')).toBeDefined();
  fireEvent.change(length, { target: { value: '25' } });
  fireEvent.click(screen.getByRole('button', { name: 'Speichern' }));
  await waitFor(() =>
    expect(changePreset).toHaveBeenCalledWith(
      'hearing',
      expect.objectContaining({
        name: { de: 'Anhörungstermin', en: 'Hearing' },
        locked: ['lobbyBypass', 'chatUploads'],
        durationMin: 25,
        retentionDays: null,
      }),
    ),
  );
  expect(await screen.findByText('„Anhörungstermin“ ist gespeichert.')).toBeDefined();
});

test('a kind is removed after asking, and without kinds it is said what that means', async () => {
  const withdrawPreset = vi.fn<Api['withdrawPreset']>().mockResolvedValue(undefined);
  const presets = vi
    .fn<Api['presets']>()
    .mockResolvedValueOnce({ presets: both.slice(0, 1) })
    .mockResolvedValue({ presets: [] });
  await show(<PresetsSection />, { me: alice, api: { presets, withdrawPreset } });
  fireEvent.click(await screen.findByRole('button', { name: 'Entfernen: Team' }));
  fireEvent.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Entfernen' }));
  expect(await screen.findByText('Noch keine Art')).toBeDefined();
  expect(withdrawPreset).toHaveBeenCalledWith('team');
});
