/**
 * Requests and events of sound and picture. The shapes are mediasoup's; the big parameter objects are checked here
 * for size and outline (M01) and by mediasoup's own checks in full.
 */
import { z } from 'zod';
import { MediaObjectId, ParticipantId } from './ids.ts';
import { ConnectionQuality, MediaSource } from './meeting-view.ts';

/** A JSON value of bounded depth and size, for parameters that mediasoup checks by itself. */
function bounded(maxBytes: number) {
  return z
    .record(z.string().max(64), z.unknown())
    .refine((value) => JSON.stringify(value).length <= maxBytes, { message: `larger than ${maxBytes} bytes` });
}

export const RtpCapabilitiesWire = bounded(32_768);
export const RtpParametersWire = bounded(16_384);
export const DtlsParametersWire = z.strictObject({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(
      z.strictObject({
        algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: z.string().regex(/^[0-9A-Fa-f:]{20,191}$/),
      }),
    )
    .min(1)
    .max(5),
});
export const IceServer = z.object({ urls: z.array(z.string()), username: z.string().optional(), credential: z.string().optional() });
export type IceServer = z.infer<typeof IceServer>;

/** What a device needs to begin, told with the answer to `meeting.join`, with `media.reset` and with `media.move`. */
export const MediaRoomInfo = z.object({
  /** Another epoch means: all transports, producers and consumers of the old one are gone. */
  epoch: z.string(),
  /** The transports this device made in this epoch are still there: keep them. */
  kept: z.boolean(),
  routerRtpCapabilities: z.record(z.string(), z.unknown()),
  /** STUN/TURN, with credentials that live for some hours. Empty where none is configured. */
  iceServers: z.array(IceServer),
  /** `relay` only where the operator forces it. */
  iceTransportPolicy: z.enum(['all', 'relay']),
});
export type MediaRoomInfo = z.infer<typeof MediaRoomInfo>;

export const Direction = z.enum(['send', 'receive']);

export const TransportInfo = z.object({
  transportId: z.string(),
  iceParameters: z.record(z.string(), z.unknown()),
  iceCandidates: z.array(z.record(z.string(), z.unknown())),
  dtlsParameters: z.record(z.string(), z.unknown()),
});
export type TransportInfo = z.infer<typeof TransportInfo>;

/** A tile or stage the device shows now. Device pixels; the server picks the layer that fits. */
export const WatchedTile = z.strictObject({
  producerId: MediaObjectId,
  widthPx: z.int().min(1).max(8192),
  heightPx: z.int().min(1).max(8192),
  /** 1 (seat) to 10 (stage, share): who keeps quality when the network narrows. */
  priority: z.int().min(1).max(10),
});
export type WatchedTile = z.infer<typeof WatchedTile>;

export const ConsumerInfo = z.object({
  consumerId: z.string(),
  producerId: z.string(),
  /** Of whose transports, while the device moves and has some of two epochs. */
  epoch: z.string().optional(),
  /** Its sender has moved: the stream comes in the place of this producer's, which goes as soon as this one is ready. */
  replaces: z.string().optional(),
  /** Absent for a slot. */
  participantId: ParticipantId.optional(),
  /** In a large meeting: one of three streams that carry whoever is loudest; `media.slots` tells who that is. */
  slot: z.union([z.literal(0), z.literal(1), z.literal(2)]).optional(),
  source: MediaSource,
  kind: z.enum(['audio', 'video']),
  rtpParameters: z.record(z.string(), z.unknown()),
});
export type ConsumerInfo = z.infer<typeof ConsumerInfo>;

const None = z.strictObject({});
const Epoch = z.string().min(1).max(64);
/** While a device moves (`media.move`): whose transports, producers and consumers it means. Absent: those it had, after `media.moved` the new ones. */
const meant = { epoch: Epoch.optional() };
const ProducerTarget = z.strictObject({ ...meant, producerId: MediaObjectId });

