/** F04: the browser's machine loses its network for some seconds, or gets another address: one participant, media back without a reload. */
import {
  chromiumPath,
  continuousSound,
  createNetworkNamespace,
  launchBrowser,
  networkNamespacesPossible,
  openPerson,
  pause,
  setUpAdministrator,
  startMeeting,
  startSaal,
  until,
  untilMediaFlows,
  type MeetingScreen,
  type NetworkNamespace,
  type PersonInBrowser,
  type SaalProcess,
} from '@saal/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enter, openDoors } from './cast.ts';
import { recordFigures } from './figures.ts';

const possible = chromiumPath !== undefined && networkNamespacesPossible();

describe.skipIf(!possible)('a browser whose network changes', () => {
  let network: NetworkNamespace;
  let saal: SaalProcess;
  let browser: Browser;
  let anna: PersonInBrowser;
  let bob: PersonInBrowser;
  let annas: MeetingScreen;
  let bobs: MeetingScreen;
  let ids: string[];
  let loads = 0;

  beforeAll(async () => {
    network = createNetworkNamespace(chromiumPath ?? '');
    saal = await startSaal({ host: network.hostAddress });
    // A browser gives no camera on plain HTTP but to an address it was told to trust.
    browser = await launchBrowser({
      executablePath: network.executablePath,
      args: [`--unsafely-treat-insecure-origin-as-secure=${saal.baseUrl}`, continuousSound()],
    });
    const administrator = await setUpAdministrator(saal);
    const meeting = await startMeeting(administrator, { settings: openDoors });
    anna = await openPerson(browser, saal.baseUrl, 'Anna Huber', { cookies: administrator.http.cookies });
    bob = await openPerson(browser, saal.baseUrl, 'Bob Maier');
    annas = await enter(anna, meeting, { guest: false, microphone: true, camera: true });
    bobs = await enter(bob, meeting, { microphone: true, camera: true });
    for (const person of [anna, bob]) person.page.on('load', () => loads++);
    await flows('at the beginning');
    ids = await annas.participantIds();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await saal?.stop();
    network?.close();
  });

  /** @returns when both heard and when both saw each other again, in milliseconds from now */
  async function flows(when: string): Promise<{ soundBackMs: number; pictureBackMs: number }> {
    const back = async (wanted: { videos?: number; audios?: number }) =>
      Math.max(
        ...(await Promise.all(
          [anna, bob].map((person) => untilMediaFlows(person.page, wanted, { what: `${person.name} ${when}`, timeoutMs: 45_000 })),
        )),
      );
    const [soundBackMs, pictureBackMs] = await Promise.all([back({ audios: 1 }), back({ videos: 1 })]);
    return { soundBackMs, pictureBackMs };
  }

  async function asBefore(): Promise<void> {
    await annas.untilConnected();
    await bobs.untilConnected();
    await until('both to be here', async () => (await annas.presenceOf('Bob Maier')) === 'here');
    expect(await annas.participantIds()).toEqual(ids);
    expect(loads).toBe(0);
  }

  test('gets another address: sound and picture are back by themselves', { timeout: 120_000 }, async () => {
    network.changeAddress();
    recordFigures('address-change', await flows('after the change of address'));
    await asBefore();
  });

  test.each([3, 10])('loses the cable for %i s: resumed as the same participants', { timeout: 120_000 }, async (seconds) => {
    network.pullCable();
    await pause(seconds * 1_000); // so long is the case
    network.plugCable();
    recordFigures(`cable-${seconds}s`, await flows(`after ${seconds} s without a network`));
    await asBefore();
  });
});
