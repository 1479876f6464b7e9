import { fireEvent, screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { show } from '../testing/render.tsx';
import { Button } from '../ui/button.tsx';
import { newDraft, type Draft } from './draft.ts';
import { MeetingForm } from './meeting-form.tsx';
import { ruleOf } from './repeat.ts';

const nowMs = Date.now();
const draft = { ...newDraft(nowMs, 'Europe/Berlin'), when: { date: '2099-11-23', time: '09:00' } }; // a Monday

async function choose(label: string | RegExp, option: string): Promise<void> {
  fireEvent.click(screen.getByRole('button', { name: label }));
  fireEvent.click(await screen.findByRole('option', { name: option }));
}

test.each([
  ['de', 'Planen', /Wiederholung/, 'wöchentlich', 'Mittwoch', '10 Termine, vom Montag, 23. November bis zum Mittwoch, 23. Dezember.'],
  ['en', 'Plan', /Repeats/, 'weekly', 'Wednesday', '10 dates, from Monday 23 November to Wednesday 23 December.'],
] as const)(
  'a weekly series on two days is said in words before it is planned (%s)',
  async (language, plan, repeats, weekly, wednesday, outcome) => {
    const submit = vi.fn<(draft: Draft) => void>();
    await show(<MeetingForm initial={draft} withTime onSubmit={submit} actions={<Button type="submit">{plan}</Button>} />, { language });
    await screen.findByRole('button', { name: plan });
    await choose(repeats, weekly);
    fireEvent.click(screen.getByRole('checkbox', { name: wednesday }));
    expect(screen.getByText(outcome)).toBeDefined();
    await expectAccessible();
    fireEvent.click(screen.getByRole('button', { name: plan }));
    const sent = submit.mock.lastCall?.[0];
    expect(sent && ruleOf(sent.repeat, sent.when.date)).toEqual({ every: 'week', interval: 1, days: ['mo', 'we'], end: { count: 10 } });
  },
);

test('a series that ends before it begins is not sent, and the field says why', async () => {
  const submit = vi.fn<(draft: Draft) => void>();
  const initial: Draft = { ...draft, repeat: { ...draft.repeat, every: 'day', endBy: 'until', until: '2099-11-20' } };
  await show(<MeetingForm initial={initial} withTime onSubmit={submit} actions={<Button type="submit">Planen</Button>} />);
  fireEvent.click(await screen.findByRole('button', { name: 'Planen' }));
  const until = await screen.findByRole('group', { name: /Letzter Tag/ });
  expect(within(until.parentElement ?? until).getByText('So gibt es keinen einzigen Termin.')).toBeDefined();
  expect(submit).not.toHaveBeenCalled();
});
