/**
 * Fifty people without a browser join one meeting of the real server within five seconds: real WebSockets, and transports
 * whose ICE and DTLS the load client completes. Everybody has a microphone, three of them speak, all others receive them.
 */
import { DeviceId, type ParticipantView } from '@saal/protocol';
import { createGuest, setUpAdministrator, startMeeting, startSaal, until, WireParticipant, type HttpClient } from '@saal/testkit';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { percentile, type Result } from '../figures.ts';
import { remoteOf, transportCcOf } from './application-tax.ts';
import { compileSwarm, Swarm } from '../swarm.ts';

const people = 50;
const arrivalMs = 95;
const speakers = 3;

const ConsumerAdded = z.object({ k: z.literal('ev'), type: z.literal('media.consumer-added'), data: z.object({ consumerId: z.string() }) });

interface Joined {
  participant: WireParticipant;
  /** From opening the WebSocket to the answer of `meeting.join`. */
  joinMs: number;
  /** From opening the WebSocket until both transports stand: nothing is left but to send. */
  readyMs: number;
}

/** @param workerBin binary of the media worker */
export async function joining(workerBin: string, say: (line: string) => void): Promise<Result> {
  const load = new Swarm(compileSwarm());
  const saal = await startSaal({ env: { MEDIASOUP_WORKER_BIN: workerBin, SAAL_LOG_LEVEL: 'warn' } });
  try {
    const anna = await setUpAdministrator(saal);
    const meeting = await startMeeting(anna, { settings: { lobbyBypass: 'everyone', joinMuted: false } });
    const host = await WireParticipant.connect(anna.http);
    await host.join(meeting.id);
    const guests: HttpClient[] = [];
    for (let n = 0; n < people - 1; n++) guests.push(await createGuest(saal.baseUrl));
    // Once before the clock runs, for code that is compiled at its first use; it counts as the first of the fifty.
    const joined = [await join(guests[0] ?? anna.http, meeting.id, 0, load)];
    const startedAtMs = performance.now();
    joined.push(
      ...(await Promise.all(
        guests.slice(1).map(async (guest, index) => {
          await sleep(index * arrivalMs);
          return join(guest, meeting.id, index + 1, load);
        }),
      )),
    );
    const allMs = performance.now() - startedAtMs;
    const everybody = [host, ...joined.map(({ participant }) => participant)];
    const rosterMs = await until('equal rosters', () => (sameRosters(everybody) ? performance.now() - startedAtMs : undefined), {
      timeoutMs: 10_000,
    }).catch(() => undefined);
    await sleep(2_000);
    const sums = await load.sums();
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
    load.close();
    await saal.stop();
  }
}

async function join(http: HttpClient, meetingId: Parameters<WireParticipant['join']>[0], number: number, load: Swarm): Promise<Joined> {
  const startedAtMs = performance.now();
  const participant = await WireParticipant.connect(http, { deviceId: DeviceId.parse(`device-number-${number}`) });
  const answer = await participant.join(meetingId, { name: `Guest ${number}` });
  if (answer.state !== 'joined') throw new Error('the lobby was to be open');
  const joinMs = performance.now() - startedAtMs;
  participant.socket.on('message', (raw) => {
    const added = ConsumerAdded.safeParse(JSON.parse(Buffer.isBuffer(raw) ? raw.toString() : '{}'));
    // Refused only when the stream has gone meanwhile.
    if (added.success) participant.request('media.resume-consumer', { consumerId: added.data.data.consumerId }).catch(() => undefined);
  });
  const { routerRtpCapabilities } = answer.media;
  await participant.request('media.set-capabilities', { rtpCapabilities: routerRtpCapabilities });
  const connect = async (direction: 'send' | 'receive') => {
    const { transportId, iceParameters, iceCandidates } = await participant.request('media.create-transport', { direction });
    const dtlsParameters = { role: 'client' as const, fingerprints: [{ algorithm: 'sha-256' as const, value: await load.fingerprint }] };
    await participant.request('media.connect-transport', { transportId, dtlsParameters });
    const { id, up } = load.connect(
      remoteOf(iceParameters, iceCandidates),
      direction === 'receive' ? transportCcOf(routerRtpCapabilities) : 0,
    );
    await up;
    return { id, transportId };
  };
  const [sending] = await Promise.all([connect('send'), connect('receive')]);
  const readyMs = performance.now() - startedAtMs;
  const ssrc = 5_000 + number;
  await participant.request('media.produce', {
    transportId: sending.transportId,
    source: 'microphone',
    paused: number >= speakers,
    rtpParameters: {
      codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
      headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 10 }],
      encodings: [{ ssrc }],
    },
  });
  if (number < speakers)
    load.send(sending.id, { kind: 'audio', ssrc, payloadType: 111, packetsPerSecond: 50, payloadBytes: 80, levelExtension: 10 });
  return { participant, joinMs, readyMs };
}

/** What everybody has to agree on: who is there, in which order, and what each sends. */
function sameRosters(participants: WireParticipant[]): boolean {
  const outline = ({ id, name, role, joinOrder, streams }: ParticipantView) => ({ id, name, role, joinOrder, streams });
  const rosters = participants.map((participant) => JSON.stringify(participant.participants.map(outline)));
  return participants.every((participant) => participant.participants.length === people) && new Set(rosters).size === 1;
}
