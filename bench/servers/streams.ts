/** The same streams for every server: their numbers in RTP, for the swarm and for mediasoup. */
import type { RtpCapabilities, RtpParameters } from 'mediasoup/types';
import type { Swarm } from '../swarm.ts';
import type { Sent } from './server.ts';

export const payloadTypes = { audio: 111, video: 96, rtx: 97 };
export const levelExtension = 10;
const audio = { packetsPerSecond: 50, payloadBytes: 80 };
const steadyPacketsPerSecond = 50;

/** SSRCs of one sent stream: one a layer, and one for the repetitions of each. */
export interface Numbered {
  sent: Sent;
  ssrcs: number[];
  rtxSsrcs: number[];
}

/** Gives numbers, different for every stream of a room. */
export class Numbering {
  #next = 1_000;

  number(sent: Sent): Numbered {
    const layers = sent.kind === 'video' ? sent.layers.length : 1;
    const take = () => Array.from({ length: layers }, () => this.#next++);
    return { sent, ssrcs: take(), rtxSsrcs: sent.kind === 'video' ? take() : [] };
  }
}

export function firstSsrcs(streams: readonly Numbered[]): number[] {
  return streams.flatMap(({ ssrcs }) => ssrcs.slice(0, 1));
}

export function kindOf({ sent }: Numbered): 'audio' | 'video' {
  return sent.kind === 'audio' ? 'audio' : 'video';
}

/** Lets a connected client send it. */
export function startSending(swarm: Swarm, client: number, { sent, ssrcs, rtxSsrcs }: Numbered): void {
  if (sent.kind === 'video') {
    for (const [index, layer] of sent.layers.entries())
      swarm.sendLayer(client, {
        ssrc: ssrcs[index] ?? 0,
        payloadType: payloadTypes.video,
        rtxSsrc: rtxSsrcs[index] ?? 0,
        rtxPayloadType: payloadTypes.rtx,
        ...layer,
      });
    return;
  }
  const steady =
    sent.kind === 'audio'
      ? { kind: 'audio' as const, payloadType: payloadTypes.audio, levelExtension, ...audio }
      : {
          kind: 'video' as const,
          payloadType: payloadTypes.video,
          levelExtension: 0,
          packetsPerSecond: steadyPacketsPerSecond,
          payloadBytes: sent.payloadBytes,
        };
  swarm.send(client, { ssrc: ssrcs[0] ?? 0, ...steady });
}

export function rtpParametersOf({ sent, ssrcs, rtxSsrcs }: Numbered): RtpParameters {
  if (sent.kind === 'audio')
    return {
      codecs: [{ mimeType: 'audio/opus', payloadType: payloadTypes.audio, clockRate: 48_000, channels: 2 }],
      headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: levelExtension }],
      encodings: [{ ssrc: ssrcs[0] }],
    };
  const rtcpFeedback = [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }];
  const vp8 = { mimeType: 'video/VP8', payloadType: payloadTypes.video, clockRate: 90_000, rtcpFeedback };
  if (sent.kind === 'steady-video') return { codecs: [vp8], encodings: [{ ssrc: ssrcs[0] }] };
  const rtx = { mimeType: 'video/rtx', payloadType: payloadTypes.rtx, clockRate: 90_000, parameters: { apt: payloadTypes.video } };
  return {
    codecs: [vp8, rtx],
    encodings: ssrcs.map((ssrc, index) => ({
      ssrc,
      rtx: { ssrc: rtxSsrcs[index] ?? 0 },
      maxBitrate: (sent.layers[index]?.bitrateKbps ?? 0) * 1_000,
    })),
  };
}

/** Of a receiver that sends no transport-wide feedback: the server then does not estimate the bandwidth. */
export function withoutEstimates(capabilities: RtpCapabilities): RtpCapabilities {
  return {
    codecs: capabilities.codecs?.map((codec) => ({
      ...codec,
      rtcpFeedback: codec.rtcpFeedback?.filter(({ type }) => type !== 'transport-cc' && type !== 'goog-remb'),
    })),
    headerExtensions: capabilities.headerExtensions?.filter(({ uri }) => !/transport-wide-cc|abs-send-time/.test(uri)),
  };
}
