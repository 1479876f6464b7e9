/** A clerk signs in with the password of the directory and finds the team of her department; taken out of the group there, it is gone here. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { groupLdif, groupsBase, ldifOf, personDn, startSlapd, type Slapd } from '@saal/accounts/testing/slapd';
import { DirectoryRunView } from '@saal/protocol';
import { accessibilityViolations, openPerson } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCast, type Cast } from './cast.ts';

const password = 'Kastanien am Marktplatz';

let slapd: Slapd;
let folder: string;
let cast: Cast;

beforeAll(async () => {
  const clerk = (uid: string, name: string): string => ldifOf({ uid, name, mail: `${uid}@stadt.example`, password });
  slapd = await startSlapd([
    clerk('huber', 'Vera Huber'),
    clerk('maier', 'Otto Maier'),
    // She is in her department through a group in it.
    groupLdif('Personalamt', [personDn('maier'), `cn=sachgebiet,${groupsBase}`]),
    groupLdif('sachgebiet', [personDn('huber')]),
  ]);
  folder = mkdtempSync(join(tmpdir(), 'saal-directory-'));
  const settings = slapd.settings({ teams: { base: groupsBase, filter: '(cn=Personalamt)' }, changesEverySeconds: 5 });
  writeFileSync(join(folder, 'directory.json'), JSON.stringify(settings));
  cast = await startCast({ env: { SAAL_DIRECTORY_FILE: join(folder, 'directory.json') } });
  const { http } = cast.anna;
  const waiting = await http.expect(DirectoryRunView, 'POST', '/api/directory/runs');
  expect(waiting).toMatchObject({ state: 'waiting', teams: { added: 1, joined: 2 } });
  await http.expect(DirectoryRunView, 'POST', `/api/directory/runs/${waiting.id}/confirm`);
}, 240_000);
afterAll(async () => {
  await cast?.end();
  slapd?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

test('the team of her department is there when she comes, and goes with her group', { timeout: 240_000 }, async () => {
  const { page } = await openPerson(cast.browser, cast.saal.baseUrl, 'Vera Huber', { language: 'de', reducedMotion: true });
  page.setDefaultTimeout(60_000);
  await page.goto('/sign-in');
  await page.getByRole('textbox', { name: /E-Mail/ }).fill('huber@stadt.example');
  await page.locator('input[type=password]').fill(password);
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await page.getByRole('link', { name: 'Teams', exact: true }).click();
  const teams = page.getByRole('navigation', { name: 'Ihre Teams' });
  await teams.getByRole('link', { name: /Personalamt/ }).click();
  await page.getByRole('tab', { name: 'Mitglieder' }).click();
  await page.getByText('Mitglieder kommen aus dem Verzeichnis.').waitFor();
  const members = page.getByRole('list', { name: 'Mitglieder' });
  await members.getByText('Otto Maier').waitFor();
  // The server, which keeps the team, is nobody in it.
  expect(await members.getByRole('listitem').count()).toBe(2);
  for (const name of ['Einladen', 'Mehr zu Otto Maier', 'Mehr zu diesem Team'])
    expect([name, await page.getByRole('button', { name }).count()]).toEqual([name, 0]);
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByRole('tab', { name: 'Kanäle' }).click();
  await page.getByRole('link', { name: /Allgemein/ }).click();
  await page.getByRole('textbox', { name: 'Nachricht an Allgemein' }).fill('Guten Morgen zusammen');
  await page.keyboard.press('Enter');
  await page.getByRole('article').filter({ hasText: 'Guten Morgen zusammen' }).waitFor();
  await page.getByRole('link', { name: 'Teams', exact: true }).click();

  const takenOutAtMs = performance.now();
  await slapd.set(`cn=sachgebiet,${groupsBase}`, 'member', personDn('maier'));
  await page.getByText('Sie sind noch in keinem Team.').waitFor();
  expect(performance.now() - takenOutAtMs).toBeLessThan(60_000);
});
