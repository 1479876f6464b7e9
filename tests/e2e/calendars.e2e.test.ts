/** A feed is made by keys alone and read by another program; a time is suggested and taken when planning. Axe on the way. */
import { accessibilityViolations, KeyboardHand, text } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCalendar } from '../../packages/calendars/src/testing/read-calendar.ts';
import { startCast, type Cast } from './cast.ts';

let cast: Cast;
beforeAll(async () => {
  cast = await startCast();
});
afterAll(() => cast?.end());

test('with keys alone a time is suggested and taken, and the meeting stands in the feed', { timeout: 180_000 }, async () => {
  const { page } = await cast.openAnna({ language: 'de', reducedMotion: true });
  await page.setViewportSize({ width: 390, height: 844 });
  const word = (key: string): string => text('de', `calendars:${key}`);
  const keys = new KeyboardHand(page);
  await page.goto('/plan');
  await keys.tabTo(text('de', 'home:planning.name'));
  await page.keyboard.type('Dezernatsrunde');
  await keys.pressOn(word('suggest.title'));
  await keys.tabTo(word('suggest.people'));
  await page.keyboard.type('niemand@example.org');
  await keys.pressOn(word('suggest.find'));
  const list = page.getByRole('list', { name: word('suggest.list') });
  await list.waitFor();
  await page.getByText(text('de', 'calendars:suggest.unknown', { names: 'niemand@example.org' })).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  const third = list.getByRole('button').nth(2);
  const [, time = ''] = /, (\d\d:\d\d)/.exec((await third.textContent()) ?? '') ?? [];
  await third.press('Enter');
  await list.waitFor({ state: 'hidden' });
  await keys.pressOn(text('de', 'home:planning.submit'));
  await page.waitForURL(/\/meetings\//);

  await page.goto('/account');
  await keys.pressOn(word('feed.make'));
  const address = (await page.locator('code', { hasText: '/api/calendars/feed/' }).textContent()) ?? '';
  expect(await accessibilityViolations(page)).toEqual([]);
  // As a calendar program: without a cookie.
  const file = await (await fetch(address)).text();
  const [event] = readCalendar(file);
  expect(event?.title).toBe('Dezernatsrunde');
  expect(new Intl.DateTimeFormat('de', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Berlin' }).format(event?.startsAtMs)).toBe(
    time,
  );
  expect(cast.saal.logs).not.toContain(address.split('/').at(-1)?.replace('.ics', ''));
});
