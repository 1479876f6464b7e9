/** A job interview is planned on behalf of somebody, with a room, by keys alone; the house keeps kinds and rooms. Axe on the way. */
import { accessibilityViolations, createPerson, KeyboardHand, openPerson, text, type SignedIn } from '@saal/testkit';
import { Delegations, MeetingDetail, ResourceView } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCast, type Cast } from './cast.ts';

let cast: Cast;
let petra: SignedIn;
beforeAll(async () => {
  cast = await startCast();
  petra = await createPerson(cast.anna, 'Petra Groth');
  await petra.http.expect(Delegations, 'POST', '/api/me/delegates', { email: cast.anna.email });
  for (const [name, seats] of [
    ['Saal 1', 40],
    ['Turmzimmer', 6],
  ])
    await cast.anna.http.expect(ResourceView, 'POST', '/api/resources', { name, building: 'Rathaus', seats, equipment: '', email: null });
});
afterAll(() => cast?.end());

const word = (key: string, values?: Record<string, string>): string => text('de', key, values);
const phone = { width: 390, height: 844 };

test('an interview with a room is planned on behalf of somebody, with keys alone', { timeout: 180_000 }, async () => {
  const { page } = await cast.openAnna({ language: 'de', reducedMotion: true });
  const keys = new KeyboardHand(page);
  await page.goto('/plan');
  await page.getByRole('radio', { name: 'Vorstellungsgespräch' }).waitFor();
  await keys.tabTo(word('planning:kind.general'));
  await page.keyboard.press('ArrowDown');
  expect(await page.getByRole('radio', { name: 'Vorstellungsgespräch' }).isChecked()).toBe(true);
  await page
    .getByText(word('planning:kind.locked', { settings: word('planning:kind.setting', { name: word('home:planning.lobbyBypass') }) }))
    .waitFor();

  await keys.tabTo(new RegExp(`${word('planning:behalf.label')}$`));
  await page.keyboard.press('ArrowDown');
  await page.getByRole('option', { name: 'Petra Groth' }).waitFor();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await keys.tabTo(word('home:planning.name'));
  await page.keyboard.type('Gespräch Stelle 4711');
  await keys.pressOn(word('planning:rooms.choose'));
  await page.getByRole('dialog').waitFor();
  await keys.tabTo('Saal 1');
  await page.keyboard.press('Space');
  expect(await accessibilityViolations(page)).toEqual([]);
  await keys.pressOn(word('planning:rooms.done'));
  await page
    .getByRole('list', { name: word('planning:rooms.chosen') })
    .getByText('Saal 1, Rathaus')
    .waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  await keys.pressOn(word('home:planning.submit'));

  await page.getByText(word('home:onBehalfOf', { name: 'Petra Groth' })).waitFor();
  await page.getByText(word('home:planning.planned')).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  const meetingId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const planned = await petra.http.expect(MeetingDetail, 'GET', `/api/meetings/${meetingId}`);
  expect(planned).toMatchObject({
    title: 'Gespräch Stelle 4711',
    preset: { id: 'interview' },
    settings: { mayBegin: 'accounts', chatUploads: false },
    resources: [{ name: 'Saal 1' }],
    onBehalf: { principal: 'Petra Groth', planner: cast.anna.me.displayName },
  });
  // A part of a date shows its focus by its own ground.
  expect(keys.unseenFocus.filter((stop) => !/(Tag|Monat|Jahr|Stunde|Minute), $/.test(stop))).toEqual([]);

  // The room is hers now: the same time is refused with its name, and nothing is planned.
  await page.goto('/plan');
  await keys.pressOn(word('planning:rooms.choose'));
  const box = page.getByRole('checkbox', { name: 'Saal 1' });
  await expect.poll(() => box.isDisabled(), { timeout: 10_000 }).toBe(true);
  expect(await page.getByRole('checkbox', { name: 'Turmzimmer' }).isDisabled()).toBe(false);

  await petra.http.request('DELETE', `/api/me/delegates/${cast.anna.me.id}`);
  await page.goto(`/meetings/${meetingId}`);
  await page.getByText('meeting_not_found').waitFor();
});

test(
  'on a phone, in English: the principal sees it at home, names delegates, and kinds and rooms are kept',
  { timeout: 180_000 },
  async () => {
    const soon = { startsAtMs: Date.now() + 3_600_000, durationMin: 30, timeZone: 'Europe/Berlin', presetId: 'team' };
    await petra.http.expect(Delegations, 'POST', '/api/me/delegates', { email: cast.anna.email });
    const body = { kind: 'planned', title: 'Jour fixe', ...soon, onBehalfOf: petra.me.id };
    await cast.anna.http.expect(MeetingDetail, 'POST', '/api/meetings', body);
    for (const person of [petra, cast.anna]) await person.http.request('PATCH', '/api/me', { body: { language: 'en' } });
    const open = (person: SignedIn) =>
      openPerson(cast.browser, cast.saal.baseUrl, person.me.displayName, {
        ...{ language: 'en', viewport: phone, colorScheme: 'dark', cookies: person.http.cookies },
      });
    const atPetras = await open(petra);
    await atPetras.page.goto('/');
    await atPetras.page
      .getByText(text('en', 'home:plannedForYou', { name: cast.anna.me.displayName }))
      .first()
      .waitFor();
    expect(await accessibilityViolations(atPetras.page)).toEqual([]);
    await atPetras.page.goto('/account');
    await atPetras.page
      .getByRole('region', { name: text('en', 'planning:delegates.title') })
      .getByText('Anna Huber')
      .waitFor();
    expect(await accessibilityViolations(atPetras.page)).toEqual([]);
    // Without the right there is no administration.
    await atPetras.page.goto('/admin/presets');
    await atPetras.page.getByText('not_allowed').waitFor();

    const { page } = await open(cast.anna);
    await page.goto('/admin/presets');
    await page.getByRole('button', { name: text('en', 'planning:presets.change', { name: 'Training' }) }).click();
    const days = page.getByRole('textbox', { name: new RegExp(text('en', 'planning:presets.retention')) });
    await days.fill('90');
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: text('en', 'planning:presets.save') }).click();
    await page.getByText(text('en', 'planning:presets.saved', { name: 'Training' })).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Training' }).getByText('deleted after 90 days').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.goto('/admin/rooms');
    await page.getByRole('button', { name: text('en', 'planning:rooms.change', { name: 'Turmzimmer' }) }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    for (const path of ['/plan', '/admin/presets', '/admin/rooms', '/account']) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect([path, wider]).toEqual([path, 0]);
    }
  },
);
