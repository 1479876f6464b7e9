import { fireEvent, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { show } from '../testing/render.tsx';
import { Button } from '../ui/button.tsx';
import { newDraft, type Draft } from './draft.ts';
import { MeetingForm } from './meeting-form.tsx';

const draft = newDraft(Date.parse('2026-11-23T12:00Z'), 'Europe/Berlin');

test('an event is planned with its stage, and without a kind that speaks of a talk', async () => {
  const submit = vi.fn<(draft: Draft) => void>();
  await show(<MeetingForm initial={draft} withTime={false} onSubmit={submit} actions={<Button type="submit">Planen</Button>} />);
  expect(await screen.findByRole('radio', { name: 'Vertraulich' })).toBeTruthy();
  expect(screen.queryByRole('checkbox', { name: 'Das Publikum sieht einander' })).toBeNull();
  fireEvent.click(screen.getByRole('radio', { name: 'Veranstaltung' }));
  expect(screen.queryByRole('radio', { name: 'Vertraulich' })).toBeNull();
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
