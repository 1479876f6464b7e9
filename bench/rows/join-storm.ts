/**
 * The full hour: 70 people a second come into rooms of eight; then the large meeting: 400 come into one within a minute. The real
 * server process with its database, real WebSockets, and both transports of everybody with ICE and DTLS.
 */
import type { MeetingId } from '@saal/protocol';
import { setUpAdministrator, startMeeting, startSaal, WireParticipant } from '@saal/testkit';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileSwarm } from '../compile-swarm.ts';
import { percentile, type Result, type Row } from '../figures.ts';
import { arrive, createGuests, type Arrived } from '../people.ts';
import { Swarm } from '../swarm.ts';

const storms = [
  { name: '70 joins/s into rooms of 8', people: 280, roomOf: 8, joinsPerSecond: 70 },
  { name: '400 joins in 60 s into one room', people: 400, roomOf: 400, joinsPerSecond: 400 / 60 },
];
type Storm = (typeof storms)[number];
const bars = { joinMs: 500, readyMs: 1_000 };

/** @param workerBin binary of the media worker */
export async function joinStorm(workerBin: string, say: (line: string) => void): Promise<Result> {
  const measured = [];
  for (const storm of storms) measured.push(await measure(storm, workerBin, say));
  return { rows: measured.map(({ row }) => row), raw: { storms: measured } };
}

async function measure(storm: Storm, workerBin: string, say: (line: string) => void) {
  const swarm = new Swarm(await compileSwarm());
  const saal = await startSaal({ env: { MEDIASOUP_WORKER_BIN: workerBin, SAAL_LOG_LEVEL: 'warn' } });
  const here: WireParticipant[] = [];
  try {
    const anna = await setUpAdministrator(saal);
    const meetings: MeetingId[] = [];
    for (let n = 0; n < Math.ceil(storm.people / storm.roomOf); n++) {
      const meeting = await startMeeting(anna, { settings: { lobbyBypass: 'everyone', joinMuted: false } });
      const host = await WireParticipant.connect(anna.http);
      await host.join(meeting.id);
      // The server allows one person only so many connections; a meeting that has begun goes on without its host.
      host.drop();
      meetings.push(meeting.id);
    }
    const guests = await createGuests(saal.baseUrl, storm.people);
    say(`${storm.name}: ${guests.length} people before ${meetings.length} doors`);
    const arrived = await Promise.allSettled(
      guests.map(async (guest, number) => {
        await sleep((number / storm.joinsPerSecond) * 1_000);
        const meeting = meetings[Math.floor(number / storm.roomOf)];
        if (!meeting) throw new Error('there is no such meeting');
        // One in each room speaks.
        return arrive(guest, meeting, number, swarm, number % storm.roomOf === 0);
      }),
    );
    const inside = arrived.filter((one) => one.status === 'fulfilled').map((one) => one.value);
    const outside = arrived.filter((one) => one.status === 'rejected').map((one) => String(one.reason));
    if (outside.length > 0) say(`${outside.length} did not come in, first: ${outside[0] ?? ''}`);
    for (const { participant } of inside) here.push(participant);
    return { storm: storm.name, outside, ...timesOf(inside), row: rowOf(storm, inside, outside.length) };
  } finally {
    for (const participant of here) participant.drop();
    await swarm.close();
    await saal.stop();
  }
}

function timesOf(arrived: readonly Arrived[]) {
  return { joinsMs: arrived.map(({ joinMs }) => joinMs), readiesMs: arrived.map(({ readyMs }) => readyMs) };
}

function rowOf({ name, people }: Storm, inside: readonly Arrived[], outside: number): Row {
  const bar = `join p95 < ${bars.joinMs} ms, transports p95 < ${bars.readyMs} ms, all in`;
  const what = `join storm: ${name}`;
  if (inside.length === 0) return { what, measured: `none of ${people} came in`, bar, met: false };
  const { joinsMs, readiesMs } = timesOf(inside);
  const [join, ready] = [percentile(joinsMs, 0.95), percentile(readiesMs, 0.95)];
  return {
    what,
    measured: `join p50 ${Math.round(percentile(joinsMs, 0.5))} ms, p95 ${Math.round(join)} ms; both transports up p95 ${Math.round(ready)} ms; ${inside.length} of ${people} in`,
    bar,
    met: outside === 0 && join < bars.joinMs && ready < bars.readyMs,
  };
}
