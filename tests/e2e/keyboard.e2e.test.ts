/** X01: the whole journey by keyboard only: sign in, start, enter, work the meeting, leave, come back. No mouse event is sent. */
import { HomeScreen, JoinScreen, KeyboardHand, LobbyScreen, MeetingScreen, SignInScreen, text, untilMediaFlows } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCast, type Cast } from './cast.ts';

let cast: Cast;

beforeAll(async () => {
  cast = await startCast();
});
afterAll(() => cast?.end());

test('from signing in to coming back everything is done with keys, and focus is always seen', { timeout: 240_000 }, async () => {
  const anna = await cast.openGuest('Anna Huber');
  const keys = new KeyboardHand(anna.page);
  const word = (key: string, values?: Record<string, string>) => text('de', key, values);

  // Sign in.
  const signIn = new SignInScreen(anna.page);
  await signIn.open();
  await keys.tabTo(signIn.emailName);
  await anna.page.keyboard.type(cast.anna.email);
  await keys.tabTo(signIn.passwordName);
  await anna.page.keyboard.type(cast.anna.password);
  await anna.page.keyboard.press('Enter');

  // Start and enter.
  const home = new HomeScreen(anna.page);
  await home.here();
  await keys.pressOn(home.startNowName);
  await new JoinScreen(anna.page).here();
  await keys.pressOn(word('join:toggle.cameraOff'));
  await keys.pressOn(word('join:join'));
  const annas = new MeetingScreen(anna.page);
  await annas.here();
  const link = anna.page.url();

  // A guest comes, by keys as well.
  const bob = await cast.openGuest('Bob Maier');
  const bobsKeys = new KeyboardHand(bob.page);
  await bob.page.goto(link);
  await new JoinScreen(bob.page).here();
  await bobsKeys.tabTo(word('join:yourName'));
  await bob.page.keyboard.type('Bob Maier');
  await bob.page.keyboard.press('Enter');
  await new LobbyScreen(bob.page).here();

  // Panel by shortcut, admit by keys.
  await anna.page.keyboard.press('Alt+p');
  await annas.peoplePanel.waitFor();
  await keys.pressOn(word('meeting:people.admitNamed', { name: 'Bob Maier' }));
  const bobs = new MeetingScreen(bob.page);
  await bobs.here();

  // Shortcuts (X02).
  await anna.page.keyboard.press('Control+d');
  await annas.untilMicrophone(true);
  await untilMediaFlows(bob.page, { audios: 1, videos: 1 });
  await anna.page.keyboard.press('Control+d');
  await annas.untilMicrophone(false);
  await bob.page.keyboard.press('Alt+h');
  await expect.poll(() => annas.handsRaised(), { timeout: 20_000 }).toEqual(['Bob Maier']);

  // F6 goes round the regions and comes back (X01).
  const regions = new Set<string>();
  for (let step = 0; step < 8; step++) {
    await anna.page.keyboard.press('F6');
    regions.add(await keys.focusedRegion());
  }
  expect(regions.size).toBeGreaterThanOrEqual(3);
  expect(regions.has('')).toBe(false);

  // The menu of a person: role given, focus returns to its opener (X03).
  await keys.pressOn(word('meeting:tile.menu', { name: 'Bob Maier' }));
  await anna.page.getByRole('menu').first().waitFor();
  await anna.page.keyboard.press('Escape');
  // It closes in a later frame, and gives the focus back then.
  await expect.poll(() => keys.focusedName(), { timeout: 20_000 }).toBe(word('meeting:tile.menu', { name: 'Bob Maier' }));

  // Leave and come back.
  await keys.pressOn(word('meeting:bar.leave'));
  await expect
    .poll(
      async () => {
        const handOver = anna.page.getByRole('button', {
          name: new RegExp(`^(${word('meeting:leave.leave')}|${word('meeting:leave.handOver')})$`),
        });
        if ((await anna.page.getByRole('dialog').or(anna.page.getByRole('alertdialog')).count()) > 0 && (await handOver.count()) > 0)
          await keys.pressOn(new RegExp(`^(${word('meeting:leave.leave')}|${word('meeting:leave.handOver')})$`));
        return annas.isHere();
      },
      { timeout: 20_000 },
    )
    .toBe(false);
  await annas.untilGone('left');
  await keys.pressOn(word('join:after.rejoin'));
  await annas.here();
  expect(keys.unseenFocus).toEqual([]);
});
