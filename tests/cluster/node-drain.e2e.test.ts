/** A media node with two people in browsers is ended: they go on at another node, and nobody hears or sees a gap. */
import {
  continuousSound,
  launchBrowser,
  longestGaps,
  openPerson,
  pause,
  portsOf,
  setUpAdministrator,
  startCluster,
  startMediaNode,
  startMeeting,
  until,
  untilMediaFlows,
  watchContinuity,
  type Cluster,
  type MediaNodeProcess,
  type PersonInBrowser,
} from '@saal/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enter, openDoors, smallWindow } from '../e2e/cast.ts';
import { recordFigures } from '../e2e/figures.ts';

let cluster: Cluster;
let browser: Browser;
const quietMs = 6_000;
const nodes: MediaNodeProcess[] = [];

beforeAll(async () => {
  cluster = await startCluster({ servers: 1, env: { SAAL_MEDIA: 'nodes' } });
  nodes.push(await startMediaNode(cluster, { number: 14 }));
  browser = await launchBrowser({ args: [continuousSound()] });
});
afterAll(async () => {
  await browser?.close();
  for (const node of nodes) await node.stop();
  await cluster?.stop();
});

const gapsOf = async (people: PersonInBrowser[]): Promise<{ soundGapMs: number; pictureGapMs: number }> => {
  const gaps = await Promise.all(people.map(({ page }) => longestGaps(page)));
  return {
    soundGapMs: Math.max(...gaps.map(({ soundGapMs }) => soundGapMs)),
    pictureGapMs: Math.max(...gaps.map(({ pictureGapMs }) => pictureGapMs)),
  };
};

test('a node that is told to end moves its people to another one without a gap of sound, and then ends', { timeout: 180_000 }, async () => {
  const [server] = cluster.servers;
  const [former] = nodes;
  if (!server || !former) throw new Error('a server and a node');
  const administrator = await setUpAdministrator(server);
  const meeting = await startMeeting(administrator, { title: 'Haushaltsausschuss', settings: openDoors });
  const context = { viewport: smallWindow };
  const anna = await openPerson(browser, server.baseUrl, 'Anna Huber', { ...context, cookies: administrator.http.cookies });
  const bob = await openPerson(browser, server.baseUrl, 'Bob Maier', context);
  const people = [anna, bob];
  const resets: string[] = [];
  for (const { page, name } of people)
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).includes('"media.reset"')) resets.push(name);
      }),
    );
  const screens = [
    await enter(anna, meeting, { guest: false, microphone: true, camera: true }),
    await enter(bob, meeting, { microphone: true, camera: true }),
  ];
  const flows = () => Promise.all(people.map((person) => untilMediaFlows(person.page, { videos: 1, audios: 1 }, { what: person.name })));
  await flows();
  expect(await Promise.all(people.map(portsOf))).toEqual([[former.port], [former.port]]);
  const next = await startMediaNode(cluster, { number: 15 });
  nodes.push(next);

  // What the machine itself takes away: the same measure over the same time, with nothing happening.
  await Promise.all(people.map(({ page }) => watchContinuity(page)));
  await pause(quietMs);
  const quiet = await gapsOf(people);
  await Promise.all(people.map(({ page }) => watchContinuity(page)));
  const startMs = performance.now();
  await former.stop('SIGTERM');
  const drainedMs = performance.now() - startMs;
  await until('both at the next node', async () =>
    (await Promise.all(people.map(portsOf))).every((ports) => String(ports) === String(next.port)),
  );
  await flows();
  const { soundGapMs, pictureGapMs } = await gapsOf(people);
  recordFigures('node-drain', {
    ...{ drainedMs, soundGapMs, pictureGapMs },
    ...{ quietSoundGapMs: quiet.soundGapMs, quietPictureGapMs: quiet.pictureGapMs },
  });
  // The bar (1 s) stands in the figures; here what a loaded machine keeps. Who begins anew is told so.
  expect(resets).toEqual([]);
  expect(soundGapMs - quiet.soundGapMs).toBeLessThan(5_000);
  for (const screen of screens) {
    expect(await screen.isHere()).toBe(true);
    await screen.untilNames(['Anna Huber', 'Bob Maier']);
  }
  await Promise.all(people.map((person) => person.close()));
});
