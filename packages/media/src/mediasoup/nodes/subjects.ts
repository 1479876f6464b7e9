/** What servers and media nodes tell and ask each other. Nothing is retained; who is not there hears nothing. */
import { subjectToken } from '@saal/foundation';
import { DeviceId, MeetingId, ParticipantId, requests } from '@saal/protocol';
import type { RtpCapabilities, RtpParameters, SrtpParameters } from 'mediasoup/types';
import { z } from 'zod';
import type { MediaEvent, MediaMethod } from '../../ports.ts';
import type { HearingRule } from '../hearing.ts';
import type { Presence } from '../moving-streams.ts';
import type { BranchInfo, HeardLevels } from '../room-branch.ts';
import type { StreamOutline } from '../room-stream.ts';
import type { Candidate } from '../slots.ts';

/**
 * Raised when older nodes could not do what is asked. A server works with nodes of its own number and the one before, so
 * servers are updated first.
 */
export const nodeWire = 2;
/** From this one on a node keeps what a server leaves, for the next one. */
export const adoptionWire = 2;
/** From this one on devices can move from and to a node: the `presence` order, `epoch` in requests. */
export const movesSinceWire = 2;

/** Told to all: `NodeAlive`, four times a second. */
export const aliveSubject = 'media.node.alive';
const ofNode = (node: string, what: string): string => `media.node.${subjectToken(node)}.${what}`;
/** Asked of a node: `Orders`; answer null when all are done. */
export const ordersSubject = (node: string): string => ofNode(node, 'orders');
/** Asked of a node: `PeerCall`. */
export const peerSubject = (node: string): string => ofNode(node, 'peer');
/** Asked of a node by another: `FarCall`. */
export const farSubject = (node: string): string => ofNode(node, 'far');
/** Asked of a node every few seconds: `Kept`; answer `Living`. */
export const keepSubject = (node: string): string => ofNode(node, 'keep');
/** Asked of a node by a server that begins to conduct a meeting: `Adoption`; answer `LeftBranches`. Since wire 2. */
export const adoptSubject = (node: string): string => ofNode(node, 'adopt');
/** Told to the server that conducts: `Told`. */
export const toldSubject = (server: string): string => `media.server.${subjectToken(server)}.branches`;

/** Of our own types, from a process that knows the cluster's secret: the shape was checked where it entered. */
const ours = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null);
const Outlines = z.array(ours<StreamOutline>());
const Candidates = z.array(ours<Candidate>());

const Load = z.object({
  pid: z.int(),
  cpuRatio: z.number(),
  rooms: z.int(),
  transports: z.int(),
  producers: z.int(),
  consumers: z.int(),
  valveLevel: z.int(),
});

export const NodeAlive = z.object({
  node: z.string(),
  /** Stays over its starts. */
  name: z.string().optional(),
  site: z.string().optional(),
  wire: z.int(),
  draining: z.boolean(),
  /** Packets a second that may be promised of each worker; older nodes do not say. */
  packetsPerWorker: z.number().optional(),
  /** By server: what is promised to the people of its meetings. */
  workers: z.array(z.object({ index: z.int(), reserved: z.record(z.string(), z.number()), load: Load.optional() })),
});
export type NodeAlive = z.infer<typeof NodeAlive>;

const branch = z.string();
export const Order = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open'), branch, meetingId: MeetingId, worker: z.int(), term: z.int() }),
  z.object({ kind: z.literal('hearing'), branch, rule: ours<HearingRule>() }),
  z.object({ kind: z.literal('meet'), branch, other: z.string(), node: z.string() }),
  z.object({ kind: z.literal('lose'), branch, other: z.string() }),
  z.object({ kind: z.literal('far-streams'), branch, origin: z.string(), deviceId: DeviceId, outlines: Outlines }),
  z.object({ kind: z.literal('far-candidates'), branch, origin: z.string(), candidates: Candidates }),
  z.object({ kind: z.literal('add-peer'), branch, deviceId: DeviceId, participantId: ParticipantId }),
  z.object({ kind: z.literal('remove-peer'), branch, deviceId: DeviceId }),
  z.object({ kind: z.literal('listening'), branch, deviceId: DeviceId, listening: z.boolean() }),
  z.object({ kind: z.literal('presence'), branch, deviceId: DeviceId, presence: ours<Presence>() }),
  z.object({ kind: z.literal('resync'), branch, deviceId: DeviceId }),
  /** `quiet`: not what devices were told. */
  z.object({ kind: z.literal('repeat'), branch, quiet: z.boolean() }),
  z.object({ kind: z.literal('close'), branch }),
]);
export type Order = z.infer<typeof Order>;
export const Orders = z.object({ server: z.string(), orders: z.array(Order) });

