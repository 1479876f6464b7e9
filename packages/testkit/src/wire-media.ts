import { createHash, randomInt } from 'node:crypto';
import { z } from 'zod';
import type { TransportInfo } from '@saal/protocol';
import type { WireParticipant } from './wire-participant.ts';

const Codec = z.object({
  mimeType: z.string(),
  clockRate: z.number(),
  channels: z.number().optional(),
  preferredPayloadType: z.number(),
  parameters: z.record(z.string(), z.unknown()).optional(),
});
const Capabilities = z.object({ codecs: z.array(Codec) });

/** A fingerprint of nobody's certificate: the transport is real, its DTLS never completes. */
export function someFingerprint(seed: string): { algorithm: 'sha-256'; value: string } {
  const hex = createHash('sha256').update(seed).digest('hex').toUpperCase();
  return { algorithm: 'sha-256', value: (hex.match(/../g) ?? []).join(':') };
}

/** The RTP parameters of one stream, fit for the router the participant has joined. */
export function rtpParameters(
  participant: WireParticipant,
  kind: 'audio' | 'video',
  codecName = kind === 'audio' ? 'audio/opus' : 'video/vp8',
): Record<string, unknown> {
  const codec = Capabilities.parse(participant.media?.routerRtpCapabilities).codecs.find((one) => one.mimeType.toLowerCase() === codecName);
  if (!codec) throw new Error(`the router has no ${codecName}`);
  return {
    mid: String(randomInt(1, 1_000_000)),
    codecs: [
      {
        mimeType: codec.mimeType,
        payloadType: codec.preferredPayloadType,
        clockRate: codec.clockRate,
        ...(codec.channels ? { channels: codec.channels } : {}),
        parameters: {},
        rtcpFeedback: [],
      },
    ],
    headerExtensions: [],
    encodings: [{ ssrc: randomInt(1, 2 ** 32 - 1) }],
    rtcp: { cname: participant.deviceId, reducedSize: true },
  };
}

/** Capabilities (those of the router itself) and both transports, as a browser asks for them on entering. */
export async function openTransports(participant: WireParticipant): Promise<{ send: TransportInfo; receive: TransportInfo }> {
  if (!participant.media) throw new Error('not in a meeting');
  await participant.request('media.set-capabilities', { rtpCapabilities: participant.media.routerRtpCapabilities });
  const [send, receive] = await Promise.all([
    participant.request('media.create-transport', { direction: 'send' }),
    participant.request('media.create-transport', { direction: 'receive' }),
  ]);
  return { send, receive };
}

/** A producer on the participant's send transport: others see its stream in the roster, no packet ever comes. */
export async function produce(
  participant: WireParticipant,
  transport: TransportInfo,
  source: 'microphone' | 'camera' | 'screen' | 'screen-audio',
  options: { paused?: boolean; shareId?: string } = {},
): Promise<string> {
  const kind = source === 'microphone' || source === 'screen-audio' ? 'audio' : 'video';
  const { producerId } = await participant.request('media.produce', {
    transportId: transport.transportId,
    source,
    rtpParameters: rtpParameters(participant, kind),
    ...options,
  });
  return producerId;
}
