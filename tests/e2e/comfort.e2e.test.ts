/**
 * What makes a long meeting bearable, in a browser that keeps its own rule about sound: several screens at once, seats in an
 * order of one's own, the small window, a blurred background, a screen that stays awake, full screen.
 */
import { JoinScreen, mediaReport, MeetingScreen, pattern, pause, text, until, untilMediaFlows, type PersonInBrowser } from '@saal/testkit';
import { readdirSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enter, openDoors, startCast, threeInAMeeting, type Cast } from './cast.ts';

let cast: Cast;

beforeAll(async () => {
  // As browsers come: nothing plays before somebody has clicked in the page.
  cast = await startCast({ browserArgs: ['--autoplay-policy=document-user-activation-required'] });
});
afterAll(() => cast?.end());

const word = (key: string) => text('de', key);

function expectNothingForeign(...people: PersonInBrowser[]): void {
  for (const person of people) {
    expect(person.foreignRequests).toEqual([]);
    // The model's runtime writes what it tells for information where errors go.
    expect(person.consoleErrors.filter((line) => !/Failed to load resource.*40[134]|^INFO: /.test(line))).toEqual([]);
  }
}

async function choose(page: Page, button: string, item: string): Promise<void> {
  await page.getByRole('button', { name: word(button), exact: true }).click();
  const entry = page.getByRole('menuitem', { name: word(item) });
  await entry.waitFor();
  await entry.focus();
  await page.keyboard.press('Enter');
}

test('two people share at once: both screens are on the stage, whole, and move', { timeout: 180_000 }, async () => {
  const { people, screens, close } = await threeInAMeeting(cast);
  const [anna, bob, carol] = people;
  await screens[1].startShare({ withSound: false });
  await screens[2].startShare({ withSound: false });
  await until('both shares on the stage', async () => (await screens[0].shares.locator('video[data-ready]').count()) === 2);
  await untilMediaFlows(anna.page, { videos: 4 });
  const boxes = await screens[0].shares.evaluateAll((tiles) =>
    tiles.map((tile) => {
      const box = (element: Element | null) => {
        const { left, right, top, bottom } = element?.getBoundingClientRect() ?? new DOMRect();
        return { left, right, top, bottom };
      };
      return { picture: box(tile.querySelector('video')), caption: box(tile.querySelector('span')), words: tile.textContent };
    }),
  );
  expect(boxes.map((box) => box.words).sort()).toEqual(
    ['Bob Maier', 'Carol Schmid'].map((name) => text('de', 'meeting:tile.share', { name })),
  );
  for (const { picture, caption } of boxes) expect(caption.bottom, 'the name covers nothing').toBeLessThanOrEqual(picture.top);
  const [one, two] = boxes.map((box) => box.picture);
  if (!one || !two) throw new Error('two shares have two boxes');
  expect(one.right <= two.left || one.bottom <= two.top, 'the pictures lie apart').toBe(true);

  // One of them alone, and both again.
  const chooser = anna.page.getByRole('group', { name: word('meeting:shares.choose') });
  await chooser.getByRole('button', { name: 'Carol Schmid' }).click();
  await until('one share on the stage', async () => (await screens[0].shares.count()) === 1);
  await chooser.getByRole('button', { name: word('meeting:shares.all') }).click();
  await until('both again', async () => (await screens[0].shares.count()) === 2);

  await screens[1].stopShare();
  await until('the other stays', async () => (await screens[0].shares.count()) === 1 && (await chooser.count()) === 0);
  await untilMediaFlows(anna.page, { videos: 3 });
  expectNothingForeign(anna, bob, carol);
  await close();
});

