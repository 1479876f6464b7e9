/**
 * Makes the pictures of docs/pictures from the running product with three real participants: `npm run pictures`, those of chat
 * alone: `npm run pictures -- chat`; those of chat, planning and administration: `npm run pictures -- house`; letters in Debian's
 * Thunderbird: `npm run pictures -- letters`.
 * Needs a Chromium and the built web client. Each picture is the product as it is; only what stands before the cameras
 * is drawn, since a test browser's own camera shows a green test pattern.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  createPerson,
  JoinScreen,
  launchBrowser,
  LobbyScreen,
  MeetingScreen,
  openPerson,
  RegistrationScreen,
  setUpAdministrator,
  startMeeting,
  StageScreen,
  startSaal,
  untilMediaFlows,
  type ContextOptions,
  type PersonInBrowser,
  type SignedIn,
} from '@saal/testkit';
import { defaultSettings, type MeetingDetail } from '@saal/protocol';
import { drawCamera, type Look } from './pictures/draw-camera.ts';
import { takeChat } from './pictures/take-chat.ts';
import { takeHouse } from './pictures/take-house.ts';
import { takeLetters } from './pictures/take-letters.ts';

const folder = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
mkdirSync(folder, { recursive: true });

if (process.argv[2] === 'letters') {
  const missing = await takeLetters(folder);
  if (missing.length > 0) console.error(`Not installed here: apt-get install --no-install-recommends ${missing.join(' ')}`);
  process.exit(missing.length === 0 ? 0 : 1);
}

const saal = await startSaal();
const browser = await launchBrowser();

async function take(person: PersonInBrowser, name: string): Promise<void> {
  // Fonts and pictures stand, tooltips and menus of the last click are gone.
  await person.page.mouse.move(2, 200);
  await person.page.evaluate(async () => {
    await document.fonts.ready;
  });
  await person.page.waitForTimeout(600);
  await person.page.screenshot({ path: `${folder}${name}.png` });
  console.info(`docs/pictures/${name}.png`);
}

async function enter(
  person: PersonInBrowser,
  meeting: MeetingDetail,
  options: { name?: string; language?: 'de' | 'en' } = {},
): Promise<MeetingScreen> {
  const join = new JoinScreen(person.page, options.language);
  await join.open(meeting.id);
  await join.enter({ ...(options.name ? { name: options.name } : {}), microphone: true, camera: true });
  const screen = new MeetingScreen(person.page, options.language);
  await screen.here();
  return screen;
}

const looks: Record<string, Look> = {
  'Anna Huber': { wall: '#c9d6d3', shirt: '#7a3b52', skin: '#e3b592', hair: '#5a3a28', longHair: true },
  'Bob Maier': { wall: '#d8cfc0', shirt: '#2f4858', skin: '#c68a63', hair: '#221a16', longHair: false },
  'Carol Schmid': { wall: '#b9c7d9', shirt: '#3c6e5a', skin: '#f0c9ac', hair: '#b7884a', longHair: true },
};

async function open(name: string, options: ContextOptions): Promise<PersonInBrowser> {
  const person = await openPerson(browser, saal.baseUrl, name, options);
  const look = looks[name];
  if (look) await person.context.addInitScript(drawCamera, look);
  return person;
}

const cameraPx = { width: 640, height: 360 };
const desk: ContextOptions = { viewport: { width: 1440, height: 900 }, cameraPx };
/** Whose screen is in no picture need not have it painted: browsers paint in software here. */
const unseen = { width: 900, height: 500 };

