/** What rows ask of a media server, whichever it is: rooms, people who send, people who receive. */
import { z } from 'zod';
import type { RemoteTransport, Swarm } from '../swarm.ts';

/** Pictures of one layer. */
export interface LayerShape {
  widthPx: number;
  heightPx: number;
  framesPerSecond: number;
  bitrateKbps: number;
}

/** What somebody sends: 50 packets of sound a second, a picture in layers (smallest first), or equal packets without repair. */
export type Sent = { kind: 'audio' } | { kind: 'video'; layers: readonly LayerShape[] } | { kind: 'steady-video'; payloadBytes: number };

/** A stream by the number it has for everybody in the room. */
export type StreamKey = string;

export interface Publisher {
  /** The client in the swarm. */
  client: number;
  keys: StreamKey[];
  /** Of what is sent, in order; of a picture in layers that of the smallest. */
  ssrcs: number[];
}

export interface Listening {
  /** The bandwidth is estimated by transport-wide feedback. */
  estimates: boolean;
  /** What is shown and how large; everything in full size when left out. Sound is always heard. */
  tiles?: readonly { key: StreamKey; widthPx: number; heightPx: number }[];
  /** Own streams, which are not received. */
  except?: readonly StreamKey[];
}

export interface RoomUnderTest {
  publish(swarm: Swarm, sent: readonly Sent[]): Promise<Publisher>;
  /** A client that receives what is there; what comes later it does not hear of. @returns the client in the swarm */
  listen(swarm: Swarm, listening: Listening): Promise<number>;
}

export interface ServerUnderTest {
  name: string;
  version: string;
  /** Processor seconds so far: of what forwards packets, and of the application around it in this process. */
  cpuSeconds(): { forwarding: number; application: number };
  openRoom(): Promise<RoomUnderTest>;
  close(): Promise<void>;
}

const Candidate = z.object({ address: z.string(), port: z.number(), protocol: z.literal('udp') });
const IceParameters = z.object({ usernameFragment: z.string(), password: z.string() });
const Capabilities = z.object({ headerExtensions: z.array(z.object({ uri: z.string(), preferredId: z.number() })) });

/** Where and how a client reaches a mediasoup transport. */
export function remoteOf(iceParameters: unknown, iceCandidates: unknown[]): RemoteTransport {
  const { address, port } = Candidate.parse(iceCandidates[0]);
  return { address, port, ...IceParameters.parse(iceParameters) };
}

/** Number of the transport-wide header extension in what a router can do. */
export function transportCcOf(capabilities: unknown): number {
  return Capabilities.parse(capabilities).headerExtensions.find(({ uri }) => uri.includes('transport-wide-cc'))?.preferredId ?? 0;
}
