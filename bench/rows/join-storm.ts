/**
 * The full hour: 70 people a second come into rooms of eight, after slower hours that show the slope; then the large meeting: 400
 * come into one within a minute. The real server process with its database, real WebSockets, and both transports of everybody
 * with ICE and DTLS. Server, database, media worker and load generator share this machine.
 */
import type { MeetingId } from '@saal/protocol';
import { setUpAdministrator, startMeeting, startSaal, WireParticipant } from '@saal/testkit';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileSwarm } from '../compile-swarm.ts';
import { percentile, type Result, type Row } from '../figures.ts';
import { cpuSeconds } from '../machine.ts';
import { arrive, createGuests, type Arrived } from '../people.ts';
import { unlimitedPacketsPerWorker } from '../servers/saal-media.ts';
import { Swarm } from '../swarm.ts';

interface Storm {
  name: string;
  people: number;
  roomOf: number;
  joinsPerSecond: number;
  /** From opening the WebSocket until both transports stand, for 95 of 100. */
  barMs: number;
}

const slope = [10, 20, 40, 70];
const slopeSeconds = 4;
const hour: Storm[] = slope.map((joinsPerSecond) => ({
  name: `${joinsPerSecond} joins/s into rooms of 8`,
  people: Math.max(80, joinsPerSecond * slopeSeconds),
  roomOf: 8,
  joinsPerSecond,
  barMs: 1_000,
}));
const assembly: Storm = { name: '400 joins in 60 s into one room', people: 400, roomOf: 400, joinsPerSecond: 400 / 60, barMs: 5_000 };

interface Measured {
  storm: Storm;
  joinsMs: number[];
  readiesMs: number[];
  /** Why somebody did not come in. */
  outside: string[];
  /** Processor time of the server process for each who came, without database and worker. */
  serverCpuMs: number;
}

/** @param workerBin binary of the media worker */
export async function joinStorm(workerBin: string, say: (line: string) => void): Promise<Result> {
  const measured: Measured[] = [];
  for (const storm of [...hour, assembly]) {
    const one = await measure(storm, workerBin, say);
    measured.push(one);
    say(`${storm.name}: ${timesOf(one)}`);
  }
  const rates = measured.filter(({ storm }) => storm !== assembly);
  const [rush, large] = [rates.at(-1), measured.at(-1)];
  if (!rush || !large) throw new Error('nothing was measured');
  return { rows: [rushRow(rush, rates), rowOf(large, timesOf(large))], raw: { storms: measured } };
}

async function measure(storm: Storm, workerBin: string, say: (line: string) => void): Promise<Measured> {
  const swarm = new Swarm(await compileSwarm());
  const saal = await startSaal({
    env: {
      MEDIASOUP_WORKER_BIN: workerBin,
      SAAL_LOG_LEVEL: 'warn',
      SAAL_MEDIA_PACKETS_PER_WORKER: String(unlimitedPacketsPerWorker),
    },
  });
  const here: WireParticipant[] = [];
  try {
    // First those who come, then the meetings: without a host nobody new gets in, and he is forgotten half a minute after he left.
    const guests = await createGuests(saal.baseUrl, storm.people);
    const anna = await setUpAdministrator(saal);
    const meetings: MeetingId[] = [];
    for (let n = 0; n < Math.ceil(storm.people / storm.roomOf); n++) {
      const meeting = await startMeeting(anna, { settings: { lobbyBypass: 'everyone', joinMuted: false } });
      const host = await WireParticipant.connect(anna.http);
      await host.join(meeting.id);
      // The server allows one person only so many connections.
      if (storm === assembly) here.push(host);
      else host.drop();
      meetings.push(meeting.id);
    }
    say(`${storm.name}: ${guests.length} people before ${meetings.length} doors`);
    const cpuBefore = cpuSeconds(saal.pid);
    const arrived = await Promise.allSettled(
      guests.map(async (guest, number) => {
        await sleep((number / storm.joinsPerSecond) * 1_000);
        const meeting = meetings[Math.floor(number / storm.roomOf)];
        if (!meeting) throw new Error('there is no such meeting');
        // One in each room speaks.
        return arrive(guest, meeting, number, swarm, number % storm.roomOf === 0);
      }),
    );
    const serverCpuMs = ((cpuSeconds(saal.pid) - cpuBefore) * 1_000) / storm.people;
    const inside: Arrived[] = arrived.filter((one) => one.status === 'fulfilled').map((one) => one.value);
    const outside = arrived.filter((one) => one.status === 'rejected').map((one) => String(one.reason));
    if (outside.length > 0) say(`${outside.length} did not come in, first: ${outside[0] ?? ''}`);
    for (const { participant } of inside) here.push(participant);
    const [joinsMs, readiesMs] = [inside.map(({ joinMs }) => joinMs), inside.map(({ readyMs }) => readyMs)];
    return { storm, joinsMs, readiesMs, outside, serverCpuMs };
  } finally {
    for (const participant of here) participant.drop();
    await swarm.close();
    await saal.stop();
  }
}

function isMet({ storm, readiesMs, outside }: Measured): boolean {
  return outside.length === 0 && readiesMs.length > 0 && percentile(readiesMs, 0.95) <= storm.barMs;
}

function timesOf({ storm, joinsMs, readiesMs, serverCpuMs }: Measured): string {
  if (joinsMs.length === 0) return `none of ${storm.people} came in`;
  const ms = (values: readonly number[], share: number) => Math.round(percentile(values, share));
  const join = `answer of meeting.join p50 ${ms(joinsMs, 0.5)} ms, p95 ${ms(joinsMs, 0.95)} ms`;
  const ready = `both transports up p95 ${ms(readiesMs, 0.95)} ms`;
  return `${join}; ${ready}; ${joinsMs.length} of ${storm.people} in; ${serverCpuMs.toFixed(1)} ms of the server's processor time each`;
}

/** The rush with the slope to it. */
function rushRow(rush: Measured, rates: readonly Measured[]): Row {
  const steps = rates.map(
    (one) => `${one.storm.joinsPerSecond}/s: ${one.readiesMs.length === 0 ? '-' : Math.round(percentile(one.readiesMs, 0.95))} ms`,
  );
  const most = Math.max(0, ...rates.filter(isMet).map(({ storm }) => storm.joinsPerSecond));
  return rowOf(rush, `${timesOf(rush)}. Slope, transports up p95: ${steps.join(', ')}; the bar is met up to ${most} joins/s`);
}

function rowOf(one: Measured, measured: string): Row {
  const { storm } = one;
  return {
    what: `join storm: ${storm.name}`,
    measured,
    bar: `from the WebSocket to both transports p95 <= ${storm.barMs / 1_000} s, all in`,
    met: isMet(one),
  };
}