const MediaSourceName = z.enum(['microphone', 'camera', 'screen', 'screen-audio']);
const MethodName = z.custom<MediaMethod>((method) => typeof method === 'string' && method.startsWith('media.') && method in requests);

export const PeerCall = z.object({
  server: z.string(),
  branch,
  deviceId: DeviceId,
  call: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('info'), knownEpoch: z.string().optional() }),
    z.object({ kind: z.literal('handle'), method: MethodName, data: z.unknown() }),
    z.object({ kind: z.literal('pause-source'), source: MediaSourceName }),
    z.object({ kind: z.literal('close-source'), source: MediaSourceName, shareId: z.string().optional() }),
  ]),
});
export type PeerCall = z.infer<typeof PeerCall>;
export const BranchInfoAnswer = ours<BranchInfo>();

/** What is sealed in it. */
export const SrtpKeys = ours<SrtpParameters>();
/**
 * Where a pipe listens between hosts. Its SRTP keys come sealed (`sealed-end.ts`); in the clear only to and from a node of a
 * version before, which does not know `sealed` and answers without it.
 */
export const PipeEndShape = z.object({
  ip: z.string(),
  port: z.int(),
  srtp: SrtpKeys.optional(),
  sealed: z.string().optional(),
});
export type WireEnd = z.infer<typeof PipeEndShape>;
export const PipedStreamShape = z.object({ kind: z.enum(['audio', 'video']), rtpParameters: ours<RtpParameters>() });
/** Done in order, and again until it is taken. */
const FarOrder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stop'), streamId: z.string() }),
  z.object({ kind: z.literal('want'), streamId: z.string(), layer: z.int().optional() }),
]);
export type FarOrder = z.infer<typeof FarOrder>;
export const FarCall = z.object({
  branch,
  from: z.string(),
  call: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('open-end'), end: PipeEndShape }),
    z.object({ kind: z.literal('lay-pipe') }),
    z.object({ kind: z.literal('send-stream'), streamId: z.string() }),
    z.object({ kind: z.literal('orders'), orders: z.array(FarOrder) }),
  ]),
});
export type FarCall = z.infer<typeof FarCall>;

const TellItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), capabilities: ours<RtpCapabilities>() }),
  z.object({ kind: z.literal('event'), deviceId: DeviceId, event: ours<MediaEvent>() }),
  z.object({ kind: z.literal('streams'), deviceId: DeviceId, outlines: Outlines }),
  z.object({ kind: z.literal('heard'), heard: ours<HeardLevels>() }),
  z.object({ kind: z.literal('candidates'), candidates: Candidates }),
  z.object({ kind: z.literal('over') }),
]);
export type TellItem = z.infer<typeof TellItem>;
/** `seq` counts the messages of one branch from 1: who misses one asks for all again. */
export const Told = z.object({ branch, seq: z.int(), items: z.array(TellItem) });

/** The branches that a server still wants. */
export const Kept = z.object({ server: z.string(), branches: z.array(z.string()) });
export type Kept = z.infer<typeof Kept>;
/** Those of them that live, with the last `seq`, and those that another server has taken. */
export const Living = z.object({ branches: z.record(z.string(), z.int()), taken: z.array(z.string()).default([]) });
export type Living = z.infer<typeof Living>;

/** `term` of the conductor: a branch goes to a larger one only. */
export const Adoption = z.object({ server: z.string(), meetingId: MeetingId, term: z.int() });
export type Adoption = z.infer<typeof Adoption>;
const LeftDeviceShape = z.object({ deviceId: DeviceId, participantId: ParticipantId, listening: z.boolean() });
export const LeftBranches = z.object({
  branches: z.array(
    z.object({
      branch,
      worker: z.int(),
      rule: ours<HearingRule>().optional(),
      others: z.array(z.string()),
      devices: z.array(LeftDeviceShape),
    }),
  ),
});
export type LeftBranches = z.infer<typeof LeftBranches>;
