/** A lost WebSocket for 3, 10 and 25 s, and a lost media path: resumed without a second entry, mended without a reload. */
import { pause, startTcpProxy, until, untilMediaFlows, closeWebSockets, type TcpProxy } from '@saal/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enter, openDoors, startCast, type Cast } from './cast.ts';
import { recordFigures } from './figures.ts';
import type { MeetingScreen, PersonInBrowser } from '@saal/testkit';

let cast: Cast;
let proxy: TcpProxy;
let anna: PersonInBrowser;
let bob: PersonInBrowser;
let annas: MeetingScreen;
let bobs: MeetingScreen;
let idsBefore: string[];
let loads = 0;

beforeAll(async () => {
  cast = await startCast();
  proxy = await startTcpProxy(cast.saal.port);
  const { openPerson } = await import('@saal/testkit');
  const meeting = await cast.meeting('Haushaltsausschuss', openDoors);
  anna = await cast.openAnna();
  bob = await openPerson(cast.browser, `http://localhost:${proxy.port}`, 'Bob Maier');
  bob.page.on('load', () => loads++);
  annas = await enter(anna, meeting, { guest: false, microphone: true, camera: true });
  bobs = await enter(bob, meeting, { microphone: true, camera: true });
  await Promise.all([anna, bob].map((person) => untilMediaFlows(person.page, { videos: 1, audios: 1 }, { what: person.name })));
  idsBefore = await annas.participantIds();
  loads = 0;
});
afterAll(async () => {
  await proxy?.close();
  await cast?.end();
});

async function untilAsBefore(): Promise<void> {
  await bobs.untilConnected();
  await until('both to be here', async () => (await annas.presenceOf('Bob Maier')) === 'here');
  expect(await annas.participantIds()).toEqual(idsBefore);
  await bobs.untilNames(['Anna Huber', 'Bob Maier']);
  await Promise.all([anna, bob].map((person) => untilMediaFlows(person.page, { videos: 1, audios: 1 }, { what: person.name })));
  expect(loads).toBe(0);
}

describe('a lost WebSocket', () => {
  test.each([3, 10, 25])(
    'of %i s is resumed; sound and picture go on meanwhile and nobody appears twice',
    { timeout: 120_000 },
    async (seconds) => {
      proxy.cut();
      const cutMs = performance.now();
      await until('Anna to see Bob reconnecting', async () => (await annas.presenceOf('Bob Maier')) === 'reconnecting', {
        timeoutMs: 15_000,
      });
      expect(await annas.participantIds()).toEqual(idsBefore);
      // Media does not pass the cut path: it must flow while the signalling is away.
      await Promise.all(
        [anna, bob].map((person) => untilMediaFlows(person.page, { videos: 1, audios: 1 }, { what: `${person.name} during the cut` })),
      );
      await pause(Math.max(0, seconds * 1_000 - (performance.now() - cutMs))); // the cut lasts so long: that is the case
      proxy.mend();
      const mendMs = performance.now();
      await bobs.untilConnected();
      recordFigures(`websocket-cut-${seconds}s`, { resumedAfterMs: performance.now() - mendMs });
      await untilAsBefore();
    },
  );

  test('that stalls instead of breaking is noticed and resumed as well', { timeout: 120_000 }, async () => {
    proxy.stall();
    await until('Anna to see Bob reconnecting', async () => (await annas.presenceOf('Bob Maier')) === 'reconnecting', {
      timeoutMs: 30_000,
    });
    proxy.mend();
    await untilAsBefore();
  });

  test('closed by the browser itself is resumed', async () => {
    expect(await closeWebSockets(bob.page)).toBeGreaterThan(0);
    await untilAsBefore();
  });
});