export const mediaRequests = {
  /** First of all: what the device can decode. Consumers of audio follow by event as soon as the receive transport is there. */
  'media.set-capabilities': { data: z.strictObject({ ...meant, rtpCapabilities: RtpCapabilitiesWire }), result: None },
  /** At most one per direction; asking again replaces (closes) the former one. `tcpOnly` for networks without UDP. */
  'media.create-transport': {
    data: z.strictObject({ ...meant, direction: Direction, tcpOnly: z.boolean().optional() }),
    result: TransportInfo,
  },
  'media.connect-transport': {
    data: z.strictObject({ ...meant, transportId: MediaObjectId, dtlsParameters: DtlsParametersWire }),
    result: None,
  },
  /** After a network change; the answer's `iceParameters` go to `transport.restartIce`. */
  'media.restart-ice': {
    data: z.strictObject({ ...meant, transportId: MediaObjectId }),
    result: z.object({ iceParameters: z.record(z.string(), z.unknown()) }),
  },
  /** Rights: microphone `speak`, camera `show-camera`, screen and screen-audio `share`. One microphone and one camera a device, three shares. */
  'media.produce': {
    data: z.strictObject({
      ...meant,
      transportId: MediaObjectId,
      source: MediaSource,
      rtpParameters: RtpParametersWire,
      shareId: z
        .string()
        .regex(/^[A-Za-z0-9_-]{1,64}$/)
        .optional(),
      paused: z.boolean().optional(),
    }),
    result: z.object({ producerId: z.string() }),
  },
  'media.pause-producer': { data: ProducerTarget, result: None },
  /** Refused with `right_missing` when a host muted and unmuting is not allowed. */
  'media.resume-producer': { data: ProducerTarget, result: None },
  'media.close-producer': { data: ProducerTarget, result: None },
  /**
   * The whole list of video streams shown now; replaces the former list. What is not in it is paused at the server.
   * Consumers not there yet are announced by `media.consumer-added`.
   */
  'media.watch': { data: z.strictObject({ ...meant, tiles: z.array(WatchedTile).max(60) }), result: None },
  /** The client is ready to decode; until then a consumer sends nothing, so no key frame is lost. */
  'media.resume-consumer': { data: z.strictObject({ ...meant, consumerId: MediaObjectId }), result: None },
  /**
   * After `media.move`: the device hears and sends by the new epoch. From now on it is there for the others, too; answered
   * when nobody takes the old streams any more.
   */
  'media.moved': { data: z.strictObject({ epoch: Epoch }), result: None },
  /** Own measure, every 3 s at most; shown to others as the person's connection quality. */
  'media.report-quality': { data: ConnectionQuality, result: None },
} as const;

export const mediaEvents = {
  'media.consumer-added': ConsumerInfo,
  'media.consumer-removed': z.object({ consumerId: z.string() }),
  /** The sender paused or resumed, or the layers sent are now these (-1: nothing fits the network). */
  'media.consumer-changed': z.object({
    consumerId: z.string(),
    paused: z.boolean().optional(),
    spatialLayer: z.int().optional(),
    score: z.int().min(0).max(10).optional(),
  }),
  /**
   * Of the watched pictures those that the server does not send, since it has too much to do; the whole list, at each change.
   * They come again by themselves.
   */
  'media.pictures-held': z.object({ producerIds: z.array(z.string()) }),
  /** Who is heard in the three slots now, at most four times a second. */
  'media.slots': z.object({ slots: z.array(ParticipantId.nullable()).length(3) }),
  /** Own producer: a host paused or closed it. */
  'media.producer-paused': z.object({ producerId: z.string() }),
  'media.producer-closed': z.object({ producerId: z.string() }),
  /** Nobody takes layers above this: stop encoding them. -1: nobody watches. */
  'media.layers-wanted': z.object({ producerId: z.string(), maxSpatialLayer: z.int().min(-1).max(3) }),
  /** Packets of own microphone that arrived since it began, every 2 s while it is on: "your sound does not arrive" is told from it. */
  'media.heard': z.object({ producerId: z.string(), packets: z.int(), audible: z.boolean() }),
  /** The room was rebuilt (worker died): drop every transport, make new ones with this. */
  'media.reset': MediaRoomInfo,
  /**
   * The device is to go to another worker: it makes transports of this epoch beside those it has, uses them, says
   * `media.moved`, and only then closes the old ones. Who does not get `media.reset` instead after some seconds.
   */
  'media.move': MediaRoomInfo,
} as const;
