/** Anna calls Bob from their chat: it rings on another page of Saal, he accepts, both see each other, and write in the same room. */
import {
  accessibilityViolations,
  createPerson,
  MatrixClient,
  MeetingScreen,
  openPerson,
  type PersonInBrowser,
  type SignedIn,
} from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallWindow, startCast, type Cast } from './cast.ts';

let cast: Cast;
let bobs: SignedIn;
let anna: PersonInBrowser;
let bob: PersonInBrowser;
let roomId: string;

beforeAll(async () => {
  cast = await startCast();
  bobs = await createPerson(cast.anna, 'Bob Maier');
  roomId = await directRoom(cast.anna, bobs);
  const options = { language: 'de', reducedMotion: true, viewport: smallWindow } as const;
  anna = await cast.openAnna(options);
  bob = await openPerson(cast.browser, cast.saal.baseUrl, 'Bob Maier', { ...options, cookies: bobs.http.cookies });
});
afterAll(() => cast?.end());

/** Both are in it, as after the first message. */
async function directRoom(from: SignedIn, to: SignedIn): Promise<string> {
  const { baseUrl } = cast.saal;
  const [mine, others] = [await MatrixClient.signIn(baseUrl, from), await MatrixClient.signIn(baseUrl, to)];
  const invite = [others.userId];
  const made = await mine.ask('POST', '/createRoom', { preset: 'trusted_private_chat', is_direct: true, invite });
  const room = String(made['room_id']);
  await others.ask('POST', `/join/${encodeURIComponent(room)}`, {});
  const direct = '/account_data/m.direct';
  await mine.ask('PUT', `/user/${encodeURIComponent(mine.userId)}${direct}`, { [others.userId]: [room] });
  await others.ask('PUT', `/user/${encodeURIComponent(others.userId)}${direct}`, { [mine.userId]: [room] });
  return room;
}

const picture = async ({ page }: PersonInBrowser, name: string): Promise<void> => {
  const folder = process.env['SAAL_PICTURES'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
};

test('one rings, the other accepts, and both are in the meeting of their room', { timeout: 240_000 }, async () => {
  for (const { page } of [anna, bob]) page.setDefaultTimeout(60_000);
  await bob.page.goto('/');
  await anna.page.goto(`/chat/${encodeURIComponent(roomId)}`);
  await anna.page.getByRole('button', { name: 'Mit Video anrufen' }).click();
  const annas = new MeetingScreen(anna.page);
  await annas.here();

  const ring = bob.page.getByRole('alertdialog', { name: 'Anna Huber ruft an' });
  await ring.waitFor();
  await picture(bob, 'call-ring');
  expect(await accessibilityViolations(bob.page)).toEqual([]);
  await ring.getByRole('button', { name: 'Mit Video annehmen' }).click();
  await ring.waitFor({ state: 'detached' });
  await new MeetingScreen(bob.page).here();
  await annas.untilNames(['Anna Huber', 'Bob Maier']);

  // The chat beside the meeting is the room itself.
  await anna.page.getByRole('button', { name: /^Chat/ }).click();
  const field = anna.page.getByRole('textbox', { name: /^Nachricht an/ });
  await picture(anna, 'call-panel');
  await field.fill('Hier ist die Vorlage.');
  await field.press('Enter');
  await anna.page.getByRole('article').filter({ hasText: 'Hier ist die Vorlage.' }).waitFor();
  await picture(anna, 'call-meeting');

  // Somebody else calls her: she is told without a sound, and stays where she is.
  const carol = await createPerson(cast.anna, 'Carol Weiss');
  const other = await directRoom(carol, cast.anna);
  await carol.http.request('POST', `/api/v1/chat/rooms/${encodeURIComponent(other)}/call`, { body: { ring: 'voice' } });
  const told = anna.page.getByRole('status').filter({ hasText: 'Carol Weiss ruft an' });
  await told.getByText('Sie sind im Gespräch').waitFor();
  await picture(anna, 'call-quiet');
  expect(await anna.page.getByRole('alertdialog').count()).toBe(0);
  await told.getByRole('button', { name: 'Ablehnen' }).click();
  await told.waitFor({ state: 'detached' });

  await bob.page.goBack();
  await bob.page.goto(`/chat/${encodeURIComponent(roomId)}`);
  await bob.page.getByRole('article').filter({ hasText: 'Hier ist die Vorlage.' }).waitFor();
  const banner = bob.page.getByRole('region', { name: 'Besprechung läuft' });
  await banner.getByText('Anna Huber').waitFor();
  await picture(bob, 'call-banner');
  expect(await accessibilityViolations(bob.page)).toEqual([]);

  // It is over when the last one has gone.
  await anna.page.goBack();
  await bob.page.getByText(/Besprechung, \d+ Min., 2 Personen/).waitFor();
  await banner.waitFor({ state: 'detached' });
});
