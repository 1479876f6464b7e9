/** From the file of an office to the panel's day: 200 lines, 10 of them bad, and an applicant who waits in the lobby; axe on the way. */
import type { Locator } from 'playwright-core';
import { CampaignList, CampaignView } from '@saal/protocol';
import { accessibilityViolations, JoinScreen, until, type PersonInBrowser } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCast, type Cast } from './cast.ts';

let cast: Cast;
let anna: PersonInBrowser;
let bob: PersonInBrowser;

/** As browsers of tests have it. Tomorrow too: late in the day not all of them fit into today. */
const [today, tomorrow] = [0, 86_400_000].map((ms) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(Date.now() + ms),
);

/** As one types it into a field of day, month and year. */
const germanKeys = (date = ''): string => date.split('-').reverse().join('');

const good = Array.from({ length: 190 }, (_, index) => `Person ${index + 1};person${index + 1}@example.net;`);
const bad = [
  'Ohne Adresse;;',
  'Falsche Adresse;falsch@;',
  'Doppelt;person1@example.net;',
  '=HYPERLINK("http://evil.example");formel@example.net;',
  ';ohne.namen@example.net;',
  'Fremde Kommission;fremd@example.net;Z',
  'Kaputt;kaputt@example.net;A;zu viel',
  'Leerzeichen;zwei worte@example.net;',
  'Auch doppelt;PERSON2@example.net;',
  '@SUM(A1);summe@example.net;',
];
const file = Buffer.from(['Name;E-Mail;Kommission', ...good, ...bad].join('\r\n'));

beforeAll(async () => {
  cast = await startCast();
  const options = { language: 'de', reducedMotion: true } as const;
  anna = await cast.openAnna(options);
  bob = await cast.openColleague('Bob Maier', options);
});
afterAll(() => cast?.end());

test('200 lines become 190 interviews, and the panel sees who waits', { timeout: 120_000 }, async () => {
  const { page } = anna;
  await page.goto('/campaigns/new');
  await page.getByLabel('Worum es geht').fill('Sachbearbeitung Bauamt');
  await page.getByLabel('Dauer in Minuten').fill('5');
  await page.getByLabel('Pause danach in Minuten').fill('0');
  const type = async (group: Locator, keys: string): Promise<void> => {
    await group.getByRole('spinbutton').first().focus();
    await page.keyboard.type(keys);
  };
  await type(page.getByRole('group', { name: 'Datum' }), germanKeys(today));
  await type(page.getByRole('group', { name: 'Von', exact: true }), '0000');
  await type(page.getByRole('group', { name: 'Bis', exact: true }), '2359');
  await page.locator('label', { hasText: 'Mittagspause' }).click();
  await page.getByRole('button', { name: 'Weiterer Tag' }).click();
  await type(page.getByRole('group', { name: 'Tag 2' }).getByRole('group', { name: 'Datum' }), germanKeys(tomorrow));
  await page.getByLabel('Name der Kommission').fill('A');
  await page.getByRole('button', { name: 'Weitere Kommission zur gleichen Zeit' }).click();
  const second = page.getByRole('group', { name: 'Kommission 2' });
  await second.getByLabel('Name der Kommission').fill('B');
  await second.getByLabel('Wer dazugehört').fill('bob.maier@stadt.example');
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Weiter zur Liste' }).click();

  await page.locator('input[type=file]').setInputFiles({ name: 'liste.csv', mimeType: 'text/csv', buffer: file });
  await page.getByText('10 Zeilen bleiben draußen').waitFor();
  await page.getByText('Zeile 193: die E-Mail ist keine Adresse').waitFor();
  expect(await page.getByText(/^Zeile \d+:/).count()).toBe(10);
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByRole('button', { name: '190 Gespräche planen' }).click();

  const { campaigns } = await cast.anna.http.expect(CampaignList, 'GET', '/api/campaigns');
  const path = `/api/campaigns/${campaigns[0]?.id ?? ''}`;
  const planned = await until(
    'all interviews are planned',
    async () => {
      const { interviews } = await cast.anna.http.expect(CampaignView, 'GET', path);
      const done = interviews.filter(({ state }) => state === 'planned');
      return done.length === 190 ? done : undefined;
    },
    { timeoutMs: 30_000 },
  );
  expect(new Set(planned.map(({ meetingId }) => meetingId)).size).toBe(190);

  const first = planned.find(({ panel }) => panel === 'B');
  if (!first?.meetingId) throw new Error('panel B has no interview');
  const guest = await cast.openGuest(first.name, { language: 'de' });
  const join = new JoinScreen(guest.page);
  await join.open(first.meetingId);
  await join.enter({ name: first.name });
  await bob.page.goto('/day');
  await bob.page.getByText(`Wartet in der Lobby: ${first.name}`).waitFor();
  expect(await bob.page.getByText('@example.net').count()).toBe(0);
  expect(await accessibilityViolations(bob.page)).toEqual([]);
  // One press, and somebody of the panel begins it without who planned it.
  await bob.page.getByRole('link', { name: `Zum Gespräch mit ${first.name}`, exact: true }).click();
  await new JoinScreen(bob.page).enter({});
  await bob.page.getByText(first.name).first().waitFor();
});
