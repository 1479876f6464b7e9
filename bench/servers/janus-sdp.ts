/** Just enough SDP (RFC 8866) to publish to and subscribe at Janus: written by hand, since there is no browser. */
import type { RemoteTransport } from '../swarm.ts';
import { kindOf, levelExtension, payloadTypes, type Numbered } from './streams.ts';

const lines = (...parts: (string | false)[]) => `${parts.filter((part) => part !== false).join('\r\n')}\r\n`;

/** @param client its number in the swarm, which names its ICE credentials (swarm/plan.c) */
function media(kind: string, payloadType: number, mid: string, client: number, fingerprint: string, ...rest: string[]): string {
  return lines(
    `m=${kind} 9 UDP/TLS/RTP/SAVPF ${payloadType}`,
    'c=IN IP4 127.0.0.1',
    `a=ice-ufrag:swarm${client}`,
    `a=ice-pwd:swarmswarmswarmswarm${client}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    'a=setup:active',
    'a=rtcp-mux',
    'a=candidate:1 1 udp 2130706431 127.0.0.1 9 typ host',
    'a=end-of-candidates',
    `a=mid:${mid}`,
    ...rest,
    kind === 'audio' ? `a=rtpmap:${payloadType} opus/48000/2` : `a=rtpmap:${payloadType} VP8/90000`,
    kind === 'video' && `a=rtcp-fb:${payloadType} nack`,
    kind === 'video' && `a=rtcp-fb:${payloadType} nack pli`,
  );
}

const session = (mids: string[]) =>
  lines('v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', `a=group:BUNDLE ${mids.join(' ')}`, 'a=msid-semantic: WMS swarm');

export function offerOf(streams: readonly Numbered[], client: number, fingerprint: string): string {
  const parts = streams.map((numbered, index) => {
    const kind = kindOf(numbered);
    const level = `a=extmap:${levelExtension} urn:ietf:params:rtp-hdrext:ssrc-audio-level`;
    const own = ['a=sendonly', `a=msid:swarm track${index}`, `a=ssrc:${numbered.ssrcs[0] ?? 0} cname:swarm${client}`];
    return media(kind, payloadTypes[kind], String(index), client, fingerprint, ...own, ...(kind === 'audio' ? [level] : []));
  });
  return session(streams.map((_, index) => String(index))) + parts.join('');
}

export interface OfferedStream {
  kind: string;
  mid: string;
  payloadType: number;
  ssrc: number | undefined;
}

export function streamsOf(offer: string): OfferedStream[] {
  return offer
    .split(/\r?\n(?=m=)/)
    .slice(1)
    .map((part) => {
      const [, kind = '', payloadType = ''] = /^m=(\w+) \S+ \S+ (\d+)/.exec(part) ?? [];
      const ssrc = valueOf(part, 'ssrc');
      return {
        kind,
        payloadType: Number(payloadType),
        mid: valueOf(part, 'mid') ?? '',
        ssrc: ssrc === undefined ? undefined : Number(ssrc),
      };
    });
}

export function answerTo(offered: readonly OfferedStream[], client: number, fingerprint: string): string {
  const parts = offered.map(({ kind, payloadType, mid }) => media(kind, payloadType, mid, client, fingerprint, 'a=recvonly'));
  return session(offered.map(({ mid }) => mid)) + parts.join('');
}

/** @throws when there is no UDP candidate */
export function remoteIn(sdp: string): RemoteTransport {
  const candidate = /a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host/i.exec(sdp);
  const usernameFragment = valueOf(sdp, 'ice-ufrag');
  const password = valueOf(sdp, 'ice-pwd');
  if (!candidate || !usernameFragment || !password) throw new Error(`nothing to connect to in ${sdp}`);
  return { address: candidate[1] ?? '', port: Number(candidate[2]), usernameFragment, password };
}

function valueOf(sdp: string, attribute: string): string | undefined {
  return new RegExp(`^a=${attribute}:(\\S+)`, 'm').exec(sdp)?.[1];
}
