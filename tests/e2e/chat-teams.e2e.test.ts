/** A team of two people in two browsers: founded, filled, its channel of announcements read, its links and roles kept; axe on the way. */
import { accessibilityViolations, JoinScreen, MeetingScreen, type PersonInBrowser } from '@saal/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCast, type Cast } from './cast.ts';

let cast: Cast;
let anna: PersonInBrowser;
let bob: PersonInBrowser;

beforeAll(async () => {
  cast = await startCast();
  const options = { language: 'de', reducedMotion: true } as const;
  anna = await cast.openAnna(options);
  bob = await cast.openColleague('Bob Maier', options);
});
afterAll(() => cast?.end());

const tab = (page: Page, name: string) => page.getByRole('tab', { name }).click();

test('two people work in a team', { timeout: 240_000 }, async () => {
  await bob.page.goto('/teams');
  await bob.page.getByRole('navigation', { name: 'Ihre Teams' }).waitFor();
  await anna.page.goto('/');
  await anna.page.getByRole('link', { name: 'Teams', exact: true }).click();
  await anna.page.getByRole('button', { name: 'Neues Team' }).click();
  const founding = anna.page.getByRole('dialog');
  await founding.getByLabel('Name', { exact: true }).fill('Umzug');
  await founding.getByLabel(/^Wozu/).fill('Das Rathaus zieht um');
  await founding.getByRole('searchbox').fill('Bob');
  await founding.getByRole('button', { name: /Bob Maier/ }).click();
  await founding.getByRole('button', { name: 'Team gründen' }).click();
  await anna.page.getByRole('link', { name: /Allgemein/ }).waitFor();
  expect(await accessibilityViolations(anna.page)).toEqual([]);

  await anna.page.getByRole('button', { name: 'Neuer Kanal' }).click();
  const adding = anna.page.getByRole('dialog');
  await adding.getByLabel('Name des Kanals').fill('Amtsblatt');
  await adding.getByRole('switch', { name: 'Nur wenige schreiben' }).press('Space');
  await adding.getByRole('button', { name: 'Kanal anlegen' }).click();
  await anna.page.getByRole('link', { name: /Amtsblatt/ }).click();
  await anna.page.getByRole('textbox', { name: 'Nachricht an Amtsblatt' }).fill('Am Montag wird gepackt.');
  await anna.page.keyboard.press('Enter');
  await anna.page.getByRole('article').filter({ hasText: 'gepackt' }).waitFor();

  // Whoever comes into the team is in its channels.
  await bob.page.getByRole('link', { name: /Umzug/ }).click();
  await bob.page.getByRole('button', { name: 'Annehmen' }).click();
  await bob.page.getByRole('link', { name: /Amtsblatt/ }).click();
  await bob.page.getByRole('article').filter({ hasText: 'gepackt' }).waitFor();
  await bob.page.getByText('Hier schreiben nur ausgewählte Personen.').waitFor();
  expect(await bob.page.getByRole('textbox', { name: /^Nachricht an/ }).count()).toBe(0);

  await anna.page.getByRole('link', { name: 'Teams', exact: true }).click();
  await anna.page.getByRole('link', { name: /Umzug/ }).click();
  await tab(anna.page, 'Mitglieder');
  await anna.page.getByRole('button', { name: 'Mehr zu Bob Maier' }).click();
  await anna.page.getByRole('menuitemradio', { name: 'Moderation' }).click();
  // A moderator writes there, and keeps the links.
  await bob.page.getByRole('textbox', { name: 'Nachricht an Amtsblatt' }).waitFor();
  await bob.page.getByRole('link', { name: 'Teams', exact: true }).click();
  await bob.page.getByRole('link', { name: /Umzug/ }).click();
  await tab(bob.page, 'Links');
  await bob.page.getByRole('button', { name: 'Link hinzufügen' }).click();
  await bob.page.getByLabel('Bezeichnung').fill('Packliste');
  await bob.page.getByLabel('Adresse').fill('stadt.example/packliste');
  await bob.page.getByRole('button', { name: 'Speichern' }).click();
  await tab(anna.page, 'Links');
  await anna.page.getByRole('link', { name: /Packliste/ }).waitFor();
  expect(await accessibilityViolations(anna.page)).toEqual([]);

  // The team's meeting room: its owner sets it up, a member begins there.
  await anna.page.getByRole('button', { name: 'Mehr zu diesem Team' }).click();
  await anna.page.getByRole('menuitem', { name: 'Besprechungsraum einrichten' }).click();
  await bob.page.getByRole('button', { name: 'Besprechungsraum' }).click();
  await new JoinScreen(bob.page, 'de').enter({});
  await new MeetingScreen(bob.page, 'de').here();
});
