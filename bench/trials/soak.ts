/**
 * People come, speak, share and go for half an hour at a quarter of what one worker carries, at the real server with one worker.
 * After the first minutes nothing may grow; when all have left, nothing may be left of them.
 */
import { residentBytes, setUpAdministrator, startSaal, until, type SaalProcess } from '@saal/testkit';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileSwarm } from '../compile-swarm.ts';
import type { Result, Row } from '../figures.ts';
import { Chance } from './chance.ts';
import { growthRow, type Sample, type Watched } from './growth.ts';
import { SoakMeeting, type Deeds } from './soak-meeting.ts';
import { SwarmRelay } from './swarm-relay.ts';
import { complaintsIn } from './trial-cluster.ts';

/** Of five people each: 40 of the 157 that one worker is planned for. */
const meetingsAtOnce = 8;
const sampleEveryMs = 10_000;
/** What is compiled and filled at first. Of short runs a third. */
const warmUpS = 300;
/** Who closed the tab is held a place for half a minute. */
const emptyWithinMs = 90_000;

const watched: Watched[] = [
  { name: 'serverMiB', what: 'memory of the server', unit: 'MiB', slack: 8, per: undefined, highest: true },
  { name: 'workerMiB', what: 'memory of the worker', unit: 'MiB', slack: 4, per: undefined, highest: true },
  { name: 'serverFiles', what: 'open files of the server', unit: '', slack: 8, per: undefined },
  { name: 'workerFiles', what: 'open files of the worker', unit: '', slack: 4, per: undefined },
  { name: 'media_rooms', what: 'routers', unit: '', slack: 0.2, per: 'meetings' },
  { name: 'media_transports', what: 'transports', unit: '', slack: 0.2, per: 'participants' },
  { name: 'media_producers', what: 'streams received', unit: '', slack: 0.2, per: 'participants' },
  { name: 'media_consumers', what: 'streams sent', unit: '', slack: 1, per: 'participants' },
];
const toBeEmpty = ['meetings', 'participants', 'connections', 'media_rooms', 'media_transports', 'media_producers', 'media_consumers'];

/** @param workerBin binary of the media worker */
export async function soak({ minutes }: { minutes: number }, workerBin: string, say: (line: string) => void): Promise<Result> {
  const swarms = new SwarmRelay(await compileSwarm());
  const saal = await startSaal({
    env: { MEDIASOUP_WORKER_BIN: workerBin, SAAL_REQUESTS_PER_MINUTE: '1000000' },
  });
  try {
    const anna = await setUpAdministrator(saal);
    const startedAtMs = performance.now();
    const untilMs = startedAtMs + minutes * 60_000;
    const deeds: Deeds = { meetings: 0, entries: 0, leaves: 0, shares: 0, mutes: 0 };
    const failures: string[] = [];
    let number = 0;
    const chance = new Chance(1);
    const meetingAfterMeeting = async (): Promise<void> => {
      while (performance.now() < untilMs) {
        try {
          await new SoakMeeting({ anna, swarms, chance, deeds, number: () => number++, untilMs }).run();
        } catch (error) {
          failures.push(String(error));
          say(String(error));
        }
      }
    };
    const all = Promise.all(Array.from({ length: meetingsAtOnce }, meetingAfterMeeting));
    const samples: Sample[] = [];
    while (performance.now() < untilMs) {
      await sleep(Math.min(sampleEveryMs, untilMs - performance.now()));
      const sample = await sampleOf(saal, (performance.now() - startedAtMs) / 1_000);
      samples.push(sample);
      if (samples.length % 6 === 0)
        say(
          `${Math.round(sample.atS)} s: ${sample['participants'] ?? 0} people, server ${Math.round(sample['serverMiB'] ?? 0)} MiB, ` +
            `worker ${Math.round(sample['workerMiB'] ?? 0)} MiB, ${deeds.entries} entries, ${deeds.meetings} meetings`,
        );
    }
    await all;
    const left = await leftOf(saal);
    const settled = samples.filter(({ atS }) => atS >= Math.min(warmUpS, (minutes * 60) / 3));
    const complaints = complaintsIn(saal.logs);
    const lostTransports = saal.logs.split('\n').filter((line) => line.includes('media transport lost'));
    if (lostTransports.length > 0) say(`${lostTransports.length} transports were lost, first: ${lostTransports[0] ?? ''}`);
    return {
      rows: [...watched.map((one) => growthRow(settled, one)), emptyRow(left), calmRow(deeds, failures, complaints)],
      raw: { minutes, deeds, failures, complaints, lostTransports, left, samples },
    };
  } finally {
    await swarms.close();
    await saal.stop();
  }
}

async function sampleOf(saal: SaalProcess, atS: number): Promise<Sample> {
  const workers = saal.workerPids();
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    atS,
    serverMiB: residentBytes(saal.pid) / 2 ** 20,
    workerMiB: sum(workers.map(residentBytes)) / 2 ** 20,
    serverFiles: openFiles(saal.pid),
    workerFiles: sum(workers.map(openFiles)),
    ...(await figuresOf(saal)),
  };
}

/** All of `/metrics` that has no labels, or those of a worker: added up. */
async function figuresOf(saal: SaalProcess): Promise<Record<string, number>> {
  const answer = await fetch(`${saal.baseUrl}/metrics`);
  if (!answer.ok) throw new Error(`/metrics answers ${answer.status}`);
  const figures: Record<string, number> = {};
  for (const [, name = '', value = ''] of (await answer.text()).matchAll(/^saal_(\w+)(?:\{[^}]*\bworker="\d+"\})? (\S+)$/gm))
    figures[name] = (figures[name] ?? 0) + Number(value);
  return figures;
}

const openFiles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

/** What is still there when everybody has left for a while. */
async function leftOf(saal: SaalProcess): Promise<Record<string, number>> {
  const left = async () => Object.fromEntries(Object.entries(await figuresOf(saal)).filter(([name]) => toBeEmpty.includes(name)));
  const isEmpty = async () => Object.values(await left()).every((value) => value === 0);
  await until('nothing to be left', isEmpty, { timeoutMs: emptyWithinMs, everyMs: 500 }).catch(() => undefined);
  return left();
}

function emptyRow(left: Record<string, number>): Row {
  const present = Object.entries(left).filter(([, value]) => value > 0);
  return {
    what: 'left when all have gone',
    measured: present.length === 0 ? 'nothing' : present.map(([name, value]) => `${value} ${name}`).join(', '),
    bar: 'nothing',
    met: present.length === 0 && Object.keys(left).length === toBeEmpty.length,
  };
}

function calmRow({ meetings, entries, leaves, shares, mutes }: Deeds, failures: readonly string[], complaints: readonly string[]): Row {
  return {
    what: `${meetings} meetings, ${entries} entries, ${leaves} leaves, ${shares} shares, ${mutes} times muted or not`,
    measured: `${failures.length} refused, ${complaints.length} complaints in the log`,
    bar: 'none',
    met: failures.length + complaints.length === 0,
  };
}