async function takeMeetings(administrator: SignedIn): Promise<void> {
  const hour = 3_600_000;
  const inTwentyMinutes = Math.ceil(Date.now() / 300_000) * 300_000 + 20 * 60_000;
  const plan = async (title: string, startsAtMs: number, durationMin: number) =>
    administrator.http.request('POST', '/api/meetings', {
      body: { kind: 'planned', title, startsAtMs, durationMin, timeZone: 'Europe/Berlin' },
    });
  await plan('Haushaltsausschuss', inTwentyMinutes, 90);
  await plan('Jour fixe Digitalisierung', inTwentyMinutes + 2 * hour, 45);
  await plan('Bürgersprechstunde Neuhausen', inTwentyMinutes + 26 * hour, 120);
  const carolsAccount = await createPerson(administrator, 'Carol Schmid');

  const anna = await open('Anna Huber', { ...desk, cookies: administrator.http.cookies });
  await anna.page.goto('/');
  await anna.page.waitForLoadState('networkidle');
  await take(anna, 'home');
  await anna.page.goto('/plan');
  await anna.page.waitForLoadState('networkidle');
  await take(anna, 'plan');
  await anna.page.goto('/people');
  await anna.page.waitForLoadState('networkidle');
  await take(anna, 'people');
  await anna.page.goto('/account');
  await anna.page.waitForLoadState('networkidle');
  await take(anna, 'account');

  const meeting = await startMeeting(administrator, {
    title: 'Haushaltsausschuss',
    settings: { ...defaultSettings, joinMuted: false, joinCameraOff: false },
  });
  const annas = await enter(anna, meeting);
  await take(anna, 'meeting-alone');

  const bob = await open('Bob Maier', desk);
  const join = new JoinScreen(bob.page);
  await join.open(meeting.id);
  await join.prepare({ name: 'Bob Maier', microphone: true, camera: true });
  await take(bob, 'join');
  await join.enter({});
  await new LobbyScreen(bob.page).here();
  await take(bob, 'lobby-guest');
  await annas.untilWaiting(['Bob Maier']);
  await take(anna, 'lobby-host');
  await annas.admit('Bob Maier');
  const bobs = new MeetingScreen(bob.page);
  await bobs.here();
  await bob.page.setViewportSize(unseen);
  await annas.closePanel();

  const carol = await open('Carol Schmid', { viewport: unseen, cameraPx, cookies: carolsAccount.http.cookies });
  const carols = await enter(carol, meeting);
  await annas.untilNames(['Anna Huber', 'Bob Maier', 'Carol Schmid']);
  await carols.setMicrophone(false);
  await carols.setHand(true);
  await untilMediaFlows(anna.page, { videos: 2 });
  await take(anna, 'meeting-grid');

  await anna.page.emulateMedia({ colorScheme: 'dark' });
  await take(anna, 'meeting-grid-dark');
  await anna.page.emulateMedia({ colorScheme: 'light' });

  await bobs.startShare({ withSound: true });
  await annas.untilShareShown();
  await untilMediaFlows(anna.page, { videos: 3 });
  await take(anna, 'meeting-share');
  await annas.openPeople();
  await take(anna, 'meeting-share-panel');
  await anna.page.emulateMedia({ colorScheme: 'dark' });
  await take(anna, 'meeting-share-panel-dark');
  await anna.page.emulateMedia({ colorScheme: 'light' });
  await annas.openSettings();
  await take(anna, 'meeting-settings');
  await annas.openDiagnostics();
  // The rates need two measurements.
  await anna.page.waitForTimeout(4_000);
  await take(anna, 'meeting-diagnostics');
  await annas.closePanel();

  // The same meeting on a phone, in place of Carol at her desk.
  await carols.leave();
  await carol.close();
  const phone = await open('Carol Schmid', {
    viewport: { width: 390, height: 844 },
    touch: true,
    cookies: carolsAccount.http.cookies,
    cameraPx,
  });
  const phones = await enter(phone, meeting);
  await phones.untilShareShown();
  await untilMediaFlows(phone.page, { videos: 2 });
  await take(phone, 'phone-share');
  await bobs.stopShare();
  await phones.untilNoShare();
  await take(phone, 'phone-grid');
  await phone.page.goto('/');
  await phone.page.waitForLoadState('networkidle');
  await take(phone, 'phone-home');
  await phone.close();

  // An event, in place of the meeting.
  await annas.endForAll();
  const event = await startMeeting(administrator, {
    title: 'Digitaltag',
    settings: { ...defaultSettings, size: 'event', lobbyBypass: 'everyone', joinMuted: false, joinCameraOff: false, registration: 'open' },
  });
  const registration = new RegistrationScreen(bob.page);
  await bob.page.setViewportSize({ width: 390, height: 844 });
  await registration.open(event.id);
  await take(bob, 'phone-registration');
  await registration.register('Bob Maier');
  await enter(anna, event);
  await registration.goOn();
  await new JoinScreen(bob.page).enter({ name: 'Bob Maier' });
  await new LobbyScreen(bob.page).here();
  const [annaOnStage, bobListening] = [new StageScreen(anna.page), new StageScreen(bob.page)];
  await take(anna, 'event-green-room');
  await annaOnStage.startEvent();
  await bobListening.askButton.waitFor();
  await untilMediaFlows(bob.page, { videos: 1 });
  await take(bob, 'phone-event');
  await bobListening.askQuestion('Wann wird das Rathaus umgebaut, und was kostet das?');
  await annaOnStage.openQuestions();
  await take(anna, 'event-questions');
  await annaOnStage.endForAll();

  await administrator.http.request('PATCH', '/api/me', { body: { language: 'en' } });
  await enter(anna, meeting, { language: 'en' });
  const english = new MeetingScreen(anna.page, 'en');
  await english.openPeople();
  await english.tile('Anna Huber').locator('video[data-ready]').waitFor();
  await take(anna, 'meeting-english');
  await english.leave();
  await english.untilGone('left');
  await take(anna, 'left-english');
}

try {
  const administrator = await setUpAdministrator(saal);
  const studio = { saal, administrator, desk, open, take };
  await takeChat(studio);
  const wanted = process.argv[2];
  if (wanted !== 'chat') await takeHouse(studio);
  if (wanted === undefined) await takeMeetings(administrator);
} finally {
  await browser.close();
  await saal.stop();
}