test('seats follow the pointer and the keys, and keep their order over a reload', { timeout: 180_000 }, async () => {
  const { people, screens, close } = await threeInAMeeting(cast);
  const [anna] = people;
  const [annas] = screens;
  await annas.untilNames(['Anna Huber', 'Bob Maier', 'Carol Schmid']);
  expect(await annas.names()).toEqual(['Anna Huber', 'Bob Maier', 'Carol Schmid']);

  const middle = async (name: string) => {
    const box = await annas.tile(name).boundingBox();
    if (!box) throw new Error(`${name} is not on the screen`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const [from, to] = [await middle('Carol Schmid'), await middle('Anna Huber')];
  await anna.page.mouse.move(from.x, from.y);
  await anna.page.mouse.down();
  await anna.page.mouse.move(to.x, to.y, { steps: 8 });
  await anna.page.mouse.up();
  await until('Carol to sit first', async () => (await annas.names()).join() === 'Carol Schmid,Anna Huber,Bob Maier');

  await annas.tile('Anna Huber').focus();
  await anna.page.keyboard.press('Shift+ArrowLeft');
  await until('Anna to sit first', async () => (await annas.names()).join() === 'Anna Huber,Carol Schmid,Bob Maier');
  expect(await annas.tile('Anna Huber').evaluate((tile) => tile === document.activeElement), 'the focus goes with the seat').toBe(true);

  await anna.page.reload();
  await annas.here();
  await until('the same order', async () => (await annas.names()).join() === 'Anna Huber,Carol Schmid,Bob Maier');
  expect(await screens[1].names(), 'nobody else’s seats moved').toEqual(['Anna Huber', 'Bob Maier', 'Carol Schmid']);
  await close();
});

test('the small window shows who speaks and switches the microphone, and closes with the meeting', { timeout: 180_000 }, async () => {
  const { people, screens, close } = await threeInAMeeting(cast);
  const [anna] = people;
  const opened = anna.context.waitForEvent('page');
  await choose(anna.page, 'meeting:top.view', 'meeting:view.pip');
  const small = await opened;
  await small.locator('video[data-ready]').waitFor();
  const frames = () => small.locator('video').evaluate((video) => (video instanceof HTMLVideoElement ? video.currentTime : 0));
  const before = await frames();
  await until('its picture to move', async () => (await frames()) > before);
  expect(await small.evaluate(() => document.documentElement.lang)).toBe('de');
  await small.getByRole('button', { name: pattern('de', 'meeting:bar.microphoneOn') }).click();
  await screens[0].untilMicrophone(false);
  const closed = small.waitForEvent('close');
  await screens[0].leave();
  await closed;
  await close();
});

test('a screen stays awake as long as one is in the meeting, and no longer', { timeout: 120_000 }, async () => {
  const meeting = await cast.meeting('Haushaltsausschuss', openDoors);
  const anna = await cast.openAnna();
  // Without a window nobody can be asked for it.
  await anna.context.grantPermissions(['camera', 'microphone', 'screen-wake-lock']);
  await anna.context.addInitScript(() => {
    const seen: string[] = [];
    Object.defineProperty(window, 'wakeLockSeen', { value: seen });
    const request = navigator.wakeLock.request.bind(navigator.wakeLock);
    navigator.wakeLock.request = async (type) => {
      seen.push(`asked ${type ?? ''}`);
      const lock = await request(type);
      lock.addEventListener('release', () => seen.push('released'));
      return lock;
    };
  });
  const seen = () => anna.page.evaluate(() => (window as unknown as { wakeLockSeen: string[] }).wakeLockSeen);
  const screen = await enter(anna, meeting, { guest: false });
  await until('the lock to be asked for', async () => (await seen()).join() === 'asked screen');
  await screen.leave();
  await screen.untilGone('left');
  await until('the lock to be let go', async () => (await seen()).join() === 'asked screen,released');
  await anna.close();
});

/** How much neighbouring pixels of the picture of somebody else differ: falls when it is blurred. */
async function sharpness(screen: MeetingScreen, name: string): Promise<number> {
  return screen
    .tile(name)
    .locator('video')
    .evaluate((video) => {
      if (!(video instanceof HTMLVideoElement)) throw new Error('not a video');
      const canvas = document.createElement('canvas');
      // One size for every layer that may arrive.
      [canvas.width, canvas.height] = [320, 180];
      const context = canvas.getContext('2d');
      if (!context || video.videoWidth < canvas.width) throw new Error('no picture large enough yet');
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      let sum = 0;
      for (let at = 4; at < data.length; at += 4) sum += Math.abs((data[at + 1] ?? 0) - (data[at - 3] ?? 0));
      return sum / (data.length / 4);
    });
}

/** By key: a popover may still slide while a click waits for it to stand. */
async function press(toggle: Locator): Promise<void> {
  await toggle.focus();
  await toggle.press('Space');
}

test('a background blurred before and in the meeting reaches the others, from our own host alone', { timeout: 300_000 }, async () => {
  const meeting = await cast.meeting('Haushaltsausschuss', openDoors);
  const anna = await cast.openAnna();
  const annas = await enter(anna, meeting, { guest: false, camera: true });
  const bob = await cast.openGuest('Bob Maier');
  const assets: string[] = [];
  // Of the context, since most of it is asked for by a worker.
  bob.context.on('request', (request) => {
    if (request.url().includes('/assets/blur/')) assets.push(new URL(request.url()).pathname.slice('/assets/blur/'.length));
  });
  await enter(bob, meeting, { camera: true });
  await untilMediaFlows(anna.page, { videos: 1 });
  const sharp = await until('a picture of Bob', () => sharpness(annas, 'Bob Maier'));
  expect(assets, 'nothing of it is loaded before it is wanted').toEqual([]);

  await bob.page.getByRole('button', { name: word('meeting:bar.cameraMenu') }).click();
  const blur = bob.page.getByRole('switch', { name: word('join:devices.blur') });
  await press(blur);
  const blurAssets = readdirSync(new URL('../../apps/web/dist/assets/blur/', import.meta.url)).filter((file) => !/\.(br|gz)$/.test(file));
  await until(
    `${blurAssets.join(', ')} to be loaded`,
    () => {
      if (blurAssets.every((file) => assets.includes(file))) return true;
      throw new Error(`loaded: ${assets.join(', ')}`);
    },
    { timeoutMs: 60_000 },
  );
  expect(new Set(assets)).toEqual(new Set(blurAssets));
  await until('Bob to be blurred', async () => (await sharpness(annas, 'Bob Maier')) < sharp * 0.7, { timeoutMs: 60_000 });
  await untilMediaFlows(anna.page, { videos: 1 });
  await press(blur);
  await until('Bob to be sharp again', async () => (await sharpness(annas, 'Bob Maier')) > sharp * 0.85, { timeoutMs: 60_000 });

  // Carol switches it on before she enters: nobody ever sees her room.
  const carol = await cast.openGuest('Carol Schmid');
  const join = new JoinScreen(carol.page);
  await join.open(meeting.id);
  await carol.page.getByText(word('join:devices.title')).click();
  await press(carol.page.getByRole('switch', { name: word('join:devices.blur') }));
  await join.enter({ name: carol.name, camera: true });
  const carols = new MeetingScreen(carol.page);
  await carols.here();
  await annas.untilNames(['Anna Huber', 'Bob Maier', 'Carol Schmid']);
  await untilMediaFlows(anna.page, { videos: 2 }, { timeoutMs: 60_000 });
  await until('Carol to be blurred', async () => (await sharpness(annas, 'Carol Schmid')) < sharp * 0.7, { timeoutMs: 60_000 });
  await carols.setCamera(false);
  await until('the camera to be let go', async () =>
    (await mediaReport(carol.page)).tracks.every((track) => track.kind !== 'video' || track.state === 'ended'),
  );
  expectNothingForeign(anna, bob, carol);
  await Promise.all([anna.close(), bob.close(), carol.close()]);
});

test('where the browser holds the sound back, one click lets it in', { timeout: 180_000 }, async () => {
  const meeting = await cast.meeting('Haushaltsausschuss', openDoors);
  const anna = await cast.openAnna();
  await enter(anna, meeting, { guest: false, microphone: true });
  const bob = await cast.openGuest('Bob Maier');
  let asked = false;
  await bob.context.exposeFunction('questionIsThere', () => {
    asked = true;
  });
  // A tab that the browser brings back after its own restart: Bob was in the meeting, and has not clicked in it yet.
  await bob.context.addInitScript((id) => {
    sessionStorage.setItem(`saal.stay.${id}`, JSON.stringify({ name: 'Bob Maier', microphone: false, camera: false }));
    // Whatever a test asks of a page counts as a click in it: until the question is there, the page speaks and is not asked.
    const watch = new MutationObserver(() => {
      if (!document.querySelector('[data-notice="sound-blocked"]')) return;
      watch.disconnect();
      (window as unknown as { questionIsThere: () => void }).questionIsThere();
    });
    watch.observe(document, { childList: true, subtree: true });
  }, meeting.id);
  await bob.page.goto(`/m/${meeting.id}`);
  await until('the question', () => asked);
  const bobs = new MeetingScreen(bob.page);
  await bobs.untilNames(['Anna Huber', 'Bob Maier']);
  const audible = () =>
    bob.page.locator('audio').evaluateAll((all) => all.some((audio) => audio instanceof HTMLAudioElement && !audio.paused));
  const question = bob.page.getByText(word('meeting:notice.soundBlocked'));
  await question.waitFor();
  expect(await audible()).toBe(false);
  await bob.page.getByRole('button', { name: word('meeting:notice.soundOn') }).click();
  await until('the sound to play', audible);
  await until('the question to be gone', async () => (await question.count()) === 0);
  await untilMediaFlows(bob.page, { audios: 1 });
  await Promise.all([anna.close(), bob.close()]);
});

test('in full screen the bars make way for the picture, and come back for pointer and keys', { timeout: 120_000 }, async () => {
  const meeting = await cast.meeting('Haushaltsausschuss', openDoors);
  const anna = await cast.openAnna();
  const bob = await cast.openGuest('Bob Maier');
  const annas = await enter(anna, meeting, { guest: false });
  await enter(bob, meeting);
  await annas.untilNames(['Anna Huber', 'Bob Maier']);
  const opacity = () => annas.bar.evaluate((bar) => Number(getComputedStyle(bar.closest('footer') ?? bar).opacity));
  await choose(anna.page, 'meeting:top.view', 'meeting:view.fullScreen');
  await until('full screen', () => anna.page.evaluate(() => document.fullscreenElement !== null));
  // The entry was taken by key, so the focus is seen on its button: the bars stay until it leaves.
  await annas.tile('Bob Maier').click();
  await until('the bars to be out of sight', async () => (await opacity()) === 0);
  const tile = await annas.tile('Bob Maier').boundingBox();

  await anna.page.mouse.move(300, 300);
  await until('the bars to be back', async () => (await opacity()) === 1);
  expect(await annas.tile('Bob Maier').boundingBox(), 'the picture has not moved').toEqual(tile);
  const bar = await annas.barBox();
  await anna.page.mouse.move(bar.x + bar.width / 2, bar.y + bar.height / 2);
  await pause(4_000); // that nothing happens in this time is the claim
  expect(await opacity(), 'the pointer is on the bar').toBe(1);
  await anna.page.mouse.move(300, 300);
  await until('the bars to be out of sight', async () => (await opacity()) === 0);
  await anna.page.keyboard.press('Tab');
  await until('the bars to be back', async () => (await opacity()) === 1);
  await annas.microphoneButton.focus();
  await pause(4_000);
  expect(await opacity(), 'the focus is on the bar').toBe(1);
  await annas.openPeople();
  const panel = await annas.peoplePanel.boundingBox();
  expect(panel && panel.y + panel.height, 'the panel ends above the bar').toBeLessThanOrEqual((await annas.barBox()).y);
  await Promise.all([anna.close(), bob.close()]);
});
