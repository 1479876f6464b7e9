/** People without a browser at the real server: real WebSockets, and transports whose ICE and DTLS the swarm completes. */
import { DeviceId, type MeetingId } from '@saal/protocol';
import { createGuest, WireParticipant, type HttpClient } from '@saal/testkit';
import { z } from 'zod';
import { remoteOf, transportCcOf } from './servers/server.ts';
import { levelExtension, payloadTypes } from './servers/streams.ts';
import type { Swarm } from './swarm.ts';

const ConsumerAdded = z.object({ k: z.literal('ev'), type: z.literal('media.consumer-added'), data: z.object({ consumerId: z.string() }) });

export interface Arrived {
  participant: WireParticipant;
  /** From opening the WebSocket to the answer of `meeting.join`. */
  joinMs: number;
  /** From opening the WebSocket until both transports stand: nothing is left but to send. */
  readyMs: number;
}

/** Guests with their cookies, some at a time. */
export async function createGuests(baseUrl: string, count: number): Promise<HttpClient[]> {
  const guests: HttpClient[] = [];
  while (guests.length < count)
    guests.push(...(await Promise.all(Array.from({ length: Math.min(10, count - guests.length) }, () => createGuest(baseUrl)))));
  return guests;
}

/**
 * Comes in with a microphone, as a browser does.
 * @param number different for everybody
 * @param speaks otherwise the microphone is muted
 */
export async function arrive(http: HttpClient, meetingId: MeetingId, number: number, swarm: Swarm, speaks: boolean): Promise<Arrived> {
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
    const dtlsParameters = { role: 'client' as const, fingerprints: [{ algorithm: 'sha-256' as const, value: await swarm.fingerprint }] };
    await participant.request('media.connect-transport', { transportId, dtlsParameters });
    const { id, up } = swarm.connect(
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
    paused: !speaks,
    rtpParameters: {
      codecs: [{ mimeType: 'audio/opus', payloadType: payloadTypes.audio, clockRate: 48_000, channels: 2 }],
      headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: levelExtension }],
      encodings: [{ ssrc }],
    },
  });
  if (speaks)
    swarm.send(sending.id, {
      kind: 'audio',
      ssrc,
      payloadType: payloadTypes.audio,
      packetsPerSecond: 50,
      payloadBytes: 80,
      levelExtension,
    });
  return { participant, joinMs, readyMs };
}
