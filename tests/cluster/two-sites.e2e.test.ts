/** One meeting over two servers and two media nodes of two sites, in browsers: a node dies, and its people go on at the other site. */
import {
  launchBrowser,
  openPerson,
  portsOf,
  setUpAdministrator,
  startCluster,
  startMediaNode,
  startMeeting,
  untilMediaFlows,
  type Cluster,
  type MediaNodeProcess,
} from '@saal/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enter, openDoors, smallWindow } from '../e2e/cast.ts';
import { recordFigures } from '../e2e/figures.ts';

let cluster: Cluster;
let browser: Browser;
const nodes: MediaNodeProcess[] = [];

beforeAll(async () => {
  cluster = await startCluster({ servers: 2, sites: ['bonn', 'berlin'], env: { SAAL_MEDIA: 'nodes' } });
  nodes.push(await startMediaNode(cluster, { number: 1, site: 'bonn' }), await startMediaNode(cluster, { number: 2, site: 'berlin' }));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  for (const node of nodes) await node.stop();
  await cluster?.stop();
});

test('people at two sites see and hear each other over both nodes; kill -9 of one node takes its people to the other', async () => {
  const [bonn, berlin] = cluster.servers;
  const [mortal, other] = nodes;
  if (!bonn || !berlin || !mortal || !other) throw new Error('two servers and two nodes');
  const administrator = await setUpAdministrator(bonn);
  const meeting = await startMeeting(administrator, { title: 'Haushaltsausschuss', settings: openDoors });
  const context = { viewport: smallWindow };
  const anna = await openPerson(browser, bonn.baseUrl, 'Anna Huber', { ...context, cookies: administrator.http.cookies });
  const bob = await openPerson(browser, berlin.baseUrl, 'Bob Maier', context);
  const annas = await enter(anna, meeting, { guest: false, microphone: true, camera: true });
  const bobs = await enter(bob, meeting, { microphone: true, camera: true });
  await Promise.all([anna, bob].map((person) => untilMediaFlows(person.page, { videos: 1, audios: 1 }, { what: person.name })));
  expect([await portsOf(anna), await portsOf(bob)]).toEqual([[mortal.port], [other.port]]);

  const killedAtMs = performance.now();
  mortal.signal('SIGKILL');
  await Promise.all([anna, bob].map((person) => untilMediaFlows(person.page, { videos: 1, audios: 1 }, { what: person.name })));
  recordFigures('node-death', { mediaBackMs: performance.now() - killedAtMs });
  expect(await portsOf(bob)).toEqual([other.port]);
  expect([await annas.isHere(), await bobs.isHere()]).toEqual([true, true]);
  await annas.untilNames(['Anna Huber', 'Bob Maier']);
  await Promise.all([anna.close(), bob.close()]);
});
