/** A weekly meeting is planned by keys alone, one of its dates is moved, and Home tells each; axe on the way. */
import { accessibilityViolations, KeyboardHand, text } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCast, type Cast } from './cast.ts';

let cast: Cast;
beforeAll(async () => {
  cast = await startCast();
});
afterAll(() => cast?.end());

const word = (key: string, values?: Record<string, string>): string => text('de', key, values);

test('a weekly meeting is planned and one date of it is moved, with keys alone', { timeout: 120_000 }, async () => {
  const { page } = await cast.openAnna({ language: 'de', reducedMotion: true });
  const keys = new KeyboardHand(page);
  /** Opens a select by its label and takes an option. */
  const choose = async (label: string, option: string): Promise<void> => {
    await keys.tabTo(new RegExp(`${label}$`));
    await page.keyboard.press('ArrowDown');
    await page.getByRole('listbox').waitFor();
    const wanted = page.getByRole('option', { name: option, exact: true });
    await page.keyboard.press('Home');
    for (let step = 0; step < 20 && (await wanted.getAttribute('data-focused')) === null; step++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('listbox').waitFor({ state: 'detached' });
  };

  await page.goto('/plan');
  await keys.tabTo(word('home:planning.name'));
  await page.keyboard.type('Dezernatsrunde');
  await choose(word('home:planning.repeat.label'), word('home:planning.repeat.every.week'));
  await choose(word('home:planning.repeat.count'), '4');
  await page.getByText(/^4 Termine, vom /).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  await keys.pressOn(word('home:planning.submit'));

  const dates = page.getByRole('region', { name: word('home:planning.dates.title') });
  await expect.poll(() => dates.getByRole('listitem').count()).toBe(4);
  const second = dates.getByRole('listitem').nth(1);
  const before = (await second.locator('span').first().textContent()) ?? '';
  await keys.pressOn(word('home:planning.dates.actionsOf', { when: before }));
  await page.getByRole('menuitem', { name: word('home:planning.dates.change') }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await choose(word('home:planning.length'), '2 Std.');
  expect(await accessibilityViolations(page)).toEqual([]);
  await keys.pressOn(word('home:planning.dates.save'));
  await second.getByText(word('home:planning.dates.states.moved')).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);

  await page.goto('/');
  // The first is the next one or among those to come, by the hour of the day; the second is always to come.
  const coming = page.getByRole('region', { name: word('home:coming') }).getByRole('listitem');
  await expect.poll(() => coming.filter({ hasText: 'Dezernatsrunde' }).count(), { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
  await coming.filter({ hasText: '2 Std' }).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
});
