/**
 * Fifty people without a browser join one meeting of the real server within five seconds: real WebSockets, and transports
 * whose ICE and DTLS the swarm client completes. Everybody has a microphone, three of them speak, all others receive them.
 */
import type { ParticipantView } from '@saal/protocol';
import { setUpAdministrator, startMeeting, startSaal, until, WireParticipant } from '@saal/testkit';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileSwarm } from '../compile-swarm.ts';
import { percentile, type Result } from '../figures.ts';
import { arrive, createGuests } from '../people.ts';
import { unlimitedPacketsPerWorker } from '../servers/saal-media.ts';
import { Swarm } from '../swarm.ts';

const people = 50;
const arrivalMs = 95;
const speakers = 3;

/** @param workerBin binary of the media worker */
export async function joining(workerBin: string, say: (line: string) => void): Promise<Result> {
  const swarm = new Swarm(await compileSwarm());
  const saal = await startSaal({
    env: { MEDIASOUP_WORKER_BIN: workerBin, SAAL_LOG_LEVEL: 'warn', SAAL_MEDIA_PACKETS_PER_WORKER: String(unlimitedPacketsPerWorker) },
  });
  try {
    const anna = await setUpAdministrator(saal);
    const meeting = await startMeeting(anna, { settings: { lobbyBypass: 'everyone', joinMuted: false } });
    const host = await WireParticipant.connect(anna.http);
    await host.join(meeting.id);
    const guests = await createGuests(saal.baseUrl, people - 1);
    // Once before the clock runs, for code that is compiled at its first use; it counts as the first of the fifty.
    const joined = [await arrive(guests[0] ?? anna.http, meeting.id, 0, swarm, true)];
    const startedAtMs = performance.now();
    joined.push(
      ...(await Promise.all(
        guests.slice(1).map(async (guest, index) => {
          await sleep(index * arrivalMs);
          return arrive(guest, meeting.id, index + 1, swarm, index + 1 < speakers);
        }),
      )),
    );
    const allMs = performance.now() - startedAtMs;
    const everybody = [host, ...joined.map(({ participant }) => participant)];
    const rosterMs = await until('equal rosters', () => (sameRosters(everybody) ? performance.now() - startedAtMs : undefined), {
      timeoutMs: 10_000,
    }).catch(() => undefined);
    await sleep(2_000);
    const sums = await swarm.sums();
    say(`${people} joined in ${Math.round(allMs)} ms; ${sums.receivedPackets} packets of sound received, ${sums.lostPackets} lost`);
    const [joinsMs, readiesMs] = [joined.map(({ joinMs }) => joinMs), joined.map(({ readyMs }) => readyMs)];
    const p95 = percentile(joinsMs, 0.95);
    for (const { participant } of joined) participant.drop();
    return {
      rows: [
        {
          what: `${people} participants join one meeting within ${(people * arrivalMs) / 1000} s`,
          measured: `p50 ${Math.round(percentile(joinsMs, 0.5))} ms, p95 ${Math.round(p95)} ms; both transports up p95 ${Math.round(percentile(readiesMs, 0.95))} ms`,
          bar: 'join p95 < 500 ms',
          met: p95 < 500,
        },
        {
          what: 'roster equal for all',
          measured: rosterMs === undefined ? 'no' : `yes, ${Math.round(rosterMs - allMs)} ms after the last one`,
          bar: 'equal',
          met: rosterMs !== undefined,
        },
      ],
      raw: { people, arrivalMs, joinsMs, readiesMs, allMs, rosterMs, sums },
    };
  } finally {
    await swarm.close();
    await saal.stop();
  }
}

/** What everybody has to agree on: who is there, in which order, and what each sends. */
function sameRosters(participants: WireParticipant[]): boolean {
  const outline = ({ id, name, role, joinOrder, streams }: ParticipantView) => ({ id, name, role, joinOrder, streams });
  const rosters = participants.map((participant) => JSON.stringify(participant.participants.map(outline)));
  return participants.every((participant) => participant.participants.length === people) && new Set(rosters).size === 1;
}
