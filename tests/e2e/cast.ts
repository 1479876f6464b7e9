import {
  createPerson,
  launchBrowser,
  MeetingScreen,
  JoinScreen,
  openPerson,
  setUpAdministrator,
  startMeeting,
  startSaal,
  type ContextOptions,
  type PersonInBrowser,
  type SaalProcess,
  type SignedIn,
  type StartOptions,
} from '@saal/testkit';
import { defaultSettings, type MeetingDetail, type MeetingSettings } from '@saal/protocol';
import type { Browser } from 'playwright-core';

/** Settings for tests that are not about the lobby: everybody walks in with sound and picture on. */
export const openDoors: MeetingSettings = { ...defaultSettings, lobbyBypass: 'everyone', joinMuted: false, joinCameraOff: false };

/** The server, one browser and Anna, who has an account. One a test file. */
export interface Cast {
  saal: SaalProcess;
  browser: Browser;
  anna: SignedIn;
  /** A browser with Anna's session. */
  openAnna(options?: ContextOptions): Promise<PersonInBrowser>;
  openGuest(name: string, options?: ContextOptions): Promise<PersonInBrowser>;
  /** A new account and a browser with its session. */
  openColleague(name: string, options?: ContextOptions): Promise<PersonInBrowser>;
  meeting(title?: string, settings?: Partial<MeetingSettings>): Promise<MeetingDetail>;
  end(): Promise<void>;
}

export async function startCast(
  options: StartOptions & { browserArgs?: string[]; browserBaseUrl?: (saal: SaalProcess) => string } = {},
): Promise<Cast> {
  const saal = await startSaal(options);
  try {
    const anna = await setUpAdministrator(saal);
    const browser = await launchBrowser(options.browserArgs ? { args: options.browserArgs } : {});
    const baseUrl = options.browserBaseUrl?.(saal) ?? saal.baseUrl;
    return {
      saal,
      browser,
      anna,
      openAnna: (context = {}) => openPerson(browser, baseUrl, anna.me.displayName, { ...context, cookies: anna.http.cookies }),
      openGuest: (name, context = {}) => openPerson(browser, baseUrl, name, context),
      async openColleague(name, context = {}) {
        const { http } = await createPerson(anna, name);
        return openPerson(browser, baseUrl, name, { ...context, cookies: http.cookies });
      },
      meeting: (title = 'Haushaltsausschuss', settings = {}) => startMeeting(anna, { title, settings }),
      async end() {
        await browser.close();
        await saal.stop();
      },
    };
  } catch (error) {
    await saal.stop();
    throw error;
  }
}

/** Goes to the meeting's link and through the join page. */
export async function enter(
  person: PersonInBrowser,
  meeting: MeetingDetail,
  options: { guest?: boolean; microphone?: boolean; camera?: boolean; language?: 'de' | 'en'; baseUrl?: string } = {},
): Promise<MeetingScreen> {
  const join = new JoinScreen(person.page, options.language);
  await join.open(meeting.id);
  await join.enter({
    ...(options.guest === false ? {} : { name: person.name }),
    ...(options.microphone === undefined ? {} : { microphone: options.microphone }),
    ...(options.camera === undefined ? {} : { camera: options.camera }),
  });
  const screen = new MeetingScreen(person.page, options.language);
  await screen.here();
  return screen;
}

/** For what is timed: three browsers that paint large windows in software leave two cores nothing for the media itself. */
export const smallWindow = { width: 800, height: 500 };

/** Anna and two guests in one meeting with open doors, with microphone and camera on. */
export async function threeInAMeeting(cast: Cast, options: { context?: ContextOptions } = {}) {
  const meeting = await cast.meeting('Haushaltsausschuss', openDoors);
  const people = [
    await cast.openAnna(options.context),
    await cast.openGuest('Bob Maier', options.context),
    await cast.openGuest('Carol Schmid', options.context),
  ] as const;
  const screens = [];
  for (const [index, person] of people.entries())
    screens.push(await enter(person, meeting, { guest: index > 0, microphone: true, camera: true }));
  const [anna, bob, carol] = screens;
  if (!anna || !bob || !carol) throw new Error('three people make three screens');
  return { meeting, people, screens: [anna, bob, carol] as const, close: () => Promise.all(people.map((person) => person.close())) };
}
