import { momentOf } from '@saal/protocol';
import { fireEvent, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { refused, show, type FakeApi } from '../testing/render.tsx';
import { SuggestTimes } from './suggest-times.tsx';

const timeZone = 'Europe/Berlin';
const firstDay = `${new Date().getUTCFullYear() + 1}-03-02`;
const at = (time: string): number => momentOf({ date: firstDay, time }, timeZone) ?? NaN;
const found = {
  slots: [
    { startsAtMs: at('10:30'), busy: [] },
    { startsAtMs: at('13:00'), busy: ['bob@example.org'] },
  ],
  people: [
    { email: 'bob@example.org', name: 'Bob', state: 'known' as const },
    { email: 'x@example.org', state: 'unknown' as const },
    { email: 'carol@example.org', name: 'Carol', state: 'hidden' as const },
  ],
};
const shown = (api: FakeApi, onChoose = vi.fn(), language: 'de' | 'en' = 'de') =>
  show(<SuggestTimes when={{ date: firstDay, time: '09:00' }} durationMin={45} timeZone={timeZone} onChoose={onChoose} />, {
    api,
    language,
  });
const press = (name: string | RegExp): boolean => fireEvent.click(screen.getByRole('button', { name }));

test('times for people are found by their addresses, with who cannot and whose times are not known; one press takes one', async () => {
  const suggestTimes = vi.fn(async () => found);
  const onChoose = vi.fn();
  await shown({ suggestTimes }, onChoose);
  press('Zeit vorschlagen lassen');
  fireEvent.change(await screen.findByRole('textbox', { name: /Wer soll Zeit haben/ }), {
    target: { value: 'bob@example.org; x@example.org,' },
  });
  press('Zeiten suchen');
  expect(await screen.findByRole('list', { name: 'Vorgeschlagene Zeiten' })).toBeTruthy();
  expect(suggestTimes).toHaveBeenCalledWith(
    expect.objectContaining({ people: ['bob@example.org', 'x@example.org'], lengthMin: 45, timeZone, firstDay }),
  );
  expect(screen.getByText('Hier unbekannt: x@example.org')).toBeTruthy();
  expect(screen.getByText('Zeigen ihre Zeiten nicht: Carol')).toBeTruthy();
  expect(screen.getByRole('button', { name: /10:30.*alle haben Zeit/ })).toBeTruthy();
  await expectAccessible();
  press(/13:00.*ohne Bob/);
  expect(onChoose).toHaveBeenCalledWith({ date: firstDay, time: '13:00' });
});

test('in English: no time at all is said, and so is what went wrong', async () => {
  const suggestTimes = vi.fn().mockRejectedValueOnce(refused('not_ready')).mockResolvedValue({ slots: [], people: [] });
  await shown({ suggestTimes }, vi.fn(), 'en');
  press('Suggest a time');
  press('Look for times');
  expect(await screen.findByRole('alert')).toBeTruthy();
  press('Look for times');
  expect(await screen.findByText(/no time at which anybody can/)).toBeTruthy();
  await expectAccessible();
});
