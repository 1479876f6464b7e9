import type { PresetView } from '@saal/client';
import { defaultSettings, PersonId } from '@saal/protocol';
import { fireEvent, screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, show } from '../testing/render.tsx';
import { Button } from '../ui/button.tsx';
import { newDraft, ofKind, type Draft } from './draft.ts';
import { MeetingForm } from './meeting-form.tsx';

const draft = newDraft(Date.parse('2026-11-23T12:00Z'), 'Europe/Berlin');
const interview: PresetView = {
  id: 'interview',
  name: { de: 'Vorstellungsgespräch', en: 'Job interview' },
  description: { de: 'Wer sich bewirbt, wartet in der Lobby.', en: 'Applicants wait in the lobby.' },
  settings: { ...defaultSettings, lobbyBypass: 'nobody', chatUploads: false },
  locked: ['lobbyBypass', 'size'],
  recordingForbidden: true,
  remindersMin: [60],
  mailText: { de: '', en: '' },
  retentionDays: 180,
};

async function open(change: Partial<Draft> = {}) {
  const submit = vi.fn<(draft: Draft) => void>();
  await show(<MeetingForm initial={{ ...draft, ...change }} withTime onSubmit={submit} actions={<Button type="submit">Planen</Button>} />, {
    me: alice,
    api: {
      presets: async () => ({ presets: [interview] }),
      delegations: async () => ({ delegates: [], principals: [{ id: PersonId.parse('petra-0001'), displayName: 'Petra Groß' }] }),
    },
  });
  await screen.findByRole('radio', { name: 'Vorstellungsgespräch' });
  return submit;
}

test('an event is planned with its stage', async () => {
  const submit = await open({ when: { date: '2099-01-05', time: '10:00' } });
  expect(screen.queryByRole('checkbox', { name: 'Das Publikum sieht einander' })).toBeNull();
  fireEvent.click(screen.getByRole('radio', { name: 'Veranstaltung' }));
  fireEvent.click(screen.getByRole('checkbox', { name: 'Das Publikum sieht einander' }));
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Planen' }));
  expect(submit.mock.lastCall?.[0].settings).toMatchObject({
    size: 'event',
    audienceVisible: true,
    questionsModerated: true,
    stageSeats: 12,
  });
});

test('the kind sets all else; what the house has locked is shown with who decided it, and cannot be changed', async () => {
  const submit = await open({ when: { date: '2099-01-05', time: '10:00' } });
  fireEvent.click(screen.getByRole('radio', { name: 'Vorstellungsgespräch' }));
  const facts = screen.getByRole('list', { name: 'Was für „Vorstellungsgespräch“ gilt' });
  expect(facts.textContent).toContain('Von der Verwaltung festgelegt: „Ohne Warten in der Lobby“ und „Größe“.');
  expect(facts.textContent).toContain('180 Tage nach dem letzten Termin gelöscht');
  expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Bühne' }).disabled).toBe(true);
  fireEvent.click(screen.getByRole('button', { name: 'Einzelne Einstellungen' }));
  const lobby = screen.getByRole<HTMLButtonElement>('button', { name: /Ohne Warten in der Lobby/ });
  expect(lobby.disabled).toBe(true);
  expect(screen.getAllByText('Von der Verwaltung für „Vorstellungsgespräch“ festgelegt.').length).toBe(2);
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Planen' }));
  expect(submit.mock.lastCall?.[0]).toMatchObject({ preset: { id: 'interview' }, settings: interview.settings });

  fireEvent.click(screen.getByRole('radio', { name: 'Allgemeine Besprechung' }));
  fireEvent.click(screen.getByRole('button', { name: 'Planen' }));
  expect(submit.mock.lastCall?.[0]).toMatchObject({ preset: undefined, settings: defaultSettings });
});

test('reminders are as the kind has them until others are wished, and as the house says where it locks them', async () => {
  const submit = await open({ when: { date: '2099-01-05', time: '10:00' } });
  const sent = () => submit.mock.lastCall?.[0].remindersMin;
  fireEvent.click(screen.getByRole('button', { name: 'Einzelne Einstellungen' }));
  const chosen = () => screen.getAllByRole<HTMLInputElement>('checkbox', { name: /vorher$/ }).map(({ checked }) => checked);
  expect(chosen()).toEqual([false, true, false, true]);
  fireEvent.click(screen.getByRole('radio', { name: 'Vorstellungsgespräch' }));
  expect(chosen()).toEqual([false, false, true, false]);
  fireEvent.click(screen.getByRole('button', { name: 'Planen' }));
  expect(sent()).toBeUndefined();
  fireEvent.click(screen.getByRole('checkbox', { name: '1 Tag vorher' }));
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Planen' }));
  expect(sent()).toEqual([1440, 60]);
  for (const name of ['7 Tage vorher', /^15 .*vorher/]) fireEvent.click(screen.getByRole('checkbox', { name }));
  submit.mockClear();
  fireEvent.click(screen.getByRole('button', { name: 'Planen' }));
  expect(submit).not.toHaveBeenCalled();
  expect(screen.getByText('Bitte wählen Sie höchstens drei.')).toBeDefined();
});

test('a meeting takes as long as its kind says, until another length is chosen', () => {
  const short = { ...interview, durationMin: 25 };
  const of = (change: Partial<Draft>) => ofKind({ ...draft, ...change }, short).durationMin;
  expect(of({})).toBe(25);
  expect(of({ durationMin: 90 })).toBe(90);
  expect(ofKind({ ...draft, preset: short, durationMin: 25 }, undefined).durationMin).toBe(60);
  expect(ofKind({ ...draft, preset: short, durationMin: 45 }, interview).durationMin).toBe(45);
});

test('reminders that the house has locked cannot be chosen', async () => {
  await open({ preset: { ...interview, remindersLocked: true } });
  fireEvent.click(screen.getByRole('button', { name: 'Einzelne Einstellungen' }));
  const group = screen.getByRole('group', { name: 'Erinnerungen an Eingeladene' });
  expect(
    within(group)
      .getAllByRole<HTMLInputElement>('checkbox')
      .every(({ disabled }) => disabled),
  ).toBe(true);
  expect(group.textContent).toContain('Von der Verwaltung für „Vorstellungsgespräch“ festgelegt.');
});

test('who was named as delegate chooses on whose behalf they plan', async () => {
  const submit = await open({ when: { date: '2099-01-05', time: '10:00' } });
  fireEvent.click(await screen.findByRole('button', { name: /Im Auftrag von/ }));
  fireEvent.click(screen.getByRole('option', { name: 'Petra Groß' }));
  fireEvent.click(screen.getByRole('button', { name: 'Planen' }));
  expect(submit.mock.lastCall?.[0].onBehalfOf).toBe('petra-0001');
});
