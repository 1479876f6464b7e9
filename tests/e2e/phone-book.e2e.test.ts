/** Anna lets the directory in, then everybody finds each other as in a phone book, writes to and calls each other: by keyboard, as axe wants it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ldifOf, startSlapd, type Slapd } from '@saal/accounts/testing/slapd';
import { CreatedScimToken, DirectoryRunView, PhoneBookPage } from '@saal/protocol';
import { accessibilityViolations, MeetingScreen, until, type PersonInBrowser } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallWindow, startCast, type Cast } from './cast.ts';

const departments = ['Stadtkämmerei', 'Personalamt', 'Baureferat'];
const password = 'Kastanien am Marktplatz';

let slapd: Slapd;
let folder: string;
let cast: Cast;
let anna: PersonInBrowser;

beforeAll(async () => {
  const many = Array.from({ length: 40 }, (_, n) => ({
    ...{ uid: `p${n}`, name: `Person Nummer${n}`, mail: `p${n}@stadt.example` },
    more: { department: departments[n % 3] ?? '', telephoneNumber: `+49 89 233-${40_000 + n}` },
  }));
  const joerg = { uid: 'mueller', name: 'Jörg Müller', mail: 'mueller@stadt.example', password };
  slapd = await startSlapd([
    ldifOf({ ...joerg, more: { department: 'Stadtkämmerei', title: 'Leitung', telephoneNumber: '+49 89 233-12345', ipPhone: '12345' } }),
    ldifOf({ uid: 'ohne', name: 'Ohne Adresse' }),
    ...many.map(ldifOf),
  ]);
  folder = mkdtempSync(join(tmpdir(), 'saal-directory-'));
  writeFileSync(join(folder, 'directory.json'), JSON.stringify(slapd.settings()));
  cast = await startCast({ env: { SAAL_DIRECTORY_FILE: join(folder, 'directory.json') } });
  anna = await cast.openAnna({ language: 'de', reducedMotion: true, viewport: smallWindow });
  anna.page.setDefaultTimeout(60_000);
}, 240_000);
afterAll(async () => {
  await cast?.end();
  slapd?.close();
  rmSync(folder, { recursive: true, force: true });
});

const focused = async ({ page }: PersonInBrowser): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
/** As somebody without a mouse. */
async function tabTo(person: PersonInBrowser, name: string): Promise<void> {
  for (let presses = 0; (await focused(person)) !== name; presses++) {
    if (presses > 40) throw new Error(`the Tab key does not reach "${name}"`);
    await person.page.keyboard.press('Tab');
  }
}

test('an administrator sees what the directory would change and agrees, by keyboard', { timeout: 240_000 }, async () => {
  const { page } = anna;
  await page.goto('/admin/directory');
  await page.getByRole('button', { name: 'Jetzt abgleichen' }).waitFor();
  await tabTo(anna, 'Jetzt abgleichen');
  await page.keyboard.press('Enter');
  await page.getByText('Er würde 41 Personen anlegen').first().waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  await tabTo(anna, 'Zustimmen …');
  await page.keyboard.press('Enter');
  await page.getByRole('alertdialog', { name: 'Abgleich ausführen?' }).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  await tabTo(anna, 'Ausführen');
  await page.keyboard.press('Enter');
  await page.getByRole('cell', { name: 'fertig (alles)' }).first().waitFor();
  await page.getByRole('button', { name: '1 Eintrag ausgelassen' }).click();
  await page.getByText('hat keine gültige E-Mail-Adresse').waitFor();
  expect(await page.getByRole('button', { name: 'Zustimmen …' }).count()).toBe(0);
  expect(await accessibilityViolations(page)).toEqual([]);
});

test('whom a provider pushes by SCIM is in the phone book', { timeout: 60_000 }, async () => {
  const { http } = cast.anna;
  const { secret } = await http.expect(CreatedScimToken, 'POST', '/api/directory/tokens', { name: 'Entra ID' });
  const push = (token: string) =>
    fetch(`${cast.saal.baseUrl}/scim/v2/Users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify({ userName: 'gepusht@stadt.example', displayName: 'Gesa Pusht', active: true }),
    });
  expect((await push('x'.repeat(43))).status).toBe(401);
  const made = await push(secret);
  expect([made.status, made.headers.get('content-type')]).toEqual([201, expect.stringContaining('application/scim+json')]);
  const { people } = await http.expect(PhoneBookPage, 'GET', '/api/people/search?text=gesa');
  expect(people).toMatchObject([{ displayName: 'Gesa Pusht' }]);
});

test('somebody is found by a part of name and number, shown, written to and called, by keyboard', { timeout: 240_000 }, async () => {
  const { page } = anna;
  await page.goto('/phone-book');
  await page.getByRole('heading', { name: 'Wen suchen Sie?' }).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  // The field has the focus: one types at once.
  await page.keyboard.type('mueller jö');
  await page.getByRole('button', { name: 'Jörg Müller', exact: true }).waitFor();
  expect(await page.getByRole('status').first().textContent()).toBe('1 Person');
  expect(await page.getByRole('link', { name: '+49 89 233-12345' }).getAttribute('href')).toBe('tel:+498923312345');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('233 4000');
  await page.getByText('10 Personen').waitFor();
  await page.keyboard.press('ArrowDown');
  expect(await focused(anna)).toBe('Person Nummer0');
  await page.keyboard.press('ArrowDown');
  expect(await focused(anna)).toBe('Person Nummer1');
  await page.keyboard.press('Enter');
  const card = page.getByRole('dialog', { name: 'Person Nummer1' });
  await card.getByText('p1@stadt.example').waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await card.waitFor({ state: 'detached' });

  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.setViewportSize(smallWindow);

  await tabTo(anna, 'Nachricht an Person Nummer1');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/chat\/!/);
  await page
    .getByRole('textbox', { name: /Nachricht/ })
    .first()
    .waitFor();
});

test('a call from the phone book rings at who is called', { timeout: 240_000 }, async () => {
  const joerg = await cast.openGuest('Jörg Müller', { language: 'de', reducedMotion: true, viewport: smallWindow });
  await joerg.page.goto('/sign-in');
  await joerg.page.getByRole('textbox', { name: /E-Mail/ }).fill('mueller@stadt.example');
  await joerg.page.locator('input[type=password]').fill(password);
  await joerg.page.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await joerg.page.getByRole('link', { name: 'Telefonbuch' }).waitFor();
  await anna.page.goto('/phone-book');
  await anna.page.getByRole('searchbox', { name: 'Person suchen' }).fill('12345');
  await anna.page.getByRole('button', { name: 'Jörg Müller anrufen' }).click();
  await new MeetingScreen(anna.page).here();
  await joerg.page.getByRole('alertdialog', { name: 'Anna Huber ruft an' }).waitFor();
  await joerg.close();
});

test('who is disabled in the directory is in the phone book no more', { timeout: 240_000 }, async () => {
  await slapd.set('uid=p7,ou=people,dc=stadt,dc=example', 'userAccountControl', '514');
  const found = async (): Promise<number> => {
    const { people } = await cast.anna.http.expect(PhoneBookPage, 'GET', '/api/people/search?text=p7%40stadt');
    return people.length;
  };
  expect(await found()).toBe(1);
  await cast.anna.http.expect(DirectoryRunView, 'POST', '/api/directory/runs');
  await until('the disabled person to be gone', async () => ((await found()) === 0 ? true : undefined));
});
